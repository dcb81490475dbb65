//! `status`: one word for the session, with the evidence.

use wppkit_api::helpers::{SessionState, SessionStatus, Status};

use crate::{Error, Session};

impl Session {
    /// Reads the session's state: one word, with the evidence that it was concluded from.
    ///
    /// One call for a session that is not connected, two for one that is. A session that was not seen connected
    /// lately is looked at twice before it is called connected.
    ///
    /// # Errors
    /// As every call: `connect`, `unauthorized`, …
    pub async fn status(&self) -> Result<SessionStatus, Error> {
        self.status_with(Status::default()).await
    }

    /// [`Session::status`], optionally with one look only.
    ///
    /// # Errors
    /// As [`Session::status`].
    pub async fn status_with(&self, options: Status) -> Result<SessionStatus, Error> {
        let first = self.look().await?;
        let unconfirmed = first.state == SessionState::Syncing && first.raw.check_connection == Some(true);
        if !unconfirmed || options.confirm == Some(false) {
            return Ok(first);
        }
        let mut watch = self.watch();
        watch.soon();
        watch.skip_first();
        watch.next().await
    }
}
