//! logout-session and clear-session-data: the login is given up.

use std::sync::Arc;

use serde_json::{Map, json};

use crate::library::Thrown;
use crate::world::effect::{Reply, RequestId};
use crate::world::journal::Progress;
use crate::world::{Task, World};

use super::client::Client;
use super::timings::*;

/// How a logout-session goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum LogoutOutcome {
    /// Logged out; the request is answered half a second later.
    Later,
    /// No client that works is in memory, or `logout()` of the library failed.
    Failed(Thrown),
}

impl World {
    /// What logout-session does below the route. Its answer comes as an effect.
    pub fn log_out(&mut self, name: &str, request: RequestId) -> LogoutOutcome {
        let found = self.sessions.get_key_value(name).and_then(|(name, session)| {
            Some((
                Arc::clone(name),
                session.memory.clone().filter(|client| client.live)?,
                session.page_answers(),
            ))
        });
        let Some((name, client, page_answers)) = found else {
            return LogoutOutcome::Failed(Thrown::node("req.client.logout is not a function"));
        };
        match self
            .call_library(Some(request), &name, "logout", &[])
            .map(|struck| crate::library::result_of(struck.fault))
        {
            Some(Err(thrown)) => return LogoutOutcome::Failed(thrown),
            None if !page_answers => {
                return LogoutOutcome::Failed(Thrown::node("Protocol error: Connection closed."));
            }
            None => self.lose_link(&name),
            Some(Ok(_)) => {}
        }
        if let Some(session) = self.sessions.get_mut(&name) {
            session.replace_memory(None);
        }
        let task = Task::LogoutAnswer { session: Arc::clone(&name), request, client: Box::new(client) };
        self.schedule(LOGOUT_ANSWER_MS, task);
        self.changed(&name);
        LogoutOutcome::Later
    }

    /// The folder is removed, then everybody is told.
    pub(crate) fn answer_logout(&mut self, name: &Arc<str>, request: RequestId, client: &Client) {
        self.remove_profile(name);
        self.emit_socket_of(name, "whatsapp-status", json!(false));
        let mut data = Map::new();
        data.insert("message".to_owned(), format!("Session: {name} logged out").into());
        data.insert("connected".to_owned(), json!(false));
        self.call_webhook(name, client, "logoutsession", data);
        let body = json!({"status": true, "message": "Session successfully closed"});
        self.answer(request, Reply::json(200, body));
        self.journal.end(request, Progress::Answered(200));
        self.changed(name);
    }

    /// Removes the Chrome profile folder, and with it the stored login and the lock of a Chrome that still runs.
    /// Neither a running client nor the token store notices.
    pub fn remove_profile(&mut self, name: &str) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        session.profile = super::Profile::default();
        for run in &mut session.runs {
            run.locks_profile = false;
        }
        self.changed(name);
    }
}
