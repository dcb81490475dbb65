//! What the control API shows of a session.

use serde_json::{Value, json};

use crate::world::World;
use crate::world::ids::LoginCode;

use super::Session;
use super::place::{LoginKind, StateWord};

impl World {
    /// One session as the control API shows it. A name that never was used is `absent`.
    #[must_use]
    pub fn session_view(&self, name: &str) -> Value {
        match self.sessions.get(name) {
            Some(session) => session.view(),
            None => Session::new(name.into()).view(),
        }
    }

    /// All sessions, by name.
    #[must_use]
    pub fn session_views(&self) -> Vec<Value> {
        self.sessions.values().map(Session::view).collect()
    }
}

impl Session {
    fn view(&self) -> Value {
        let client = self.memory.as_ref();
        let run = self.runs.iter().rev().find(|run| run.replaced.is_none());
        let browser = match run {
            Some(run) if run.deaf && run.alive => "deaf",
            Some(run) if run.alive => "running",
            Some(_) => "crashed",
            None => "none",
        };
        let orphans = self.runs.iter().filter(|run| run.alive && run.replaced.is_some()).count();
        let webhook =
            client.map(|client| &client.config).or(self.stored.as_ref()).and_then(|body| body.webhook());
        let linked_by = if self.profile.linked && client.is_none_or(|client| client.urlcode.is_none()) {
            LoginKind::Stored
        } else {
            LoginKind::Qr
        };
        json!({
            "session": self.name,
            "state": StateWord::of(client),
            "phone": self.phone,
            "phone_online": self.phone_online,
            "webhook": webhook,
            "login": linked_by,
            "linked": self.profile.linked,
            "stored": self.stored.is_some(),
            "urlcode": client.and_then(|client| client.urlcode).map(LoginCode::text),
            "phone_code": run.and_then(|run| run.pairing_code.as_deref()),
            "browser": browser,
            "orphan_browsers": orphans,
            "proxy": run.and_then(|run| run.proxy.as_deref()),
        })
    }
}
