//! Keeps secrets out of the text that errors quote from answers.

use std::borrow::Cow;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Secret;

const STARS: &str = "***";
/// Characters of a bcrypt hash after `$2b$10$`.
const BCRYPT_TAIL: usize = 53;

/// Replaces the secret key, its percent-encoded form and everything that looks like a token.
pub(crate) fn redact<'a>(text: &'a str, secret: Option<&Secret>) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text);
    if let Some(secret) = secret.filter(|secret| !secret.expose().is_empty()) {
        let encoded = utf8_percent_encode(secret.expose(), NON_ALPHANUMERIC).to_string();
        for needle in [secret.expose(), encoded.as_str()] {
            if text.contains(needle) {
                text = Cow::Owned(text.replace(needle, STARS));
            }
        }
    }
    while let Some((start, end)) = find_token(&text) {
        let mut owned = text.into_owned();
        owned.replace_range(start..end, STARS);
        text = Cow::Owned(owned);
    }
    text
}

/// Where a bcrypt hash stands in the text, raw or with the server's escapes.
fn find_token(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(|&at| bytes[at] == b'$').find_map(|start| {
        let head = bytes.get(start..start + 7)?;
        let is_head = head[1] == b'2' && head[3] == b'$' && head[6] == b'$';
        if !is_head {
            return None;
        }
        let tail = bytes[start + 7..]
            .iter()
            .take(BCRYPT_TAIL)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(byte))
            .count();
        (tail >= 20).then_some((start, start + 7 + tail))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_out_secret_encoded_secret_and_tokens() {
        let secret = Secret::new("top secret/1");
        let token = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";
        let text = format!("Cannot POST /api/s/top secret/1/x /api/s/top%20secret%2F1/x {token} end");
        let redacted = redact(&text, Some(&secret));
        assert_eq!(redacted, "Cannot POST /api/s/***/x /api/s/***/x *** end");
    }

    #[test]
    fn leaves_other_text_alone() {
        assert!(matches!(redact("price: $25 é $2b$", None), Cow::Borrowed("price: $25 é $2b$")));
    }

    proptest! {
        #[test]
        fn no_secret_survives_wherever_it_stands(before in ".{0,30}", secret in "[!-~]{4,40}", after in ".{0,30}") {
            let redacted = redact(&format!("{before}{secret}{after}"), Some(&Secret::new(&*secret))).into_owned();
            prop_assert!(!redacted.contains(&secret) || STARS.contains(&secret), "{redacted}");
        }
    }
}
