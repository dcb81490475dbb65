//! `close`, `logout`, `wipe`: three verbs, each with its post-condition read back.

use std::time::Duration;

use wppkit_api::{
    helpers::{Close, Helper, Logout, SessionState, SessionStatus, Verb, VerbReport, Wipe},
    ops::session::{
        clear_session_data::ClearSessionData, close_session::CloseSession, logout_session::LogoutSession,
        qrcode_session::QrcodeSession,
    },
};

use crate::{Error, ErrorCode, Observation, Session};

/// The server's autoClose, with a little room: so long an abandoned browser keeps the profile.
const AUTO_CLOSE: Duration = Duration::from_secs(62);

impl Session {
    /// Closes the session's browser and keeps the link to the phone: the next start needs no QR code.
    ///
    /// # Errors
    /// As every call, and `server` if the session is still open afterwards.
    pub async fn close(&self) -> Result<VerbReport, Error> {
        let result = self.close_and_look().await;
        self.within(Close::META.id, result)
    }

    async fn close_and_look(&self) -> Result<VerbReport, Error> {
        let before = self.look_back().await?;
        let mut report = VerbReport::new(self.name(), Verb::Close, before.state, before.state);
        if before.state.is_stopped() {
            report.already = true;
            report.proven.push(said(&before));
            return Ok(report);
        }
        // Before the login it answers 500 and resets the state all the same, so the look decides.
        let closed = self.call(CloseSession::default()).await;
        if closed.is_ok() {
            self.shared.observe(Observation::Closed);
        }
        let after = self.look_back().await?;
        report.after = after.state;
        match &closed {
            _ if after.raw.status.as_deref() == Some("CLOSED") => {}
            Ok(_) => return Err(still_open(&after)),
            Err(error) => return Err(error.clone()),
        }
        self.shared.observe(Observation::Closed);
        report.after = SessionState::Closed;
        report.message = closed.ok().and_then(|answer| answer.into_value().message);
        report.proven.push(said(&after));
        match before.state {
            SessionState::AwaitingQr | SessionState::AwaitingPairing => {
                self.shared
                    .busy_for(AUTO_CLOSE, "the browser of the unfinished login keeps the profile locked");
                report.unproven.push(
                    "the browser that waited for the login lives on until the server's auto close (60 s) and keeps \
                     the profile locked; connect() waits for it"
                        .to_owned(),
                );
            }
            SessionState::Starting => report.unproven.push(
                "a browser that was about to start may live on until the server's auto close (60 s)"
                    .to_owned(),
            ),
            _ => report
                .unproven
                .push("that the link to the phone still holds: the next start shows it".to_owned()),
        }
        Ok(report)
    }

    /// Unlinks the session from the phone and deletes its login: the next start needs a QR or pairing code.
    ///
    /// # Errors
    /// `not_connected` unless the session is connected, because the link would stay; else as every call.
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
        if before.raw.check_connection != Some(true) {
            return Err(Error::new(
                ErrorCode::NotConnected,
                format!("the session is {}, so the phone cannot be told", before.state),
            )
            .with_hint(
                "connect() first and log out then; or remove the device on the phone, and wipe() the stored login",
            ));
        }
        let mut report = VerbReport::new(self.name(), Verb::Logout, before.state, before.state);
        let answer = self.call(LogoutSession::default()).await;
        let settle = self.client.0.settings.pace.logout_settle;
        self.shared.busy_for(settle, "the server still tidies up behind the logout");
        let after = self.look_back().await?;
        report.after = after.state;
        if after.raw.status.as_deref() != Some("CLOSED") {
            return Err(answer.err().unwrap_or_else(|| still_open(&after)));
        }
        report.proven.push(said(&after));
        match answer {
            Ok(answer) => report.message = answer.into_value().message,
            Err(error) => {
                report.unproven.push(format!("that the phone agreed: the server's answer was {error}"))
            }
        }
        let entry = self.call(QrcodeSession::default()).await?;
        if entry.message.as_deref().is_some_and(|message| message.starts_with("Session not started")) {
            report.proven.push("the server has forgotten the session's client".to_owned());
        }
        self.shared.observe(Observation::LoggedOut);
        report.after = SessionState::Unlinked;
        report.unproven.push("the name stays in show-all-sessions, and start-all starts it again".to_owned());
        if options.settle != Some(false) {
            self.client.0.settings.clock.sleep(settle).await;
        }
        Ok(report)
    }

    /// Closes the session and deletes its browser profile, and with it the stored login. Needs the secret key.
    ///
    /// # Errors
    /// `invalid_input` without a secret key; `wrong_secret`, although the server deletes the profile all the same;
    /// else as every call.
    pub async fn wipe(&self) -> Result<VerbReport, Error> {
        let result = self.wipe_and_look().await;
        self.within(Wipe::META.id, result)
    }

    async fn wipe_and_look(&self) -> Result<VerbReport, Error> {
        if !self.client.has_secret_key() {
            return Err(Error::invalid_input("wiping needs the server's secret key")
                .with_hint("give secret_key (WPPKIT_SECRET_KEY)"));
        }
        let closed = self.close_and_look().await?;
        let cleared = self.call(ClearSessionData::default()).await.map_err(|error| {
            if error.code() == ErrorCode::WrongSecret {
                error.with_hint(
                    "the secret key differs from the server's, and the server has deleted the profile all the same",
                )
            } else {
                error
            }
        })?;
        let after = self.look_back().await?;
        let mut report = VerbReport::new(self.name(), Verb::Wipe, closed.before, after.state);
        report.proven.push(said(&after));
        if cleared.value.success {
            report.proven.push("the server says that the profile is deleted".to_owned());
        }
        report.unproven.extend(closed.unproven.into_iter().filter(|text| text.contains("auto close")));
        report
            .unproven
            .push("the phone was not told: it lists the linked device until it is removed there".to_owned());
        report.unproven.push("the name stays in show-all-sessions".to_owned());
        Ok(report)
    }
}

/// The present word of the server, as a sentence.
pub(super) fn said(status: &SessionStatus) -> String {
    status.evidence.first().map_or_else(|| format!("the session is {}", status.state), ToString::to_string)
}

fn still_open(after: &SessionStatus) -> Error {
    let word = after.raw.status.as_deref().unwrap_or("nothing");
    Error::new(
        ErrorCode::Server,
        format!("the server answered success, and status-session still says {word}"),
    )
    .with_hint("try again; restart the server if that does not help")
}
