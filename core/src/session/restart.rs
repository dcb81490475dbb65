//! `restart`: the cure for a dead browser and for a start that hangs.

use wppkit_api::{
    helpers::{Helper, Restart, SessionState, Verb, VerbReport},
    ops::session::start_session::StartSession,
};

use super::verbs::said;
use crate::{Error, ErrorCode, Observation, Session};

impl Session {
    /// Closes the session and starts it again with its stored settings, the webhook among them. Does not wait for
    /// the login.
    ///
    /// # Errors
    /// `rejected` while a QR or pairing code waits; else as every call.
    pub async fn restart(&self) -> Result<VerbReport, Error> {
        let result = self.close_and_start().await;
        self.within(Restart::META.id, result)
    }

    async fn close_and_start(&self) -> Result<VerbReport, Error> {
        let before = self.look_back().await?;
        if matches!(before.state, SessionState::AwaitingQr | SessionState::AwaitingPairing) {
            return Err(Error::new(ErrorCode::Rejected, format!("the session is {}", before.state)).with_hint(
                "nothing has to be restarted: scan the code, or wait for the server's auto close (60 s) and connect \
                 again. A close now would leave the browser with the locked profile behind",
            ));
        }
        let mut report = VerbReport::new(self.name(), Verb::Restart, before.state, before.state);
        if !before.state.is_stopped() {
            let closed = self.close().await?;
            report.proven.extend(closed.proven);
            report.unproven.extend(closed.unproven.into_iter().filter(|text| text.contains("auto close")));
        }
        if let Some((busy, _)) = self.shared.busy() {
            self.client.0.settings.clock.sleep(busy).await;
        }
        let answer = self.call(StartSession::default()).await?;
        self.shared.observe(Observation::Started { status: answer.into_value().status });
        let after = self.look_back().await?;
        report.after = after.state;
        report.proven.push(said(&after));
        if after.state.is_stopped() {
            report.unproven.push("that the start took effect: the server may need a moment".to_owned());
        } else {
            report.unproven.push("that the login holds: wait_until_connected() shows it".to_owned());
        }
        Ok(report)
    }
}
