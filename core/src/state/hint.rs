//! What to do about a state.

use wppkit_api::helpers::SessionState;

/// The next step, where there is one to take.
pub(crate) fn hint(state: SessionState) -> Option<&'static str> {
    Some(match state {
        SessionState::Closed => "connect() starts it; a stored login needs no QR code",
        SessionState::Starting => {
            "wait; if it stays so for more than a minute the browser cannot start: restart() tries again"
        }
        SessionState::AwaitingQr => {
            "show the QR code and scan it within the server's autoclose, 60 s from the first code by default"
        }
        SessionState::AwaitingPairing => {
            "type the pairing code into the phone: linked devices, link with number"
        }
        SessionState::Syncing => "wait for the second good check: wait_until_connected()",
        SessionState::Connected => return None,
        SessionState::Degraded => {
            "the browser behind the session is dead: restart() cures it, without a new QR code"
        }
        SessionState::AutoClosed => {
            "nobody scanned in time, or the browser died while it waited: connect() shows a new code. The time is \
             the server's createOptions.autoClose (60000 ms by default, 0 waits for ever)"
        }
        SessionState::Unlinked => {
            "the phone removed the link, or it was logged out: connect() and scan a new QR code"
        }
        SessionState::Unknown => "ask again, and read the evidence; diagnose() looks closer",
    })
}
