//! What the application learns elsewhere and hands in: webhook and socket events.

use serde_json::Value;
use wppkit_api::{
    events::EventKind,
    helpers::{SessionState, SessionStatus},
};

use crate::{Session, state::Observation};

impl Session {
    /// Hands in the word of a `status-find` event of this session, such as `qrReadSuccess`, in any spelling.
    ///
    /// Events show what polling cannot: the scan of a QR code, the main screen, the phone removing the link. They
    /// refine the state, and whoever waits for the session looks at once, and more seldom in between.
    pub fn observe_event(&self, status: &str) {
        self.shared.hear();
        self.shared.observe(&Observation::StatusFind(status.to_owned()));
    }

    /// Hands in a webhook's JSON body; an inbox that knows the client (`Inbox::feed`) does it by itself.
    ///
    /// Returns whether it was one of the session's life: `status-find`, `qrcode`, `phoneCode`, `closesession`,
    /// `logoutsession`. A body that names another session is refused; a body without a session, which the server sends
    /// between a restart and the login, is taken as this session's: give every session a webhook URL of its own. A
    /// pairing code reaches a running [`Session::connect`] this way.
    pub fn observe_webhook(&self, body: &Value) -> bool {
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        if text("session").is_some_and(|session| !session.is_empty() && session != self.name()) {
            return false;
        }
        text("event").is_some_and(|event| self.hear(EventKind::of_webhook(event), text))
    }

    /// Takes in an event of this session; `text` gives the texts of its data. Whether it is one of the session's life.
    pub(crate) fn hear<'a>(&self, kind: EventKind, text: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.shared.hear();
        match kind {
            EventKind::StatusFind => text("status").inspect(|word| self.observe_event(word)).is_some(),
            EventKind::PhoneCode => {
                // Over Socket.IO the code has another name.
                let code = text("phoneCode").or_else(|| text("data"));
                code.inspect(|code| self.shared.observe_pairing_code(code)).is_some()
            }
            EventKind::QrCode
            | EventKind::Closed
            | EventKind::LoggedOut
            | EventKind::SessionLogged
            | EventKind::SessionError => {
                self.shared.stir();
                true
            }
            _ => false,
        }
    }

    /// The state as last seen, without asking the server.
    pub fn last_known_state(&self) -> SessionState {
        self.shared.state()
    }

    /// How often the server was asked for this session's state, by all handles together. Each time costs it one or
    /// two bcrypt comparisons.
    pub fn looks_made(&self) -> u64 {
        self.shared.looks_made()
    }

    /// All that is known now, without asking the server.
    pub fn last_known_status(&self) -> SessionStatus {
        self.shared.known()
    }
}
