//! What all handles of one session name share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use wppkit_api::{
    helpers::{QrStatus, RawStatus, SessionState, SessionStatus},
    types::StatusAnswer,
};

use crate::{
    Clock, Error, Observation,
    send::Ledger,
    settings::Settings,
    state::Reducer,
    token::{TokenFlow, TokenKey},
};

/// Shared by all handles of one name: token, latest knowledge, the turn to look.
pub(crate) struct SessionShared {
    pub(crate) name: Arc<str>,
    pub(crate) token: TokenFlow,
    pub(crate) ledger: Ledger,
    /// Whoever holds it looks; the others get the result.
    pub(super) turn: tokio::sync::Mutex<()>,
    knowledge: Mutex<Knowledge>,
    /// Number of the latest look; changes wake those who wait for one.
    looks: watch::Sender<u64>,
    clock: Arc<dyn Clock>,
    /// A gap longer than this separates two looks, so that they are not consecutive.
    gap: Duration,
}

#[derive(Default)]
struct Knowledge {
    reducer: Reducer,
    raw: RawStatus,
    version: Option<String>,
    qr: Option<SeenQr>,
    /// Whether the server holds an entry for the name.
    has_entry: bool,
    looked_at: Option<Instant>,
    latest: Option<Result<SessionStatus, Error>>,
    /// The session may not be started before this moment: the server still tidies up.
    busy_until: Option<(Instant, &'static str)>,
}

struct SeenQr {
    text: String,
    sequence: u32,
    first_seen: Instant,
}

impl SessionShared {
    pub(crate) fn new(name: Arc<str>, settings: &Settings) -> Self {
        let key = TokenKey::new(&settings.base, &*name);
        Self {
            token: TokenFlow::new(key, settings.token.clone(), Arc::clone(&settings.store)),
            ledger: Ledger::default(),
            turn: tokio::sync::Mutex::new(()),
            knowledge: Mutex::default(),
            looks: watch::Sender::new(0),
            clock: Arc::clone(&settings.clock),
            gap: settings.pace.poll_max * 3,
            name,
        }
    }

    fn knowledge(&self) -> MutexGuard<'_, Knowledge> {
        self.knowledge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what was observed beside the looks.
    pub(crate) fn observe(&self, observation: Observation) -> SessionState {
        self.knowledge().reducer.apply(observation)
    }

    pub(super) fn observe_event(&self, status: &str) {
        let mut knowledge = self.knowledge();
        knowledge.raw.status_find = Some(status.to_owned());
        knowledge.reducer.apply(Observation::Event { status: status.to_owned() });
    }

    /// The state as known now, without asking.
    pub(super) fn state(&self) -> SessionState {
        self.knowledge().reducer.state()
    }

    /// Takes in a look, and wakes those who wait for one.
    pub(super) fn looked(
        &self,
        looked: Result<(StatusAnswer, Option<bool>), Error>,
    ) -> Result<SessionStatus, Error> {
        let now = self.clock.now();
        let mut knowledge = self.knowledge();
        if knowledge.looked_at.is_none_or(|before| now.saturating_duration_since(before) > self.gap) {
            knowledge.reducer.interrupt();
        }
        knowledge.looked_at = Some(now);
        let result = match looked {
            Ok((answer, page_answers)) => Ok(self.take_in(&mut knowledge, answer, page_answers, now)),
            Err(error) => {
                knowledge.reducer.apply(Observation::Failed { code: error.code() });
                Err(error)
            }
        };
        knowledge.latest = Some(result.clone());
        drop(knowledge);
        self.looks.send_modify(|looks| *looks += 1);
        result
    }

    fn take_in(
        &self,
        knowledge: &mut Knowledge,
        answer: StatusAnswer,
        page_answers: Option<bool>,
        now: Instant,
    ) -> SessionStatus {
        let text = answer.urlcode.filter(|text| !text.is_empty());
        let state = knowledge.reducer.apply(Observation::Look {
            status: answer.status.clone(),
            page_answers,
            has_qr: text.is_some(),
            has_entry: answer.version.is_some(),
        });
        knowledge.has_entry = answer.version.is_some();
        knowledge.raw.status = answer.status;
        knowledge.raw.check_connection = page_answers;
        if answer.version.is_some() {
            knowledge.version = answer.version;
        }
        match text {
            None => knowledge.qr = None,
            Some(text) if knowledge.qr.as_ref().is_some_and(|seen| seen.text == text) => {}
            Some(text) => {
                let sequence = knowledge.qr.as_ref().map_or(0, |seen| seen.sequence) + 1;
                knowledge.qr = Some(SeenQr { text, sequence, first_seen: now });
            }
        }
        let mut status = SessionStatus::new(&*self.name, state);
        status.evidence = knowledge.reducer.evidence();
        status.connected_for_checks = knowledge.reducer.good_checks();
        status.in_chat = knowledge.reducer.in_chat();
        status.raw = knowledge.raw.clone();
        status.version.clone_from(&knowledge.version);
        status.qr = knowledge.qr.as_ref().map(|seen| {
            let age = now.saturating_duration_since(seen.first_seen).as_millis();
            let fresh = state == SessionState::AwaitingQr;
            QrStatus::new(&*seen.text, fresh, seen.sequence, u64::try_from(age).unwrap_or(u64::MAX))
        });
        status.hint = super::status::hint(state).map(str::to_owned);
        status
    }

    /// Whether the server held an entry for the name at the latest look.
    pub(super) fn has_entry(&self) -> bool {
        self.knowledge().has_entry
    }

    /// How many looks there were, and a way to wait for the next.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.looks.subscribe()
    }

    /// The result of the latest look.
    pub(super) fn latest(&self) -> Option<Result<SessionStatus, Error>> {
        self.knowledge().latest.clone()
    }

    /// The server tidies up behind a verb for so long; a start waits for it.
    pub(super) fn busy_for(&self, duration: Duration, why: &'static str) {
        self.knowledge().busy_until = Some((self.clock.now() + duration, why));
    }

    /// How long a start still has to wait, and why.
    pub(super) fn busy(&self) -> Option<(Duration, &'static str)> {
        let (until, why) = self.knowledge().busy_until?;
        let left = until.saturating_duration_since(self.clock.now());
        (!left.is_zero()).then_some((left, why))
    }
}
