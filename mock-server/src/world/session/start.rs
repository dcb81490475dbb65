//! start-session, start-all and the answers that describe a session's state.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::world::World;
use crate::world::effect::RequestId;
use crate::world::ids::LoginCode;
use crate::{SERVER_VERSION, qr};

use super::client::{Client, StartBody, Status};

impl World {
    /// The body of status-session, and of start-session for the state before the start. None: start-session with
    /// `waitQrCode` on a name that the server does not know answers later, with the first code.
    #[must_use]
    pub fn state_answer(&self, name: &str, wait: bool) -> Option<Value> {
        let client = self.sessions.get(name).and_then(|session| session.memory.as_ref());
        match client {
            None if wait => None,
            None => Some(json!({"status": "CLOSED", "qrcode": null})),
            Some(client) if client.status.is_none() && !wait => {
                Some(json!({"status": "CLOSED", "qrcode": null}))
            }
            Some(client) => {
                let text = client.urlcode.map(LoginCode::text);
                let image = text.as_deref().map(qr::data_url);
                let mut body = json!({"status": client.status_json(), "qrcode": image});
                if let Some(text) = text {
                    body["urlcode"] = json!(text);
                }
                body["version"] = json!(SERVER_VERSION);
                Some(body)
            }
        }
    }

    /// Starts a session unless one is starting, waiting or connected. `waiting` gets the first code as its answer.
    pub fn open_session(
        &mut self,
        name: &str,
        body: StartBody,
        waiting: Option<RequestId>,
        request: Option<RequestId>,
    ) {
        let starting = self.starting();
        self.open(name, shared(body), waiting, request, starting + 1);
    }

    /// Starts every session in the token store at once.
    pub fn start_all(&mut self, body: StartBody, request: Option<RequestId>) {
        let body = shared(body);
        let idle = |client: &Client| matches!(client.status, None | Some(Status::Closed));
        let stored = self.sessions.values().filter(|session| session.stored.is_some());
        let wanted = stored.filter(|session| session.memory.as_ref().is_none_or(idle));
        let names: Vec<_> = wanted.map(|session| Arc::clone(&session.name)).collect();
        let crowd = self.starting() + names.len() as u64;
        for name in names {
            self.open(&name, Arc::clone(&body), None, request, crowd);
        }
    }

    /// Names in the token store, in order.
    #[must_use]
    pub fn stored_sessions(&self) -> Vec<Arc<str>> {
        let stored = self.sessions.values().filter(|session| session.stored.is_some());
        stored.map(|session| Arc::clone(&session.name)).collect()
    }

    /// The server process starts anew: memory and browsers are gone, requests are cut off, and all stored sessions
    /// are started.
    pub fn restart(&mut self) {
        self.restart_with(true);
    }

    /// [`World::restart`]; `keep` says whether the volume with tokens and Chrome profiles is still there.
    pub fn restart_with(&mut self, keep: bool) {
        self.ended = false;
        self.cut_off_requests();
        self.timers.retain(|_| false);
        self.proxy = None;
        self.clock.restart();
        for session in self.sessions.values_mut() {
            session.memory = None;
            session.runs.clear();
            if !keep {
                session.stored = None;
                session.profile = super::Profile::default();
            }
        }
        self.start_all(StartBody::default(), None);
        self.changed_all();
    }

    fn open(
        &mut self,
        name: &str,
        body: Arc<StartBody>,
        waiting: Option<RequestId>,
        request: Option<RequestId>,
        crowd: u64,
    ) {
        let session = self.session_entry(name);
        let name = Arc::clone(&session.name);
        let client = session.memory.get_or_insert_with(Client::placeholder);
        if !matches!(client.status, None | Some(Status::Closed)) {
            return;
        }
        // The token store hands its body out only for an empty one, and keeps what the client then has.
        let config = if body.is_empty() { session.stored.clone().unwrap_or(body) } else { body };
        client.status = Some(Status::Initializing);
        client.config = Arc::clone(&config);
        session.stored = Some(config);
        self.create(&name, waiting, request, crowd);
        self.changed(&name);
    }

    /// How many browsers are starting now.
    fn starting(&mut self) -> u64 {
        let now = self.now_ms();
        self.launches.retain(|&due| due > now);
        self.launches.len() as u64
    }

    /// Remembers a browser that is starting, for the crowd that the next one meets. A crowd beyond the limit
    /// makes no difference.
    pub(super) fn note_launch(&mut self, due_ms: u64) {
        if self.launches.len() as u64 >= super::timings::LAUNCH_CROWD_LIMIT {
            self.launches.pop_front();
        }
        self.launches.push_back(due_ms);
    }
}

fn shared(body: StartBody) -> Arc<StartBody> {
    if body.is_empty() { StartBody::empty() } else { Arc::new(body) }
}
