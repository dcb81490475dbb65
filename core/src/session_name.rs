//! Session names that the server can tell apart.

use std::sync::Arc;

use crate::{Error, Secret};

/// Bytes that bcrypt reads; what stands behind them is ignored.
pub(crate) const BCRYPT_BYTES: usize = 72;

/// Checks a session name and gives it as the shared form that handles carry.
///
/// The name is a path segment, a folder name of the server and the first half of what bcrypt hashes.
pub(crate) fn check_session_name(name: &str, secret: Option<&Secret>) -> Result<Arc<str>, Error> {
    let refuse = |problem: String, hint: &'static str| Err(Error::invalid_input(problem).with_hint(hint));
    const FORMS: &str = "use letters, digits, dots, dashes and underscores, such as shop-1";
    if name.trim().is_empty() {
        return refuse("the session name is empty".to_owned(), FORMS);
    }
    if let Some(bad) = name.chars().find(|c| matches!(c, '/' | '\\' | ':' | '?' | '#') || c.is_control()) {
        return refuse(format!("the session name {name:?} contains {bad:?}"), FORMS);
    }
    if name == "." || name == ".." {
        return refuse(format!("the session name {name:?} is a folder reference"), FORMS);
    }
    let secret_bytes = secret.map_or(0, |secret| secret.expose().len());
    if name.len() + secret_bytes > BCRYPT_BYTES || name.len() >= BCRYPT_BYTES {
        return refuse(
            format!(
                "the session name is too long: {} bytes with the secret key, and bcrypt reads {BCRYPT_BYTES}",
                name.len() + secret_bytes
            ),
            "a longer one would match a wrong secret key as well: shorten the session name or the secret key",
        );
    }
    Ok(Arc::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    #[test]
    fn impossible_names_are_refused_with_advice() {
        let long = "x".repeat(72);
        for name in ["", "  ", "a/b", "a:b", "a?b", "a#b", "a\nb", "a\u{7f}b", "..", "a\\b", &long] {
            let error = check_session_name(name, None).unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidInput, "{name:?}");
            assert!(error.hint().is_some(), "{name:?}");
        }
    }

    #[test]
    fn the_bcrypt_limit_counts_bytes_of_name_and_secret() {
        let secret = Secret::new("s".repeat(60));
        assert!(check_session_name("twelve-bytes", Some(&secret)).is_ok());
        assert!(check_session_name("thirteen-byte", Some(&secret)).is_err());
        assert!(check_session_name("sessão-byte6", Some(&secret)).is_err(), "ã is two bytes");
        assert!(
            !check_session_name("ssssssssssssssssss", Some(&secret))
                .unwrap_err()
                .to_string()
                .contains("ssss ")
        );
    }

    #[test]
    fn ordinary_names_pass() {
        for name in ["shop", "shop-1", "loja do João", "a.b_c", "5521999999999"] {
            assert_eq!(&*check_session_name(name, None).unwrap(), name);
        }
    }
}
