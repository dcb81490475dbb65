//! The published form of a signed relay: three headers over the untouched body.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::{Error, ErrorCode, Secret};

/// When it was signed, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "wppkit-timestamp";
/// `v1=` and HMAC-SHA256 in hexadecimal digits, over timestamp, a full stop, and the body.
pub const SIGNATURE_HEADER: &str = "wppkit-signature";
/// Number of the event in the inbox of its sender. The same event carries the same number however often it comes.
pub const EVENT_HEADER: &str = "wppkit-event";

/// How old a relay may be, in seconds: older ones may be replays by somebody who listened.
pub const MAX_AGE_SECONDS: i64 = 300;

/// The signature of a body at a time, as it stands in the header.
pub fn sign(secret: &Secret, timestamp: i64, body: &[u8]) -> String {
    let mut text = String::with_capacity(67);
    text.push_str("v1=");
    for byte in digest(secret, timestamp, body) {
        text.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
        text.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
    }
    text
}

/// Refuses an empty secret, with which everybody can sign.
pub(super) fn check_secret(secret: &Secret) -> Result<(), Error> {
    if secret.expose().is_empty() {
        return Err(Error::invalid_input("the secret of the relay is empty")
            .with_hint("share a long random text between sender and receiver; is its variable set?"));
    }
    Ok(())
}

fn digest(secret: &Secret, timestamp: i64, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// Whether a relay comes from somebody who knows the secret, unchanged, and just now.
///
/// `header` looks a header up by its name in lower case; `now` is in seconds since 1970. The signature header may
/// carry several signatures separated by commas, so that secrets can be changed.
///
/// ```
/// use wppkit::{Secret, events::relay};
///
/// let (secret, body) = (Secret::new("shared"), br#"{"kind":"onmessage"}"#);
/// let signature = relay::sign(&secret, 1_760_000_000, body);
/// let header = |name: &str| match name {
///     relay::TIMESTAMP_HEADER => Some("1760000000"),
///     relay::SIGNATURE_HEADER => Some(&*signature),
///     _ => None,
/// };
/// assert!(relay::verify(&secret, header, body, 1_760_000_060).is_ok());
/// assert!(relay::verify(&secret, header, b"{}", 1_760_000_060).is_err());
/// ```
///
/// # Errors
/// `unauthorized`, saying which of header, age or signature is wrong: answer 401 and do nothing. `invalid_input` for an
/// empty secret.
pub fn verify<'h>(
    secret: &Secret,
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now: i64,
) -> Result<(), Error> {
    check_secret(secret)?;
    let refused = |what: String, hint: &'static str| {
        Err(Error::new(ErrorCode::Unauthorized, format!("this is no relay of wppkit: {what}"))
            .with_hint(hint))
    };
    let missing = |name| refused(format!("it has no header {name}"), "somebody else posts to this address");
    let Some(timestamp) = header(TIMESTAMP_HEADER) else { return missing(TIMESTAMP_HEADER) };
    let Some(signatures) = header(SIGNATURE_HEADER) else { return missing(SIGNATURE_HEADER) };
    let Ok(timestamp) = timestamp.trim().parse::<i64>() else {
        return refused("its timestamp is no number".to_owned(), "something on the way changes headers");
    };
    // Which of the signatures fits takes the same time to find out, whichever it is.
    let expected = sign(secret, timestamp, body);
    let fits = signatures
        .split(',')
        .fold(subtle::Choice::from(0), |fits, one| fits | one.trim().as_bytes().ct_eq(expected.as_bytes()));
    if !bool::from(fits) {
        return refused(
            "its signature does not fit".to_owned(),
            "compare the secrets of both sides, and verify the body before any parser changes it",
        );
    }
    if now.saturating_sub(timestamp).abs() > MAX_AGE_SECONDS {
        let age = now.saturating_sub(timestamp);
        return refused(
            format!("it was signed {age} s ago"),
            "a replay, or the clocks of the two sides differ",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_760_000_000;

    fn check(timestamp: &str, signature: &str, body: &[u8], now: i64) -> Result<(), String> {
        let header = |name: &str| match name {
            TIMESTAMP_HEADER => Some(timestamp).filter(|text| !text.is_empty()),
            SIGNATURE_HEADER => Some(signature).filter(|text| !text.is_empty()),
            _ => None,
        };
        verify(&Secret::new("key"), header, body, now).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn the_signature_is_the_published_one() {
        // printf '1760000000.{}' | openssl dgst -sha256 -hmac key
        let signature = sign(&Secret::new("key"), NOW, b"{}");
        assert_eq!(signature, PUBLISHED);
        assert_eq!(check("1760000000", &signature, b"{}", NOW + 300), Ok(()));
        assert_eq!(check("1760000000", &format!("v1=00, {signature}"), b"{}", NOW), Ok(()));
    }

    const PUBLISHED: &str = "v1=5f2db4fbfe82c254ac32f1ccc5eff02389f2609d76031aa8b300fac9565df6f6";

    #[test]
    fn nobody_signs_with_an_empty_secret() {
        let empty = Secret::new("");
        let signature = sign(&empty, NOW, b"{}");
        let header = |name: &str| match name {
            TIMESTAMP_HEADER => Some("1760000000"),
            SIGNATURE_HEADER => Some(&*signature),
            _ => None,
        };
        let error = verify(&empty, header, b"{}", NOW).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
        assert!(error.hint().is_some(), "{error}");
    }

    #[test]
    fn what_is_changed_missing_or_old_is_refused() {
        let signature = sign(&Secret::new("key"), NOW, b"{}");
        for (timestamp, signature, body, now, said) in [
            ("1760000001", &*signature, &b"{}"[..], NOW, "does not fit"),
            ("1760000000", &signature, b"{ }", NOW, "does not fit"),
            ("1760000000", &signature[..66], b"{}", NOW, "does not fit"),
            ("1760000000", &signature, b"{}", NOW + 301, "301 s ago"),
            ("1760000000", &signature, b"{}", NOW - 301, "-301 s ago"),
            ("", &signature, b"{}", NOW, "no header wppkit-timestamp"),
            ("1760000000", "", b"{}", NOW, "no header wppkit-signature"),
            ("soon", &signature, b"{}", NOW, "no number"),
        ] {
            let refused = check(timestamp, signature, body, now).unwrap_err();
            assert!(refused.contains(said), "{said}: {refused}");
        }
    }
}
