//! From the accepted code to a client that works, and the end of a login on the phone.

use std::sync::Arc;

use serde_json::json;

use crate::world::World;
use crate::world::journal::Progress;

use super::client::Status;
use super::library::Step;
use super::run::{RunId, Stage};
use super::timings::*;

/// Listeners that the server registers once a client works, in order.
const LISTENERS: [&str; 12] = [
    "onStateChange",
    "onStateChange",
    "onMessage",
    "onAnyMessage",
    "onIncomingCall",
    "onAck",
    "onPresenceChanged",
    "onParticipantsChanged",
    "onReactionMessage",
    "onRevokedMessage",
    "onPollResponse",
    "onUpdateLabel",
];

impl World {
    /// The login is accepted, by the phone or by the profile.
    pub(super) fn accepted(&mut self, name: &Arc<str>, id: RunId, word: &str) {
        self.status_find(name, id, word);
        self.after(CREATED_MS, name, id, Step::Created);
    }

    /// `create()` resolves: the library's client takes the place of whatever is in memory, with the keys of the
    /// placeholder that the run worked on. The status is set once `isConnected` answered.
    pub(super) fn created(&mut self, name: &Arc<str>, id: RunId) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        let Some(mut client) = session.client_of(id).cloned() else { return };
        client.live = true;
        client.named = true;
        session.replace_memory(Some(client));
        let Some(run) = session.run_mut(id) else { return };
        run.replaced = None;
        run.stage = Stage::LoggedIn;
        let request = run.request;
        if let Some(waiting) = run.waiting.take() {
            // It waited for a code, and there will be none.
            self.journal.end(waiting, Progress::Never);
        }
        self.ensure_account(name);

        let operation = request.and_then(|id| self.journal.get(id)).and_then(|entry| entry.arrival.operation);
        if self.faults.on_call(name, operation, "isConnected").is_some() {
            self.emit_socket_of(name, "session-error", json!(&**name));
        } else {
            self.set_status(name, id, Status::Connected);
            self.emit_socket_of(name, "session-logged", json!({"status": true, "session": &**name}));
        }
        for listener in LISTENERS {
            self.journal.client_call(request, name, listener, &[json!("[fn]")]);
        }
    }

    /// `disconnectedMobile`: the server closes the client and forgets the session, whatever is in memory under
    /// its name by now.
    pub(super) fn disconnected_mobile(&mut self, name: &Arc<str>, id: RunId) {
        self.set_status(name, id, Status::Closed);
        if let Some(session) = self.sessions.get_mut(name) {
            session.replace_memory(None);
        }
        self.status_find(name, id, "disconnectedMobile");
        self.stop_page(name, id);
        self.after(UNLINKED_BROWSER_MS, name, id, Step::BrowserGone);
        self.after(UNLINKED_BROWSER_MS + 1, name, id, Step::End);
    }

    /// The link of a session is gone: on its own page the library notices a little later.
    pub(super) fn lose_link(&mut self, name: &Arc<str>) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        session.profile.linked = false;
        let runs: Vec<_> =
            session.runs.iter().filter(|run| run.alive && run.stage == Stage::LoggedIn).collect();
        let ids: Vec<_> = runs.iter().map(|run| run.id).collect();
        for id in ids {
            self.after(UNLINKED_MS, name, id, Step::Unlinked);
        }
    }
}
