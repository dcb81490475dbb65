//! Limits of one call.

use std::time::Duration;

/// Limits of one call, or of every call of a session handle; what is left out keeps the client's setting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// Longest time for one attempt.
    pub timeout: Option<Duration>,
    /// Longest time for the whole call: token, attempts and pauses together.
    pub deadline: Option<Duration>,
    /// Attempts in all, where repeating is safe; 1 switches retries off.
    pub attempts: Option<u32>,
}

impl CallOptions {
    /// The client's settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the longest time for one attempt.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the longest time for the whole call.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the number of attempts, where repeating is safe.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// These limits, completed by others.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
            attempts: self.attempts.or(other.attempts),
        }
    }
}
