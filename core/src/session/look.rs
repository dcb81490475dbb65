//! One look at a session, made by one waiter and shared by all.

use std::time::Duration;

use wppkit_api::{
    helpers::SessionStatus,
    ops::session::{check_connection_session::CheckConnectionSession, status_session::StatusSession},
};

use super::shared::{Looked, PageCheck};
use crate::{Clock, Error, ErrorCode, Pace, Session};

impl Session {
    /// One look, unless another one is under way: then that one's result.
    pub(super) async fn look(&self) -> Result<SessionStatus, Error> {
        let mut looks = self.shared.looks();
        let before = *looks.borrow_and_update();
        let _turn = self.shared.turn.lock().await;
        if *looks.borrow_and_update() > before
            && let Some(latest) = self.shared.latest()
        {
            return latest;
        }
        let looked = self.ask().await;
        self.shared.looked(looked)
    }

    /// A look that begins now: another one that is under way may have begun before what is to be verified.
    pub(super) async fn look_back(&self) -> Result<SessionStatus, Error> {
        let _turn = self.shared.turn.lock().await;
        let looked = self.ask().await;
        self.shared.looked(looked)
    }

    async fn ask(&self) -> Looked {
        let status = self.call(StatusSession::default()).await?.into_value();
        if status.status.as_deref() != Some("CONNECTED") {
            return Ok((status, PageCheck::NotAsked));
        }
        match self.call(CheckConnectionSession::default()).await {
            Ok(check) => Ok((status, PageCheck::Said(check.into_value()))),
            // The Go port has no page that could be dead.
            Err(error) if error.code() == ErrorCode::NotSupported => Ok((status, PageCheck::NoRoute)),
            Err(error) => Err(error),
        }
    }

    /// Looks at the session again and again, together with everybody else who does.
    pub(super) fn watch(&self) -> Watch {
        Watch {
            pause: self.pace().poll,
            looks: self.shared.looks(),
            observations: self.shared.observations(),
            session: self.clone(),
            first: true,
        }
    }

    pub(super) fn pace(&self) -> &Pace {
        &self.client.0.settings.pace
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.client.0.settings.clock
    }
}

/// In longest pauses: the pause where events arrive.
const HEARING: u32 = 3;
/// In longest pauses: how long an event proves that events arrive. While a code waits, the server sends one every 20 s.
const HEARD_LATELY: u32 = 6;

/// The shared poller as one waiter sees it: however many there are, the server is asked once per pause.
///
/// There is no task behind it. Each waiter pauses for itself; the first to wake looks, and that wakes the others
/// with its result, so nothing is asked when nobody waits, and dropping a waiter leaves nothing behind.
pub(super) struct Watch {
    session: Session,
    looks: tokio::sync::watch::Receiver<u64>,
    observations: tokio::sync::watch::Receiver<u64>,
    /// Pause before the next look.
    pause: Duration,
    first: bool,
}

impl Watch {
    /// The next look: the first at once, the others after the pause, after an event, or when somebody else looked.
    pub(super) async fn next(&mut self) -> Result<SessionStatus, Error> {
        if !std::mem::take(&mut self.first) {
            tokio::select! {
                () = self.session.clock().sleep(self.pause) => {}
                _ = self.observations.changed() => {}
                changed = self.looks.changed() => {
                    if let (Ok(()), Some(latest)) = (changed, self.session.shared.latest()) {
                        return latest;
                    }
                }
            }
        }
        self.observations.mark_unchanged();
        let looked = self.session.look().await;
        self.looks.mark_unchanged();
        looked
    }

    /// Pauses before the first look, too.
    pub(super) fn skip_first(&mut self) {
        self.first = false;
    }

    /// Looks again soon: something is about to be decided.
    pub(super) fn soon(&mut self) {
        self.pause = self.session.pace().debounce;
    }

    /// Looks at the usual pace.
    pub(super) fn usual(&mut self) {
        self.pause = self.hearing().unwrap_or(self.session.pace().poll);
    }

    /// Nothing changed: looks a little more seldom.
    pub(super) fn slower(&mut self) {
        let pace = self.session.pace();
        let longer = (self.pause * 3 / 2).clamp(pace.poll, pace.poll_max.max(pace.poll));
        self.pause = self.hearing().unwrap_or(longer);
    }

    /// The pause where events of the session arrive: they bring the next look forward, so that it is made only in case
    /// that one is lost.
    fn hearing(&self) -> Option<Duration> {
        let longest = self.session.pace().poll_max;
        self.session.shared.hears(longest * HEARD_LATELY).then_some(longest * HEARING)
    }
}

/// Failures in a row that a wait survives.
const PATIENCE: u32 = 3;

/// Counts failed looks: a few are survived, if they may pass.
#[derive(Default)]
pub(super) struct Failures(u32);

impl Failures {
    /// Gives the error back when waiting on makes no sense.
    pub(super) fn count(&mut self, error: Error) -> Result<(), Error> {
        self.0 += 1;
        let passing = error.temporary()
            || matches!(error.code(), ErrorCode::Connect | ErrorCode::Timeout | ErrorCode::Server);
        if passing && self.0 < PATIENCE { Ok(()) } else { Err(error) }
    }

    pub(super) fn forget(&mut self) {
        self.0 = 0;
    }
}
