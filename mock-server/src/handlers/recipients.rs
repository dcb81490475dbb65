//! The server's `contactToArray`: recipients as ids.

use serde_json::Value;

use crate::library::Thrown;

/// Beyond so many characters a recipient is taken for a LID.
const LONGEST_NUMBER: usize = 14;

/// Where the recipients are; JavaScript's truth of the request's flags.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kind {
    /// `isGroup`.
    pub(crate) group: bool,
    /// `isNewsletter`.
    pub(crate) newsletter: bool,
    /// `isLid`.
    pub(crate) lid: bool,
}

/// Makes ids of a text with recipients between `,` and `;`, or of a list with one in each place.
///
/// # Errors
/// The `TypeError` of JavaScript for anything that has no `split`.
pub(crate) fn contact_to_array(phone: &Value, kind: Kind) -> Result<Vec<String>, Thrown> {
    let mut ids = Vec::new();
    match phone {
        Value::Array(contacts) => {
            for contact in contacts {
                let contact = contact.as_str().ok_or_else(|| not_a_function("contact"))?;
                ids.extend(id(contact, kind));
            }
        }
        Value::String(text) => ids.extend(split(text).filter_map(|contact| id(contact, kind))),
        _ => return Err(not_a_function("number")),
    }
    Ok(ids)
}

fn not_a_function(what: &str) -> Thrown {
    Thrown::node(format!("{what}.split is not a function"))
}

/// Splits at `,` and `;` with the spaces around them.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let last = text.matches([',', ';']).count();
    text.split([',', ';']).enumerate().map(move |(at, part)| {
        let part = if at > 0 { part.trim_start() } else { part };
        if at < last { part.trim_end() } else { part }
    })
}

/// One recipient without what stands behind an `@` and, for people, without punctuation.
fn id(contact: &str, kind: Kind) -> Option<String> {
    let user = contact.split('@').next().unwrap_or_default();
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ');
    let user = match kind.group || kind.newsletter {
        true => user.to_owned(),
        false => user.chars().filter(kept).collect(),
    };
    if user.is_empty() {
        return None;
    }
    let server = match kind {
        Kind { group: true, .. } => "g.us",
        Kind { newsletter: true, .. } => "newsletter",
        Kind { lid: true, .. } => "lid",
        _ if user.len() > LONGEST_NUMBER => "lid",
        _ => "c.us",
    };
    Some(format!("{user}@{server}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn people(phone: Value) -> Vec<String> {
        contact_to_array(&phone, Kind::default()).unwrap()
    }

    #[test]
    fn people_are_split_and_stripped_and_long_ones_become_lids() {
        assert_eq!(people(json!("5511999990001 , +55-119;")), ["5511999990001@c.us", "55119@c.us"]);
        assert_eq!(people(json!("+55 (11) 99999-0001")), ["55 11 999990001@lid"]);
        assert_eq!(people(json!(["1@g.us", "", "５５119"])), ["1@c.us", "119@c.us"]);
        assert_eq!(people(json!(["1,2"])), ["12@c.us"]);
        assert_eq!(people(json!("123456789012345")), ["123456789012345@lid"]);
    }

    #[test]
    fn flags_choose_the_server_and_keep_what_is_before_it() {
        let group = Kind { group: true, newsletter: true, lid: true };
        assert_eq!(contact_to_array(&json!("12036-16@g.us"), group).unwrap(), ["12036-16@g.us"]);
        let channel = Kind { newsletter: true, ..Kind::default() };
        assert_eq!(contact_to_array(&json!("12036"), channel).unwrap(), ["12036@newsletter"]);
        let lid = Kind { lid: true, ..Kind::default() };
        assert_eq!(contact_to_array(&json!("123"), lid).unwrap(), ["123@lid"]);
    }

    #[test]
    fn what_is_no_text_throws() {
        for phone in [json!(5511), json!(true), json!({"a": 1}), json!([5511])] {
            assert!(contact_to_array(&phone, Kind::default()).is_err(), "{phone}");
        }
    }
}
