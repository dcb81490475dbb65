//! Deadlines, retries and the pace of waits, as settings.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use wppkit_api::TimeoutClass;

/// Deadlines of a single request by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Opening a connection: 10 s.
    pub connect: Duration,
    /// Most operations: 60 s.
    pub normal: Duration,
    /// Start, close, logout: 90 s.
    pub session: Duration,
    /// Sending and fetching files: 180 s.
    pub media: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            normal: Duration::from_secs(60),
            session: Duration::from_secs(90),
            media: Duration::from_secs(180),
        }
    }
}

impl Timeouts {
    pub(crate) fn of(&self, class: TimeoutClass) -> Duration {
        match class {
            TimeoutClass::Normal => self.normal,
            TimeoutClass::Session => self.session,
            TimeoutClass::Media => self.media,
        }
    }
}

/// How reads and repeatable changes are repeated. Sends are repeated only when they provably never left.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Attempts in all; 1 switches retries off. Default 3.
    pub attempts: u32,
    /// Pause before the first retry, doubled before each further one, with jitter. Default 200 ms.
    pub min_delay: Duration,
    /// Longest pause. Default 5 s.
    pub max_delay: Duration,
    /// Retries that a client may make per call it makes, on average. Default 0.2: a server in trouble is not
    /// flooded.
    pub budget: f32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            min_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            budget: 0.2,
        }
    }
}

impl RetryPolicy {
    /// No retries.
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    pub(crate) fn backoff(&self, attempts: u32) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.min_delay)
            .with_max_delay(self.max_delay)
            .with_max_times(attempts.saturating_sub(1) as usize)
            .with_jitter()
            .build()
    }
}

/// The pace of everything that waits for a session. Each question costs the server a bcrypt comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// Pause between two looks at a session that is expected to change: 2 s.
    pub poll: Duration,
    /// Longest pause, reached while nothing changes: 10 s.
    pub poll_max: Duration,
    /// Pause between the two checks that make a session connected: 1 s.
    pub debounce: Duration,
    /// After this long in INITIALIZING a session counts as stuck: 90 s.
    pub stuck_after: Duration,
    /// After a logout the server still erases the session's entry for a moment; a start waits that long: 3 s.
    pub logout_settle: Duration,
    /// A browser that was closed before the login lives on until its autoclose and keeps the profile locked; a
    /// start waits that long: 62 s.
    pub orphan: Duration,
    /// How long `diagnose` watches a session in INITIALIZING before it calls it stuck: 10 s.
    pub diagnose_patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(2),
            poll_max: Duration::from_secs(10),
            debounce: Duration::from_secs(1),
            stuck_after: Duration::from_secs(90),
            logout_settle: Duration::from_secs(3),
            orphan: Duration::from_secs(62),
            diagnose_patience: Duration::from_secs(10),
        }
    }
}
