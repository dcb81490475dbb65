//! Nothing that a client says to anybody shows the secret key or a token: results, errors in every form, logs, reports.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

static KEYS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static FOUND: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Shorter ones are in every other text.
const SHORTEST: usize = 6;
/// Characters of a token after `$2b$04$`.
const HASH: usize = 53;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on this secret key must not be shown. Tokens are known by their form.
pub fn watch_for(key: &str) {
    if key.len() >= SHORTEST {
        locked(&KEYS).insert(key.to_owned());
    }
}

/// Whether a text shows a secret key or a token.
#[must_use]
pub fn shows(text: &str) -> bool {
    has_token(text) || locked(&KEYS).iter().any(|key| text.contains(key.as_str()))
}

/// Remembers it if a text shows a secret key or a token; `place` says where it stands, in words without any.
pub fn look(place: &str, text: &str) {
    if shows(text) {
        locked(&FOUND).insert(place.to_owned());
    }
}

/// The places of what was found so far.
#[must_use]
pub fn found() -> Vec<String> {
    locked(&FOUND).iter().cloned().collect()
}

/// The text for a report; a notice instead if it must not be in one.
#[must_use]
pub fn fit_for_report(text: String) -> String {
    if shows(&text) { "withheld: it shows the secret key or a token".to_owned() } else { text }
}

/// A bcrypt hash in its own alphabet or in the server's.
fn has_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices("$2").any(|(at, _)| {
        let dollars = bytes.get(at + 3) == Some(&b'$') && bytes.get(at + 6) == Some(&b'$');
        dollars
            && bytes.get(at + 7..at + 7 + HASH).is_some_and(|hash| {
                hash.iter().all(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(byte))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mint;

    #[test]
    fn keys_and_tokens_are_seen_wherever_they_stand() {
        watch_for("a-key-of-this-test");
        let token = Mint::new("a-key-of-this-test").token("shop").unwrap();
        assert!(shows("GET /api/a-key-of-this-test/start-all"));
        assert!(shows(&format!("Bearer {token}, and more")));
        assert!(!shows("price $2b$04$ and nothing else"));
        let report = fit_for_report(format!("got {token}"));
        assert!(!report.contains(&token) && report.contains("withheld"), "{report}");
        look("a test", &token);
        assert!(found().contains(&"a test".to_owned()));
    }
}
