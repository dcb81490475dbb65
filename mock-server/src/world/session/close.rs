//! close-session: the login is kept, the client object is replaced by `{status: null}`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::library::Thrown;
use crate::world::World;
use crate::world::effect::RequestId;

use super::client::Client;
use super::run::{RunId, Stage};

/// How a close-session ends.
#[derive(Debug, Clone, PartialEq)]
pub enum CloseOutcome {
    /// The client was closed.
    Closed,
    /// It was closed already; nothing happened.
    AlreadyClosed,
    /// There is nothing to close (no entry, or a placeholder, which has no `close`), or `close()` of the library
    /// failed. Chrome is left running; the status of an entry is reset all the same.
    Failed(Thrown),
}

impl World {
    /// What close-session does below the route.
    pub fn close_session(&mut self, name: &str, request: Option<RequestId>) -> CloseOutcome {
        let found = self.sessions.get_key_value(name).and_then(|(name, session)| {
            Some((
                Arc::clone(name),
                session.memory.clone()?,
                session.live_run().map(|run| (run.id, run.alive)),
            ))
        });
        let Some((name, client, run)) = found else {
            return CloseOutcome::Failed(Thrown::node(
                "Cannot read properties of undefined (reading 'status')",
            ));
        };
        if client.status.is_none() {
            return CloseOutcome::AlreadyClosed;
        }
        if let Some(session) = self.sessions.get_mut(&name) {
            session.replace_memory(Some(Client::closed()));
        }
        self.changed(&name);
        if !client.live {
            return CloseOutcome::Failed(Thrown::node("req.client.close is not a function"));
        }
        match (
            self.call_library(request, &name, "close", &[])
                .map(|struck| crate::library::result_of(struck.fault)),
            run,
        ) {
            (Some(Err(thrown)), _) => return CloseOutcome::Failed(thrown),
            (None, Some((id, alive))) => self.close_browser(&name, id, alive),
            (Some(Ok(_)), _) | (None, None) => {}
        }
        self.emit_socket_of(&name, "whatsapp-status", Value::Bool(false));
        let mut data = Map::new();
        data.insert("message".to_owned(), format!("Session: {name} disconnected").into());
        data.insert("connected".to_owned(), json!(false));
        self.call_webhook(&name, &client, "closesession", data);
        self.changed(&name);
        CloseOutcome::Closed
    }

    /// Closes the browser of a client that works. A dead one says nothing a second time.
    fn close_browser(&mut self, name: &Arc<str>, id: RunId, alive: bool) {
        if alive {
            self.status_find(name, id, "browserClose");
        }
        if let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) {
            run.stage = Stage::Closing;
        }
        self.end_run(name, id);
    }
}
