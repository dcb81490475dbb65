//! The words that status pages look at.

use serde_json::{Value, json};
use wppkit_api::helpers::{SessionState, SessionStatus};

use crate::Error;

/// `{connected, status, message}`, and the state that they stand for.
pub(super) fn brief(status: &SessionStatus) -> Value {
    json!({
        "connected": status.is_connected(),
        "status": word(status.state, status.in_chat),
        "message": message(status.state),
        "state": status.state,
    })
}

/// The same for a session that cannot be asked.
pub(super) fn unknown(error: &Error) -> Value {
    json!({
        "connected": false,
        "status": "notLogged",
        "message": error.message(),
        "state": SessionState::Unknown,
        "code": error.code(),
    })
}

/// The server's vocabulary of logins, as pages know it.
fn word(state: SessionState, in_chat: bool) -> &'static str {
    match state {
        SessionState::Connected => "isLogged",
        SessionState::Syncing if in_chat => "inChat",
        SessionState::Syncing => "qrReadSuccess",
        _ => "notLogged",
    }
}

fn message(state: SessionState) -> &'static str {
    match state {
        SessionState::Closed => "Closed: start the session to connect",
        SessionState::Starting => "Starting the browser",
        SessionState::AwaitingQr => "Waiting for QRCode Scan",
        SessionState::AwaitingPairing => "Waiting for the pairing code to be typed into the phone",
        SessionState::Syncing => "Logged in, synchronizing",
        SessionState::Connected => "Connected",
        SessionState::Degraded => {
            "Degraded: the server says connected, but its browser is dead; restart the session"
        }
        SessionState::AutoClosed => "The login timed out: start again to get a new code",
        SessionState::Unlinked => "The phone removed the link: start again and scan a new code",
        SessionState::Unknown => "The state is not known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_that_pages_know_and_only_connected_is_logged() {
        for state in SessionState::ALL {
            let word = word(*state, true);
            assert!(["notLogged", "inChat", "isLogged"].contains(&word), "{state}: {word}");
            assert_eq!(word == "isLogged", *state == SessionState::Connected, "{state}");
            assert!(!message(*state).is_empty());
        }
        assert_eq!(word(SessionState::Syncing, false), "qrReadSuccess");
    }
}
