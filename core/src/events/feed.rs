//! Sessions learn from the events that arrive.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde_json::Value;
use wppkit_api::events::{EventKind, Source};

use super::NewEvent;
use crate::{Client, Session, client::ClientInner};

/// The clients whose sessions learn from what arrives. They are not kept alive by it.
#[derive(Default)]
pub(crate) struct Feed(Mutex<Vec<Weak<ClientInner>>>);

impl Feed {
    fn clients(&self) -> MutexGuard<'_, Vec<Weak<ClientInner>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this client's sessions learn, too.
    pub(crate) fn add(&self, client: &Client) {
        let mut clients = self.clients();
        clients.retain(|known| known.strong_count() > 0);
        if !clients.iter().any(|known| known.as_ptr() == Arc::as_ptr(&client.0)) {
            clients.push(Arc::downgrade(&client.0));
        }
    }

    fn sessions(&self, name: &str) -> Vec<Session> {
        let clients: Vec<Client> =
            self.clients().iter().filter_map(|known| known.upgrade().map(Client)).collect();
        clients.iter().filter_map(|client| client.known_session(name)).collect()
    }

    /// A handle on this session, if a client has one.
    pub(crate) fn session(&self, name: &str) -> Option<Session> {
        self.sessions(name).into_iter().next()
    }

    /// What the sessions that an event belongs to are to be told once it is stored.
    pub(crate) fn news(&self, event: &NewEvent) -> News {
        if event.session.is_empty() || event.source == Source::Recovered {
            return News::default();
        }
        let sessions = self.sessions(&event.session);
        let told = matches!(event.kind, EventKind::StatusFind | EventKind::PhoneCode) && !sessions.is_empty();
        let data = if told { serde_json::from_slice(&event.body).unwrap_or_default() } else { Value::Null };
        News { kind: Some(event.kind), sessions, data }
    }
}

/// What sessions are to be told.
#[derive(Default)]
pub(crate) struct News {
    kind: Option<EventKind>,
    sessions: Vec<Session>,
    data: Value,
}

impl News {
    pub(crate) fn tell(self) {
        let Some(kind) = self.kind else { return };
        for session in self.sessions {
            session.hear(kind, |key| self.data.get(key).and_then(Value::as_str));
        }
    }
}
