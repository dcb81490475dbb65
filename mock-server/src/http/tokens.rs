//! Which tokens were found right or wrong. A comparison by bcrypt always ends the same way, so it is made once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::express::auth::Credentials;

/// Forgets everything beyond this many comparisons.
const LIMIT: usize = 100_000;

/// Remembered comparisons, by secret key, session and hash.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<HashMap<Box<str>, bool>>);

impl Tokens {
    /// Whether the token is right; none when nobody compared it yet.
    pub(crate) fn verdict(&self, secret: &str, credentials: &Credentials) -> Option<bool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key(secret, credentials).as_str()).copied()
    }

    /// Remembers a comparison.
    pub(crate) fn remember(&self, secret: &str, credentials: &Credentials, right: bool) {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if verdicts.len() >= LIMIT {
            verdicts.clear();
        }
        verdicts.insert(key(secret, credentials).into(), right);
    }
}

fn key(secret: &str, credentials: &Credentials) -> String {
    let mut key =
        String::with_capacity(secret.len() + credentials.session.len() + credentials.hash.len() + 2);
    for part in [secret, "\0", &credentials.session, "\0", &credentials.hash] {
        key.push_str(part);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_belongs_to_secret_session_and_token() {
        let tokens = Tokens::default();
        let of = |session: &str, hash: &str| Credentials { session: session.into(), hash: hash.into() };
        tokens.remember("s", &of("shop", "h"), true);
        assert_eq!(tokens.verdict("s", &of("shop", "h")), Some(true));
        for (secret, other) in [("t", of("shop", "h")), ("s", of("other", "h")), ("s", of("shop", "i"))] {
            assert_eq!(tokens.verdict(secret, &other), None);
        }
    }
}
