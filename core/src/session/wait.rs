//! `wait_until_connected`: sparse, shared, and no longer than it makes sense.

use std::time::Duration;

use wppkit_api::helpers::{Helper, SessionState, SessionStatus, WaitUntilConnected};

use super::look::Failures;
use crate::{Error, ErrorCode, Session};

impl Session {
    /// Waits until the session is connected, proven by consecutive good checks. Starts nothing.
    ///
    /// However many wait, the server is asked once per interval.
    ///
    /// # Errors
    /// `timeout` at the deadline; before it `auto_closed`, or `not_connected` for a session that is closed or
    /// whose browser is dead, because waiting cannot help there.
    pub async fn wait_until_connected(&self, options: WaitUntilConnected) -> Result<SessionStatus, Error> {
        let result = match options.validate() {
            Ok(()) => self.until_connected_in_time(&options).await,
            Err(invalid) => Err(Error::invalid_field(invalid)),
        };
        self.within(WaitUntilConnected::META.id, result)
    }

    async fn until_connected_in_time(&self, options: &WaitUntilConnected) -> Result<SessionStatus, Error> {
        let limit = options.timeout();
        tokio::select! {
            result = self.until_connected(options) => result,
            () = self.client.0.settings.clock.sleep(limit) => {
                let state = self.shared.state();
                let message = format!("not connected within {} s; the session is {state}", limit.as_secs_f32());
                Err(Error::new(ErrorCode::Timeout, message)
                    .with_temporary(true)
                    .with_hint(crate::state::hint(state).unwrap_or("wait longer, or diagnose()")))
            }
        }
    }

    async fn until_connected(&self, options: &WaitUntilConnected) -> Result<SessionStatus, Error> {
        let stable = options.stable_checks.unwrap_or(2);
        let mut watch = self.watch();
        let mut failures = Failures::default();
        let mut starting = self.stopwatch();
        let mut before = None;
        loop {
            let status = match watch.next().await {
                Ok(status) => status,
                Err(error) => {
                    failures.count(error)?;
                    watch.slower();
                    continue;
                }
            };
            failures.forget();
            match status.state {
                SessionState::Connected if status.connected_for_checks >= stable => return Ok(status),
                SessionState::Connected | SessionState::Syncing => watch.soon(),
                SessionState::Starting => {
                    starting.check(self)?;
                    watch.usual();
                }
                state if before == Some(state) => watch.slower(),
                _ => watch.usual(),
            }
            if status.state != SessionState::Starting {
                starting.reset();
            }
            if let Some(error) = self.hopeless(status.state) {
                return Err(error);
            }
            before = Some(status.state);
        }
    }

    /// The error of a state that does not become connected by itself.
    pub(super) fn hopeless(&self, state: SessionState) -> Option<Error> {
        let (code, message) = match state {
            SessionState::AutoClosed => (
                ErrorCode::AutoClosed,
                "nobody logged in in time, and the server closed the browser (autoClose, 60 s by default)",
            ),
            SessionState::Closed => (ErrorCode::NotConnected, "the session is closed"),
            SessionState::Unlinked => (ErrorCode::NotConnected, "the phone removed the link"),
            SessionState::Degraded => (
                ErrorCode::NotConnected,
                "the server says CONNECTED, but the browser behind the session is dead",
            ),
            _ => return None,
        };
        let hint = crate::state::hint(state).unwrap_or_default();
        Some(Error::new(code, message).with_hint(hint))
    }

    /// Adds the session, and the helper unless a call below it failed, to the error.
    pub(crate) fn within<T>(&self, helper: &'static str, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| {
            let error = error.with_session(&self.shared.name);
            if error.operation().is_none() { error.with_operation(helper) } else { error }
        })
    }

    /// A watch on how long the session has been starting.
    pub(super) fn stopwatch(&self) -> Stopwatch {
        Stopwatch { since: None, limit: self.client.0.settings.pace.stuck_after }
    }
}

/// What to do about a session that is stuck in INITIALIZING.
pub(super) const STUCK: &str = "the browser does not come up, and starting again does nothing: restart() closes and \
                                starts it; if that does not help, look at the server's log for the browser's error \
                                (missing Chrome, locked profile), or wipe() the profile and log in anew";

/// How long the session has been starting without a break.
pub(super) struct Stopwatch {
    since: Option<std::time::Instant>,
    limit: Duration,
}

impl Stopwatch {
    pub(super) fn reset(&mut self) {
        self.since = None;
    }

    /// The error of a start that never ends.
    pub(super) fn check(&mut self, session: &Session) -> Result<(), Error> {
        let now = session.client.0.settings.clock.now();
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) < self.limit {
            return Ok(());
        }
        let message = format!("the session is stuck in INITIALIZING for {} s", self.limit.as_secs_f32());
        Err(Error::new(ErrorCode::Timeout, message).with_hint(STUCK))
    }
}
