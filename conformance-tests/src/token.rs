//! Tokens as the server accepts them, made without asking it: bcrypt of session and secret, with `/` as `_` and `+` as `-`.

use std::collections::HashMap;
use std::sync::Mutex;

/// The cheapest cost that bcrypt allows: the server compares at the token's own cost.
const COST: u32 = 4;

/// Mints tokens of one secret and remembers them.
#[derive(Debug)]
pub struct Mint {
    secret: String,
    known: Mutex<HashMap<(String, bool), String>>,
}

impl Mint {
    /// A mint for a server with that secret.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self { secret: secret.to_owned(), known: Mutex::default() }
    }

    /// The server's secret.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// A token of the session, escaped as generate-token answers it.
    pub fn token(&self, session: &str) -> Result<String, String> {
        self.remembered(session, false)
    }

    /// A token of the session in bcrypt's own alphabet, one in which the two differ.
    pub fn unescaped(&self, session: &str) -> Result<String, String> {
        self.remembered(session, true)
    }

    fn remembered(&self, session: &str, unescaped: bool) -> Result<String, String> {
        let mut known = self.known.lock().map_err(|_| "the token cache is poisoned".to_owned())?;
        let key = (session.to_owned(), unescaped);
        if let Some(token) = known.get(&key) {
            return Ok(token.clone());
        }
        let token = loop {
            let hash =
                bcrypt::hash(format!("{session}{}", self.secret), COST).map_err(|error| error.to_string())?;
            if !unescaped {
                break hash.replace('/', "_").replace('+', "-");
            }
            if hash.contains(['/', '+']) {
                break hash;
            }
        };
        known.insert(key, token.clone());
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_escaped_hash_of_session_and_secret() {
        let mint = Mint::new("SECRET");
        let token = mint.token("shop").unwrap();
        let hash = token.replace('_', "/").replace('-', "+");
        assert!(bcrypt::verify("shopSECRET", &hash).unwrap());
        assert_eq!(mint.token("shop").unwrap(), token);
        assert!(mint.unescaped("shop").unwrap().contains(['/', '+']));
    }
}
