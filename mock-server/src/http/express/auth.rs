//! `verifyToken`: a token is the bcrypt hash of session name and secret key, with `/` and `+` escaped.

use serde_json::{Value, json};

use crate::exchange::Answer;

/// Only so much of a password does bcrypt read.
const BCRYPT_LIMIT: usize = 72;

/// A session and the token that was given for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Credentials {
    /// Name of the session.
    pub(crate) session: String,
    /// The hash in bcrypt's own alphabet.
    pub(crate) hash: String,
}

/// No token was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoToken;

/// The name of a path's session, without a token that stands behind it.
pub(crate) fn session_name(parameter: &str) -> &str {
    parameter.split(':').next().unwrap_or(parameter)
}

/// Finds the token: behind the session in the path, else the second word of the header.
pub(crate) fn credentials(parameter: &str, authorization: Option<&str>) -> Result<Credentials, NoToken> {
    let mut parts = parameter.split(':');
    let session = parts.next().unwrap_or_default().to_owned();
    let token = match parts.next() {
        Some(token) => token,
        None => authorization
            .and_then(|header| header.split(' ').nth(1))
            .filter(|token| !token.is_empty())
            .ok_or(NoToken)?,
    };
    Ok(Credentials { session, hash: unescape(token) })
}

/// The answer to a request without a token.
pub(crate) fn missing() -> Value {
    json!({"message": "Token is not present. Check your header and try again"})
}

/// The answer to a request with a wrong token.
pub(crate) fn wrong() -> Value {
    json!({"error": "Check that the Session and Token are correct"})
}

/// Answers 401. The hook adds nothing: nobody has looked for the session's client yet.
pub(crate) fn unauthorized(body: &Value) -> Answer {
    Answer::json(401, body)
}

/// Compares by bcrypt, which takes its time. What bcrypt cannot parse is wrong.
pub(crate) fn verify(credentials: &Credentials, secret: &str) -> bool {
    let known_version = ["$2a$", "$2b$"].iter().any(|version| credentials.hash.starts_with(version));
    known_version
        && bcrypt::verify(password(&credentials.session, secret), &credentials.hash).unwrap_or(false)
}

/// Mints a token, which takes its time.
pub(crate) fn mint(session: &str, secret: &str, cost: u32) -> Option<String> {
    bcrypt::hash(password(session, secret), cost).ok().map(|hash| hash.replace('/', "_").replace('+', "-"))
}

/// Puts a token back into bcrypt's own alphabet.
pub(crate) fn unescape(token: &str) -> String {
    token.replace('_', "/").replace('-', "+")
}

fn password(session: &str, secret: &str) -> Vec<u8> {
    let mut password = format!("{session}{secret}").into_bytes();
    password.truncate(BCRYPT_LIMIT);
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(parameter: &str, header: Option<&str>) -> Result<(String, String), NoToken> {
        credentials(parameter, header).map(|credentials| (credentials.session, credentials.hash))
    }

    #[test]
    fn the_second_word_of_the_header_counts_whatever_the_first_is() {
        let good = Ok(("main".to_owned(), "$2b$/+".to_owned()));
        for header in ["Bearer $2b$_-", "bearer $2b$/+", "Foo $2b$_- more"] {
            assert_eq!(token("main", Some(header)), good, "{header}");
        }
        for header in [None, Some(""), Some("$2b$_-"), Some("Bearer  $2b$_-"), Some("Bearer ")] {
            assert_eq!(token("main", header), Err(NoToken), "{header:?}");
        }
    }

    #[test]
    fn a_token_in_the_path_wins_even_when_it_is_empty() {
        assert_eq!(token("main:a_b:c", Some("Bearer x")), Ok(("main".to_owned(), "a/b".to_owned())));
        assert_eq!(token("main:", Some("Bearer x")), Ok(("main".to_owned(), String::new())));
    }

    #[test]
    fn a_minted_token_opens_its_own_session_only() {
        let token = mint("shop", "secret", 4).unwrap();
        assert!(!token.contains(['/', '+']), "{token}");
        let hash = unescape(&token);
        let of = |session: &str| Credentials { session: session.to_owned(), hash: hash.clone() };
        assert!(verify(&of("shop"), "secret"));
        assert!(!verify(&of("shop"), "other"));
        assert!(!verify(&of("Shop"), "secret"));
        assert!(!verify(&Credentials { session: "shop".into(), hash: "secret".into() }, "secret"));
    }

    #[test]
    fn names_of_72_bytes_collide() {
        let (long, longer) = ("n".repeat(72), "n".repeat(80));
        let hash = unescape(&mint(&long, "secret", 4).unwrap());
        assert!(verify(&Credentials { session: longer, hash }, "secret"));
    }
}
