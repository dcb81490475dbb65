//! Says in commands what the SDK's advice says in methods.

/// What advice names, and what it is called here.
const COMMANDS: [(&str, &str); 15] = [
    ("wait_until_connected()", "wppkit login"),
    ("connect()", "wppkit login"),
    ("restart()", "wppkit login --restart"),
    ("refresh_qr()", "wppkit login"),
    ("diagnose()", "wppkit doctor"),
    ("status()", "wppkit status"),
    ("close()", "wppkit close"),
    ("logout()", "wppkit logout"),
    ("wipe()", "wppkit wipe"),
    ("(secret_key, secretKey or WPPKIT_SECRET_KEY)", "(WPPKIT_SECRET_KEY)"),
    ("(token or WPPKIT_TOKEN)", "(WPPKIT_TOKEN)"),
    ("look for it in the chat, or reconcile, before", "look for it in the chat before"),
    ("token (WPPKIT_TOKEN)", "WPPKIT_TOKEN"),
    ("(WPPKIT_REGION or default_region)", "(--region or WPPKIT_REGION)"),
    ("give the webhook's URL to have it", "give the webhook's URL with --webhook to have it"),
];

/// The advice for somebody who sits at a terminal.
pub(crate) fn in_commands(advice: &str) -> String {
    COMMANDS.iter().fold(advice.to_owned(), |advice, (method, command)| advice.replace(method, command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_commands() {
        let advice = "starting it again does nothing: restart() cures it, diagnose() tells more";
        let expected =
            "starting it again does nothing: wppkit login --restart cures it, wppkit doctor tells more";
        assert_eq!(in_commands(advice), expected);
    }
}
