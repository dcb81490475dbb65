//! One name in the spellings of the languages.

/// The words of a name in any spelling: kebab-case, snake_case, camelCase, PascalCase.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower_before = false;
    for character in name.chars() {
        if character == '-' || character == '_' || character == ' ' {
            lower_before = false;
            words.push(String::new());
            continue;
        }
        if words.is_empty() || (character.is_uppercase() && lower_before) {
            words.push(String::new());
        }
        lower_before = character.is_lowercase() || character.is_ascii_digit();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// `send-message` as `sendMessage`.
pub(crate) fn camel(name: &str) -> String {
    let words = words(name);
    let (first, rest) = words.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    first.to_owned() + &rest.iter().map(|word| capitalised(word)).collect::<String>()
}

/// `send-message` as `SendMessage`.
pub(crate) fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capitalised(word)).collect()
}

/// `send-message` and `isGroup` as `send_message` and `is_group`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_spelling() {
        assert_eq!(camel("send-file-base64"), "sendFileBase64");
        assert_eq!(pascal("not_connected"), "NotConnected");
        assert_eq!(snake("isWAContact"), "is_wacontact");
        assert_eq!(snake("quotedMsgId"), "quoted_msg_id");
        assert_eq!(camel("t"), "t");
    }
}
