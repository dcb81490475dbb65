//! `wipe`: the stored login goes.

use wppkit_api::{
    helpers::{Helper, SessionState, Verb, VerbReport, Wipe},
    ops::session::clear_session_data::ClearSessionData,
};

use super::{is_gone, said, still_open};
use crate::{Error, ErrorCode, Session, state::Observation};

impl Session {
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
                .with_hint(wppkit_api::GIVE_SECRET_KEY));
        }
        let closed = self.close_and_look().await?;
        let cleared = self.call(ClearSessionData::default()).await.map_err(|error| match error.code() {
            ErrorCode::WrongSecret => error.with_hint(
                "the secret key differs from the server's, and the server has deleted the profile all the same",
            ),
            _ => error,
        })?;
        let after = self.look_back().await?;
        if !is_gone(&after) {
            return Err(still_open(&after));
        }
        self.shared.observe(&Observation::Did(Verb::Wipe));
        let mut report = VerbReport::new(self.name(), Verb::Wipe, closed.before, SessionState::Closed);
        report.proven.push(said(&after));
        if cleared.success {
            report.proven.push("the server says that the profile is deleted".to_owned());
        }
        if closed.before.is_logging_in() {
            report.unproven.extend(closed.unproven);
        }
        report.unproven.extend([
            "that the login is gone: the next start shows it by asking for a code".to_owned(),
            "the phone was not told: it lists the linked device until it is removed there".to_owned(),
            "the name stays in show-all-sessions".to_owned(),
        ]);
        Ok(report)
    }
}
