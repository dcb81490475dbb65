//! Tells a minted token from the other things that people paste.

use crate::{Error, Secret};

const MINT_HINT: &str = "give the server's secret key instead (secret_key, secretKey or WPPKIT_SECRET_KEY) and the SDK \
                         mints the token, or paste the \"token\" of generate-token in single quotes";

/// Accepts a minted token, raw or with the server's escapes; a `Bearer` in front of it is dropped.
///
/// # Errors
/// `invalid_input` that says what was given instead. The text itself is never quoted.
pub(crate) fn check_token(text: &str) -> Result<Secret, Error> {
    let trimmed = text.trim();
    let token = trimmed.strip_prefix("Bearer ").map_or(trimmed, str::trim);
    if is_bcrypt(token) {
        return Ok(Secret::new(token));
    }
    let looks = looks(token);
    Err(Error::invalid_input(format!("the token {}", looks.describe())).with_hint(looks.hint()))
}

fn is_bcrypt(token: &str) -> bool {
    let Some(rest) = ["$2b$", "$2a$", "$2y$", "$2x$"].iter().find_map(|head| token.strip_prefix(head)) else {
        return false;
    };
    let Some((cost, tail)) = rest.split_once('$') else { return false };
    cost.len() == 2
        && cost.parse::<u8>().is_ok_and(|cost| (4..=31).contains(&cost))
        && tail.len() == 53
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(&byte))
}

#[derive(Clone, Copy)]
enum Looks {
    Empty,
    FullForm,
    Jwt,
    ShellExpanded,
    Damaged,
    Other,
}

fn looks(token: &str) -> Looks {
    if token.is_empty() {
        Looks::Empty
    } else if token.rsplit_once(':').is_some_and(|(_, tail)| is_bcrypt(tail)) {
        Looks::FullForm
    } else if token.starts_with("eyJ") && token.split('.').count() == 3 {
        Looks::Jwt
    } else if token.starts_with("$2") {
        Looks::Damaged
    } else if token.starts_with("b0") && token.len() < 60 {
        Looks::ShellExpanded
    } else {
        Looks::Other
    }
}

impl Looks {
    fn describe(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::FullForm => "is the full form session:token",
            Self::Jwt => "is a JWT; WPPConnect tokens are bcrypt hashes",
            Self::ShellExpanded => "seems to have lost its $ signs to the shell",
            Self::Damaged => "starts like a minted token but is cut short or damaged",
            Self::Other => "is no minted token; it may be the secret key itself",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::FullForm => "give only the part behind the colon: the session name is a value of its own",
            Self::ShellExpanded => {
                "put the token in single quotes: in double quotes the shell replaces $2b$10$…"
            }
            Self::Empty | Self::Jwt | Self::Damaged | Self::Other => MINT_HINT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";

    #[test]
    fn minted_tokens_pass_raw_and_escaped() {
        assert_eq!(TOKEN.len(), 60);
        assert_eq!(check_token(TOKEN).unwrap().expose(), TOKEN);
        assert!(check_token(&TOKEN.replace('_', "/")).is_ok());
        assert_eq!(check_token(&format!(" Bearer {TOKEN}\n")).unwrap().expose(), TOKEN);
    }

    #[test]
    fn everything_else_is_named_and_never_quoted() {
        for (given, said) in [
            ("", "empty"),
            ("THISISMYSECURETOKEN", "secret key itself"),
            (&*format!("shop:{TOKEN}"), "session:token"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "JWT"),
            ("$2b$10$short", "damaged"),
            ("b0abcdefghijklmnopqrstuv", "shell"),
        ] {
            let error = check_token(given).unwrap_err();
            assert!(error.message().contains(said), "{given}: {error}");
            let shown = format!("{error} {error:?}");
            assert!(given.is_empty() || !shown.contains(given), "{shown}");
        }
    }
}
