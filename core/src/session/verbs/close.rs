//! `close`: the browser goes, the link stays.

use wppkit_api::{
    helpers::{Close, Helper, SessionState, Verb, VerbReport},
    ops::session::close_session::CloseSession,
};

use super::{is_gone, said, still_open};
use crate::{Error, Session, state::Observation};

const LOCKED: &str = "the browser of the unfinished login keeps the profile locked";

impl Session {
    /// Closes the session's browser and keeps the link to the phone: the next start needs no QR code.
    ///
    /// # Errors
    /// As every call, and `server` if the session is still open afterwards.
    pub async fn close(&self) -> Result<VerbReport, Error> {
        let result = self.close_and_look().await;
        self.within(Close::META.id, result)
    }

    pub(super) async fn close_and_look(&self) -> Result<VerbReport, Error> {
        let before = self.look_back().await?;
        let mut report = VerbReport::new(self.name(), Verb::Close, before.state, before.state);
        if is_gone(&before) {
            report.already = true;
            report.proven.push(said(&before));
            return Ok(report);
        }
        let started_for = self.shared.started_for();
        // Before the login it answers 500 and resets the state all the same, so the look decides.
        let closed = self.call(CloseSession::default()).await;
        let after = self.look_back().await?;
        if !is_gone(&after) {
            return Err(closed.err().unwrap_or_else(|| still_open(&after)));
        }
        self.shared.observe(&Observation::Did(Verb::Close));
        report.after = SessionState::Closed;
        report.proven.push(said(&after));
        match &closed {
            Ok(answer) => report.message.clone_from(&answer.message),
            Err(error) => tracing::debug!(%error, "the close worked in spite of the answer"),
        }
        let clean = closed.is_ok();
        match before.state {
            SessionState::AwaitingQr | SessionState::AwaitingPairing | SessionState::Starting => {
                self.expect_orphan(before.state, started_for);
                report.unproven.push(
                    "the browser of the unfinished login lives on until the server's autoclose (60 s) and keeps the \
                     profile locked; connect() of this client waits for it"
                        .to_owned(),
                );
            }
            SessionState::AutoClosed => {}
            _ if clean => {
                report.unproven.push("that the link to the phone still holds: the next start shows it".to_owned());
            }
            _ => report.unproven.push(
                "that the browser is gone: the server failed while closing it; if the next start hangs, the old \
                 browser still locks the profile"
                    .to_owned(),
            ),
        }
        Ok(report)
    }

    /// A browser that was closed before the login lives on: a start must wait for it.
    ///
    /// In INITIALIZING there is one only if the start was recent; what hangs longer never had a browser.
    fn expect_orphan(&self, before: SessionState, started_for: Option<std::time::Duration>) {
        let orphan = self.pace().orphan;
        let left = match (before, started_for) {
            (_, Some(age)) => orphan.saturating_sub(age),
            (SessionState::Starting, None) => return,
            (_, None) => orphan,
        };
        if !left.is_zero() {
            self.shared.busy_for(left, LOCKED);
        }
    }
}
