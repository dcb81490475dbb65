//! `logout`: the link goes.

use wppkit_api::{
    helpers::{Helper, Logout, SessionState, Verb, VerbReport},
    ops::session::{logout_session::LogoutSession, qrcode_session::QrcodeSession},
};

use super::{is_gone, said, still_open};
use crate::{CallOptions, Error, ErrorCode, Session, state::Observation};

const TIDIES: &str = "the server still tidies up behind the logout";

impl Session {
    /// Unlinks the session from the phone and deletes its login: the next start needs a QR or pairing code.
    ///
    /// # Errors
    /// `not_connected` unless the session is connected, because the link would stay; `timeout` if WhatsApp never
    /// confirms; else as every call.
    pub async fn logout(&self) -> Result<VerbReport, Error> {
        self.logout_with(Logout::default()).await
    }

    /// [`Session::logout`], optionally without waiting until the session can be started again.
    ///
    /// # Errors
    /// As [`Session::logout`].
    pub async fn logout_with(&self, options: Logout) -> Result<VerbReport, Error> {
        let result = self.logout_and_look(&options).await;
        self.within(Logout::META.id, result)
    }

    async fn logout_and_look(&self, options: &Logout) -> Result<VerbReport, Error> {
        let before = self.look_back().await?;
        let mut report = VerbReport::new(self.name(), Verb::Logout, before.state, before.state);
        if before.state == SessionState::Unlinked {
            report.already = true;
            report.proven.extend(before.evidence.iter().map(ToString::to_string));
            return Ok(report);
        }
        if before.raw.check_connection != Some(true) {
            return Err(Error::new(
                ErrorCode::NotConnected,
                format!("the session is {}, so the phone cannot be told", before.state),
            )
            .with_hint(
                "connect() first and log out then; or remove the device on the phone, and wipe() the stored login",
            ));
        }
        // Not repeated: the second call would meet a session that is half gone.
        let answer = self.call_with(LogoutSession::default(), &CallOptions::new().attempts(1)).await;
        let settle = self.pace().logout_settle;
        self.shared.busy_for(settle, TIDIES);
        let after = self.look_back().await?;
        if !is_gone(&after) {
            return Err(answer.err().map_or_else(|| still_open(&after), not_done));
        }
        report.proven.push(said(&after));
        match &answer {
            Ok(answer) => {
                report.message.clone_from(&answer.message);
                report.proven.push("the server says that WhatsApp confirmed the logout".to_owned());
            }
            Err(error) => {
                report.unproven.push(format!("that the phone agreed: the server's answer was {error}"))
            }
        }
        let entry = self.call(QrcodeSession::default()).await?;
        if entry.message.as_deref().is_some_and(|message| message.starts_with("Session not started")) {
            report.proven.push("qrcode-session says that the server has no entry for the session".to_owned());
        }
        self.shared.observe(&Observation::Did(Verb::Logout));
        report.after = SessionState::Unlinked;
        report.unproven.push("the name stays in show-all-sessions, and start-all starts it again".to_owned());
        if options.settle != Some(false) {
            self.clock().sleep(settle).await;
        }
        Ok(report)
    }
}

fn not_done(error: Error) -> Error {
    if error.code() == ErrorCode::Timeout {
        return error.with_hint(
            "WhatsApp did not confirm the logout, and the session is still there: is the phone online? Remove the \
             device on the phone, or try again",
        );
    }
    error
}
