//! What in a text is private by its form: secrets, tokens, phone numbers and ids, message ids.

use std::collections::{HashMap, HashSet};

/// Replacements that hold for one line, numbered from its beginning.
#[derive(Debug, Default)]
pub(super) struct Marks {
    tokens: Vec<String>,
    messages: Vec<String>,
    refused: bool,
}

impl Marks {
    /// For an exchange whose token the server refused: whatever was wrong with it, it is a bad one.
    pub(super) fn of_refused_tokens() -> Self {
        Self { refused: true, ..Self::default() }
    }

    /// `{{token}}` for the first token of the line, `{{token:2}}` for the next.
    pub(super) fn token(&mut self, token: &str) -> String {
        if self.refused { "{{bad_token}}".to_owned() } else { mark("token", &mut self.tokens, token) }
    }

    fn message(&mut self, id: &str) -> String {
        mark("msgid", &mut self.messages, id)
    }
}

fn mark(name: &str, seen: &mut Vec<String>, value: &str) -> String {
    let at = seen.iter().position(|one| one == value).unwrap_or_else(|| {
        seen.push(value.to_owned());
        seen.len() - 1
    });
    if at == 0 { format!("{{{{{name}}}}}") } else { format!("{{{{{name}:{}}}}}", at + 1) }
}

/// Numbers and ids with the numbers that stand for them.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<String, u32>,
    own: HashSet<String>,
}

/// The shortest run of digits that may be a phone number.
const SHORTEST: usize = 8;

/// The number that a replay gives every account.
const OWN: &str = "5511988887777";

impl Numbers {
    /// The number of a recorded account itself.
    pub(super) fn learn_own(&mut self, digits: &str) {
        self.own.insert(digits.to_owned());
    }

    /// A number of the same length and kind. A Brazilian mobile keeps its form with and without the ninth digit, and
    /// both stay the same phone.
    pub(super) fn replace(&mut self, digits: &str) -> String {
        let length = digits.len();
        if length < SHORTEST {
            return digits.to_owned();
        }
        if self.own.contains(digits) {
            return OWN.to_owned();
        }
        let brazilian = digits.starts_with("55") && matches!(length, 12 | 13);
        let ninth = brazilian && length == 13 && digits[4..].starts_with('9');
        let key = if brazilian && (ninth || length == 12) {
            format!("55{}{}", &digits[2..4], &digits[length - 8..])
        } else {
            digits.to_owned()
        };
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX).saturating_add(1);
        let number = *self.known.entry(key).or_insert(next);
        match (brazilian, ninth) {
            (true, true) => format!("55119{:08}", 99_000_000 + number % 1_000_000),
            (true, false) if length == 12 => format!("5511{:08}", 99_000_000 + number % 1_000_000),
            _ => format!("{}{number:0width$}", &digits[..2], width = length - 2),
        }
    }
}

/// Replaces, in a text that is kept, whatever is private by its form.
pub(super) fn by_form(text: &str, numbers: &mut Numbers, marks: &mut Marks) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(token) = token_at(rest) {
            out.push_str(&marks.token(token));
            rest = &rest[token.len()..];
            continue;
        }
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if word == 0 {
            let Some(first) = rest.chars().next() else { break };
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, behind) = rest.split_at(word);
        if word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push_str(&numbers.replace(word));
        } else if is_message_id(word) {
            out.push_str(&marks.message(word));
        } else {
            out.push_str(word);
        }
        rest = behind;
    }
    out
}

/// A bcrypt hash at the beginning, in its own alphabet or in the one of the server's tokens.
fn token_at(text: &str) -> Option<&str> {
    const LENGTH: usize = 60;
    let candidate = text.get(..LENGTH)?;
    let bytes = candidate.as_bytes();
    let head = bytes.starts_with(b"$2") && bytes[3] == b'$' && bytes[6] == b'$';
    let body = bytes[7..].iter().all(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(byte));
    (head && body).then_some(candidate)
}

/// The key of a WhatsApp message: 16 to 40 upper-case hexadecimal digits.
fn is_message_id(word: &str) -> bool {
    (16..=40).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(texts: &[&str]) -> Vec<String> {
        let (mut numbers, mut marks) = (Numbers::default(), Marks::default());
        texts.iter().map(|text| by_form(text, &mut numbers, &mut marks)).collect()
    }

    #[test]
    fn the_same_number_gets_the_same_replacement_wherever_it_stands() {
        let out = redacted(&[
            "5521987654321",
            "O número 5521987654321 não existe.",
            "true_5521987654321@c.us_3EB0AABBCCDDEEFF0011",
        ]);
        assert_eq!(out[0], "5511999000001");
        assert_eq!(out[1], "O número 5511999000001 não existe.");
        assert_eq!(out[2], "true_5511999000001@c.us_{{msgid}}");
    }

    #[test]
    fn a_brazilian_mobile_stays_one_phone_with_and_without_its_ninth_digit() {
        assert_eq!(redacted(&["5521987654321", "552187654321"]), ["5511999000001", "551199000001"]);
    }

    #[test]
    fn other_numbers_keep_their_length_and_country() {
        let out = redacted(&["34612345678", "120363041234567890@g.us", "1234567"]);
        assert_eq!(out, ["34000000001", "120000000000000002@g.us", "1234567"]);
    }

    #[test]
    fn tokens_are_marked_in_both_alphabets_and_numbered() {
        let own = format!("$2b$10${}", "a/+.b".repeat(11)[..53].to_owned());
        let wire = format!("$2b$10${}", "c_-.d".repeat(11)[..53].to_owned());
        let out = redacted(&[&format!("Bearer {own}"), &format!("shop:{wire}/x"), &own]);
        assert_eq!(out, ["Bearer {{token}}", "shop:{{token:2}}/x", "{{token}}"]);
    }
}
