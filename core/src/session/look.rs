//! One look at a session, made by one waiter and shared by all.

use std::time::Duration;

use wppkit_api::{
    helpers::SessionStatus,
    ops::session::{check_connection_session::CheckConnectionSession, status_session::StatusSession},
    types::StatusAnswer,
};

use crate::{Error, ErrorCode, Session};

/// Looks at a session again and again, sparsely, together with everybody else who does.
pub(super) struct Watch {
    session: Session,
    looks: tokio::sync::watch::Receiver<u64>,
    /// Pause before the next look.
    pause: Duration,
    first: bool,
}

impl Session {
    pub(super) fn watch(&self) -> Watch {
        let pause = self.client.0.settings.pace.poll;
        Watch { session: self.clone(), looks: self.shared.watch(), pause, first: true }
    }

    /// One look, unless another one is under way: then that one's result.
    pub(super) async fn look(&self) -> Result<SessionStatus, Error> {
        let mut looks = self.shared.watch();
        let before = *looks.borrow_and_update();
        let _turn = self.shared.turn.lock().await;
        if *looks.borrow_and_update() > before
            && let Some(latest) = self.shared.latest()
        {
            return latest;
        }
        self.shared.looked(self.ask().await)
    }

    /// A look that begins now, whatever others do: for reading back what a verb did.
    pub(super) async fn look_back(&self) -> Result<SessionStatus, Error> {
        let _turn = self.shared.turn.lock().await;
        self.shared.looked(self.ask().await)
    }

    async fn ask(&self) -> Result<(StatusAnswer, Option<bool>), Error> {
        let status = self.call(StatusSession::default()).await?.into_value();
        if status.status.as_deref() != Some("CONNECTED") {
            return Ok((status, None));
        }
        let check = self.call(CheckConnectionSession::default()).await?;
        Ok((status, Some(check.value.status)))
    }
}

impl Watch {
    /// The next look: the first at once, the others after the pause, or when somebody else looked.
    pub(super) async fn next(&mut self) -> Result<SessionStatus, Error> {
        if self.first {
            self.first = false;
        } else {
            let clock = &self.session.client.0.settings.clock;
            tokio::select! {
                () = clock.sleep(self.pause) => {}
                changed = self.looks.changed() => {
                    if let (Ok(()), Some(latest)) = (changed, self.session.shared.latest()) {
                        return latest;
                    }
                }
            }
        }
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
        self.pause = self.session.client.0.settings.pace.debounce;
    }

    /// Looks at the usual pace.
    pub(super) fn usual(&mut self) {
        self.pause = self.session.client.0.settings.pace.poll;
    }

    /// Nothing changed: looks a little more seldom.
    pub(super) fn slower(&mut self) {
        let pace = &self.session.client.0.settings.pace;
        self.pause = (self.pause * 3 / 2).clamp(pace.poll, pace.poll_max.max(pace.poll));
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
