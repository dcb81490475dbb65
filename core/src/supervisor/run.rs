//! The loop: whoever is due is looked at, a bounded number at once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use wppkit_api::helpers::{CureStep, SessionState, SessionStatus, Status};

use super::{
    AuditEntry, AuditEvent, Supervisor,
    record::{Decision, now_ms},
};
use crate::{CallOptions, Error, Session, session::health::PROBE_TIMEOUT};

impl Supervisor {
    /// Keeps the wanted sessions connected until it is dropped.
    ///
    /// Begins with what the server has stored (that needs the client's secret key), then looks at every wanted session.
    /// `on_event` hears what is done and found, as it happens.
    pub async fn run(&self, mut on_event: impl FnMut(&AuditEntry)) {
        self.reconcile().await.iter().for_each(&mut on_event);
        let clock = Arc::clone(&self.0.client.0.settings.clock);
        let mut working: FuturesUnordered<BoxFuture<'_, Vec<AuditEntry>>> = FuturesUnordered::new();
        loop {
            let changed = self.0.changed.notified();
            let room = self.0.policy.concurrency.max(1).saturating_sub(working.len());
            for name in self.take_due(clock.now(), room) {
                working.push(Box::pin(self.tend(name)));
            }
            let full = working.len() >= self.0.policy.concurrency.max(1);
            let pause = if full { None } else { self.until_next(clock.now()) };
            let alarm = async {
                match pause {
                    Some(pause) => clock.sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(told) = working.next() => told.iter().for_each(&mut on_event),
                () = alarm => {}
                () = changed => {}
            }
        }
    }

    /// Compares what the server has stored with what is wanted.
    async fn reconcile(&self) -> Vec<AuditEntry> {
        if !self.0.client.has_secret_key() {
            return Vec::new();
        }
        let stored = self.0.client.show_all_sessions().await;
        let mut state = self.state();
        match stored {
            Ok(stored) => {
                let names = stored.value.iter().map(|name| name.0.clone());
                let unwanted: Vec<String> =
                    names.filter(|name| !state.records.contains_key(&**name)).collect();
                state.unwanted = unwanted.iter().cloned().collect();
                unwanted.iter().map(|name| state.audit.add(name, AuditEvent::Unwanted)).collect()
            }
            Err(error) => {
                state.metrics.failures += 1;
                vec![state.audit.add("", AuditEvent::Failed(error.code()))]
            }
        }
    }

    /// The sessions that are due now, at most so many.
    fn take_due(&self, now: Instant, room: usize) -> Vec<Arc<str>> {
        let mut state = self.state();
        let due = state
            .records
            .iter_mut()
            .filter(|(_, record)| !record.busy && record.due.is_none_or(|due| due <= now));
        due.take(room)
            .map(|(name, record)| {
                record.busy = true;
                Arc::clone(name)
            })
            .collect()
    }

    fn until_next(&self, now: Instant) -> Option<Duration> {
        let state = self.state();
        let waiting = state.records.values().filter(|record| !record.busy);
        waiting
            .map(|record| record.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now)))
            .min()
    }

    /// One look at one session, and what follows from it.
    async fn tend(&self, name: Arc<str>) -> Vec<AuditEntry> {
        let mut told = Vec::new();
        let pause = match self.0.client.session(&name) {
            Ok(session) => {
                self.listen(&name, &session);
                self.look_and_cure(&name, &session, &mut told).await
            }
            // Names are checked before they are wanted.
            Err(_) => self.0.policy.check_every,
        };
        let now = self.0.client.0.settings.clock.now();
        if let Some(record) = self.state().records.get_mut(&name) {
            record.busy = false;
            let rung = std::mem::take(&mut record.rung);
            record.due = Some(if rung { now } else { now + pause });
        }
        told
    }

    /// Lets an event of the session bring its next look forward.
    fn listen(&self, name: &Arc<str>, session: &Session) {
        let (inner, rung) = (Arc::downgrade(&self.0), Arc::clone(name));
        session.shared.on_event(Arc::new(move || {
            let Some(inner) = inner.upgrade() else { return };
            let supervisor = Supervisor(inner);
            let now = supervisor.0.client.0.settings.clock.now();
            if let Some(record) = supervisor.state().records.get_mut(&rung) {
                record.due = Some(now);
                record.rung = record.busy;
            }
            supervisor.0.changed.notify_one();
        }));
        // Also events that tell nothing of the state show that events arrive.
        let heard = session.shared.heard_at();
        if let Some(record) = self.state().records.get_mut(&**name) {
            record.last_event = record.last_event.max(heard);
            record.handle = Some(session.clone());
        }
    }

    async fn look_and_cure(
        &self,
        name: &Arc<str>,
        session: &Session,
        told: &mut Vec<AuditEntry>,
    ) -> Duration {
        let policy = &self.0.policy;
        let settings = &self.0.client.0.settings;
        let state = match self.look(name, session).await {
            Ok(state) => state,
            Err(error) => return self.failed(name, &error, told),
        };
        let (decision, webhook) = {
            let mut guard = self.state();
            let inner = &mut *guard;
            let Some(record) = inner.records.get_mut(name) else { return policy.check_every };
            record.failing = false;
            let now = settings.clock.now();
            if let Some(from) = record.saw(state, now) {
                told.push(inner.audit.add(name, AuditEvent::Changed { from, to: state }));
                if let Some(needs) = record.needs() {
                    told.push(inner.audit.add(name, AuditEvent::Needs(needs)));
                }
            }
            let mut decision = record.decide(policy, settings.pace.stuck_after, now, now_ms());
            if let Decision::GiveUp(_, true) = decision {
                inner.metrics.gave_up += 1;
                told.push(inner.audit.add(name, AuditEvent::GaveUp));
            }
            if matches!(decision, Decision::Step(_)) {
                // Browsers that start in a crowd lose their logins.
                match inner.next_start.filter(|moment| *moment > now) {
                    Some(moment) => decision = Decision::Wait(moment - now),
                    None => {
                        inner.next_start = Some(now + policy.stagger);
                        record.cured(policy, now, now_ms());
                    }
                }
            }
            (decision, record.wanted.webhook.clone())
        };
        match decision {
            Decision::Wait(pause) | Decision::GiveUp(pause, _) => pause,
            Decision::Step(step) => {
                // The limit holds also if the process dies in the middle of the cure.
                if let Err(error) = self.save().await {
                    tracing::warn!(%error, "the supervisor's state could not be kept");
                }
                let done = session.do_step(step, webhook.as_deref()).await;
                self.note_step(name, step, state, done.err(), told);
                policy.check_pending
            }
        }
    }

    /// The state, the page's answer included where it is time to ask the page.
    async fn look(&self, name: &Arc<str>, session: &Session) -> Result<SessionState, Error> {
        let now = self.0.client.0.settings.clock.now();
        let (before, due) = {
            let mut guard = self.state();
            guard.metrics.looks += 1;
            let record = guard.records.get(name);
            record.map_or((SessionState::Unknown, false), |record| {
                (record.state, record.probe_due(&self.0.policy, now))
            })
        };
        // What was connected and still is needs no second look; and what flaps must not be looked at in pairs, of which the
        // second half may always be the bad one.
        let once = matches!(before, SessionState::Connected | SessionState::Degraded);
        let options = if once { Status::once() } else { Status::default() };
        let status = session.status_with(options).await?;
        let seen = steady(&status, before);
        // A page that was found deaf is asked again before anything is done about it.
        let deaf = seen == SessionState::Degraded && status.raw.check_connection == Some(true);
        if !(deaf || (due && seen == SessionState::Connected)) {
            return Ok(seen);
        }
        let probe = session.with_options(CallOptions::new().timeout(PROBE_TIMEOUT)).probe().await?;
        let mut guard = self.state();
        guard.metrics.probes += 1;
        if let Some(record) = guard.records.get_mut(name) {
            record.probed = Some(now);
        }
        Ok(if probe.answered { SessionState::Connected } else { SessionState::Degraded })
    }

    fn failed(&self, name: &Arc<str>, error: &Error, told: &mut Vec<AuditEntry>) -> Duration {
        let mut guard = self.state();
        let inner = &mut *guard;
        inner.metrics.failures += 1;
        if let Some(record) = inner.records.get_mut(name)
            && !std::mem::replace(&mut record.failing, true)
        {
            told.push(inner.audit.add(name, AuditEvent::Failed(error.code())));
        }
        self.0.policy.check_every
    }

    fn note_step(
        &self,
        name: &Arc<str>,
        step: CureStep,
        because: SessionState,
        error: Option<Error>,
        told: &mut Vec<AuditEntry>,
    ) {
        let mut guard = self.state();
        match step {
            CureStep::Start => guard.metrics.starts += 1,
            CureStep::Restart => guard.metrics.restarts += 1,
            _ => {}
        }
        if let Some(error) = &error {
            tracing::debug!(%error, session = &**name, "a cure failed");
            guard.metrics.failures += 1;
        }
        let failed = error.map(|error| error.code());
        told.push(guard.audit.add(name, AuditEvent::Did { step, because, failed }));
    }
}

/// A look that lies too far behind the last one to be its second: what was connected, and answers, still is.
fn steady(status: &SessionStatus, before: SessionState) -> SessionState {
    let answers = status.raw.check_connection == Some(true);
    match status.state {
        SessionState::Syncing if answers && before == SessionState::Connected => SessionState::Connected,
        state => state,
    }
}
