//! `status`: one word for the session, with the evidence.

use wppkit_api::helpers::{SessionState, SessionStatus, Status};

use crate::{Error, Session};

impl Session {
    /// Reads the session's state: one word, with the evidence that it was concluded from.
    ///
    /// A session that was not seen connected lately is looked at twice before it is called connected.
    ///
    /// # Errors
    /// As every call: `connect`, `unauthorized`, …
    pub async fn status(&self) -> Result<SessionStatus, Error> {
        self.status_with(Status::default()).await
    }

    /// [`Session::status`], optionally with one look only.
    ///
    /// # Errors
    /// As [`Session::status`].
    pub async fn status_with(&self, options: Status) -> Result<SessionStatus, Error> {
        let first = self.look().await?;
        let unconfirmed = first.state == SessionState::Syncing && first.raw.check_connection == Some(true);
        if !unconfirmed || options.confirm == Some(false) {
            return Ok(first);
        }
        let mut watch = self.watch();
        watch.soon();
        watch.skip_first();
        watch.next().await
    }

    /// The state as last seen, without asking the server.
    pub fn last_known_state(&self) -> SessionState {
        self.shared.state()
    }
}

/// What to do next in this state.
pub(super) fn hint(state: SessionState) -> Option<&'static str> {
    match state {
        SessionState::Closed => Some("start it with connect()"),
        SessionState::AwaitingQr => {
            Some("scan the QR code with the phone: WhatsApp, Linked devices, Link a device")
        }
        SessionState::AwaitingPairing => {
            Some("type the pairing code into the phone: WhatsApp, Linked devices")
        }
        SessionState::Degraded => Some(
            "the browser behind the session is dead, and starting it again does nothing: restart() cures it",
        ),
        SessionState::AutoClosed => Some(
            "nobody logged in within the server's autoClose (60 s by default, set by createOptions.autoClose in the \
             server's configuration only): call connect() again and scan at once",
        ),
        SessionState::Unlinked => Some("the phone removed the link: connect() shows a new QR code"),
        SessionState::Unknown => Some("the evidence tells no state; diagnose() looks closer"),
        SessionState::Starting | SessionState::Syncing | SessionState::Connected => None,
    }
}
