//! `restart`: the cure for a dead browser and for a start that hangs.

use wppkit_api::{
    helpers::{Helper, Restart, SessionState, Verb, VerbReport},
    ops::session::start_session::StartSession,
};

use super::said;
use crate::{Error, ErrorCode, Session, state::Observation};

impl Session {
    /// Closes the session and starts it again with its stored settings, the webhook among them. Does not wait for
    /// the login.
    ///
    /// # Errors
    /// `rejected` while a QR or pairing code waits; else as every call.
    pub async fn restart(&self) -> Result<VerbReport, Error> {
        self.restart_with(None).await
    }

    /// [`Session::restart`] with a webhook other than the stored one.
    pub(crate) async fn restart_with(&self, webhook: Option<&str>) -> Result<VerbReport, Error> {
        let result = self.close_and_start(webhook).await;
        self.within(Restart::META.id, result)
    }

    async fn close_and_start(&self, webhook: Option<&str>) -> Result<VerbReport, Error> {
        let before = self.look_back().await?;
        if matches!(before.state, SessionState::AwaitingQr | SessionState::AwaitingPairing) {
            return Err(Error::new(ErrorCode::Rejected, format!("the session is {}", before.state)).with_hint(
                "nothing has to be restarted: scan the code (refresh_qr() shows it), or wait for the server's \
                 autoclose (60 s) and connect again. A close now would leave the browser with the locked profile \
                 behind",
            ));
        }
        let mut report = VerbReport::new(self.name(), Verb::Restart, before.state, before.state);
        if !before.state.is_stopped() {
            let closed = self.close_and_look().await?;
            report.proven.extend(closed.proven);
            if before.state == SessionState::Starting {
                report.unproven.extend(closed.unproven);
            }
        }
        self.start_when_free(webhook).await?;
        report.proven.push("start-session accepted the start".to_owned());
        let after = self.look_back().await?;
        report.after = after.state;
        report.proven.push(said(&after));
        report.unproven.push(if after.state.is_stopped() {
            "that the start took effect: the server may need a moment".to_owned()
        } else {
            "that the login holds: wait_until_connected() shows it".to_owned()
        });
        Ok(report)
    }

    /// Starts it as soon as nothing stands in the way any more.
    pub(crate) async fn start_when_free(&self, webhook: Option<&str>) -> Result<(), Error> {
        if let Some((busy, why)) = self.shared.busy() {
            tracing::debug!(session = self.name(), seconds = busy.as_secs_f32(), why, "start waits");
            self.clock().sleep(busy).await;
        }
        let mut start = StartSession::default();
        // Any field erases the stored settings: none is sent unless there is something to set.
        start.webhook = webhook.map(str::to_owned);
        self.shared.starts();
        let answer = self.call(start).await?;
        self.shared.observe(&Observation::from(&*answer));
        Ok(())
    }
}
