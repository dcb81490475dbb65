//! Minting a token without asking the server.

use crate::{Error, Secret, session_name::check_session_name};

/// bcrypt cost of the tokens that the server makes itself.
pub(crate) const SERVER_COST: u32 = 10;

/// Where tokens come from when a secret key is given.
///
/// The token is bcrypt of session and secret, so whoever has the secret can make one. The server compares it
/// with bcrypt on *every* request, at the cost that the token itself names: about 45 ms of its CPU at cost 10,
/// 0.8 ms at cost 4 (20 against 600 calls per second on one connection). The price of a low cost is a leaked
/// token that can be guessed back to the secret faster. Go below 10 only with a long random secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TokenMint {
    /// `generate-token`: the server mints, at cost 10. Where the server turns out to lack the route, as the Go port
    /// does, tokens are made here at the same cost.
    #[default]
    Server,
    /// Minted here, without a request; works with servers that hide the route as well.
    Local {
        /// bcrypt cost, 4 to 31.
        cost: u32,
    },
}

impl TokenMint {
    /// Refuses costs that bcrypt does not have.
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Self::Local { cost } if !(4..=31).contains(&cost) => {
                Err(Error::invalid_input(format!("bcrypt has no cost {cost}"))
                    .with_hint("use 4 to 31; 10 is usual"))
            }
            _ => Ok(()),
        }
    }
}

/// Mints the session's token: bcrypt(session + secret) with `/` as `_` and `+` as `-`.
///
/// Takes as long as the cost says (about 45 ms at 10): run it where blocking is allowed.
///
/// # Errors
/// `invalid_input` for a cost outside 4–31, or if session and secret exceed the 72 bytes that bcrypt reads.
pub fn mint_local(session: &str, secret: &Secret, cost: u32) -> Result<Secret, Error> {
    TokenMint::Local { cost }.check()?;
    check_session_name(session, Some(secret))?;
    let parts = bcrypt::hash_with_result(format!("{session}{}", secret.expose()), cost).map_err(|error| {
        Error::invalid_input("bcrypt refuses the secret key")
            .with_source(error)
            .with_hint("leave the cost of tokens out: then the server makes them")
    })?;
    let hash = parts.format_for_version(bcrypt::Version::TwoB);
    Ok(Secret::from(hash.replace('/', "_").replace('+', "-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_accepts_what_is_minted_here() {
        let token = mint_local("shop", &Secret::new("THISISMYSECURETOKEN"), 4).unwrap();
        // What the server does: undo the escapes, compare with session + secret.
        let hash = token.expose().replace('_', "/").replace('-', "+");
        assert!(bcrypt::verify("shopTHISISMYSECURETOKEN", &hash).unwrap());
        assert!(!bcrypt::verify("otherTHISISMYSECURETOKEN", &hash).unwrap());
        assert!(token.expose().starts_with("$2b$04$") && !token.expose().contains('/'));
    }

    #[test]
    fn what_bcrypt_would_cut_off_is_refused() {
        assert!(mint_local("shop", &Secret::new("s".repeat(68)), 4).is_ok());
        assert!(mint_local("shop", &Secret::new("s".repeat(69)), 4).is_err());
        assert!(mint_local("shop", &Secret::new("s"), 3).is_err());
    }
}
