//! Keeps wanted sessions of many accounts connected: bounded, staggered, and with an account of what it did.

mod audit;
mod metrics;
mod policy;
mod record;
mod run;
mod store;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use audit::{AuditEntry, AuditEvent};
pub use metrics::SupervisorMetrics;
pub use policy::Policy;
use record::Record;
use serde::{Deserialize, Serialize};
pub use store::{FileSupervisorStore, MemorySupervisorStore, Remembered, SupervisorStore};
use tokio::sync::Notify;
use wppkit_api::{helpers::SessionState, types::ShownAddress};

use crate::{Client, Error};

/// A session that is to be kept connected.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Wanted {
    /// Name of the session.
    pub session: String,
    /// Webhook to start it with. Left out, the one that the server has stored stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
}

impl Wanted {
    /// A session of this name, with the settings that the server has stored.
    pub fn new(session: impl Into<String>) -> Self {
        Self { session: session.into(), webhook: None }
    }

    /// Starts it with this webhook.
    #[must_use]
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.webhook = Some(url.into());
        self
    }
}

/// Shows no token in the webhook's address.
impl fmt::Debug for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wanted")
            .field("session", &self.session)
            .field("webhook", &self.webhook.as_deref().map(ShownAddress))
            .finish()
    }
}

/// Keeps wanted sessions connected while [`Supervisor::run`] runs. Cheap to clone; clones share everything.
///
/// It looks at each session sparsely, starts what is closed, closes and starts what is a zombie or stuck, each with limits
/// and back-off, and leaves alone what needs a person: it never asks for a new QR code by itself. Starts are staggered,
/// because browsers that start in a crowd lose their logins. What it wants and what it did for it survives its process in
/// a [`SupervisorStore`].
#[derive(Clone)]
pub struct Supervisor(Arc<Inner>);

struct Inner {
    client: Client,
    policy: Policy,
    store: Arc<dyn SupervisorStore>,
    state: Mutex<State>,
    /// Somebody wants something else, or an event arrived.
    changed: Notify,
}

#[derive(Default)]
struct State {
    records: BTreeMap<Arc<str>, Record>,
    /// Sessions that the server has stored and nobody wants.
    unwanted: BTreeSet<String>,
    audit: audit::Log,
    metrics: SupervisorMetrics,
    /// No browser is started before this moment.
    next_start: Option<std::time::Instant>,
}

impl Supervisor {
    /// A supervisor that remembers nothing of earlier runs.
    pub fn new(client: Client, policy: Policy) -> Self {
        Self::around(client, policy, Arc::new(MemorySupervisorStore::default()))
    }

    /// A supervisor that goes on where the store says that it stopped.
    ///
    /// # Errors
    /// `storage` if the store cannot be read.
    pub async fn open(client: Client, policy: Policy, store: impl SupervisorStore) -> Result<Self, Error> {
        let remembered = store.load().await?;
        let supervisor = Self::around(client, policy, Arc::new(store));
        {
            let mut state = supervisor.state();
            for Remembered { wanted, cures_ms } in remembered {
                let record = Record::remembered(wanted, cures_ms, &supervisor.0.policy);
                state.records.insert(Arc::from(&*record.wanted.session), record);
            }
        }
        Ok(supervisor)
    }

    fn around(client: Client, policy: Policy, store: Arc<dyn SupervisorStore>) -> Self {
        Self(Arc::new(Inner { client, policy, store, state: Mutex::default(), changed: Notify::new() }))
    }

    /// Keeps this session connected from now on. Its name is checked, nothing is sent yet.
    ///
    /// # Errors
    /// `invalid_input` for a name that no session can have; `storage` if the wish cannot be kept.
    pub async fn want(&self, wanted: Wanted) -> Result<(), Error> {
        self.0.client.session(&wanted.session)?;
        let name: Arc<str> = Arc::from(&*wanted.session);
        {
            let mut state = self.state();
            match state.records.get_mut(&name) {
                Some(record) => record.wanted = wanted,
                None => drop(state.records.insert(Arc::clone(&name), Record::new(wanted))),
            }
            state.unwanted.remove(&*name);
        }
        self.0.changed.notify_one();
        self.save().await
    }

    /// Leaves this session alone from now on; it stays as it is.
    ///
    /// # Errors
    /// `storage` if that cannot be kept.
    pub async fn release(&self, session: &str) -> Result<(), Error> {
        self.state().records.remove(session);
        self.0.changed.notify_one();
        self.save().await
    }

    /// The wanted sessions with their states as last seen.
    pub fn sessions(&self) -> BTreeMap<String, SessionState> {
        let state = self.state();
        state.records.iter().map(|(name, record)| (name.to_string(), record.state)).collect()
    }

    /// Sessions that the server has stored and nobody wants, as found when the run began.
    pub fn unwanted(&self) -> Vec<String> {
        self.state().unwanted.iter().cloned().collect()
    }

    /// What was done and found lately, the oldest first.
    pub fn audit(&self) -> Vec<AuditEntry> {
        self.state().audit.entries()
    }

    /// Counts.
    pub fn metrics(&self) -> SupervisorMetrics {
        let state = self.state();
        let mut metrics = state.metrics.clone();
        for record in state.records.values() {
            *metrics.sessions.entry(record.state).or_default() += 1;
        }
        metrics
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn save(&self) -> Result<(), Error> {
        let remembered: Vec<Remembered> = self.state().records.values().map(Record::to_remember).collect();
        self.0.store.save(&remembered).await
    }
}

impl fmt::Debug for Supervisor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = self.state().records.len();
        formatter
            .debug_struct("Supervisor")
            .field("client", &self.0.client)
            .field("wanted", &wanted)
            .finish_non_exhaustive()
    }
}
