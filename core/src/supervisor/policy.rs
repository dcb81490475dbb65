//! How often a supervisor looks, and how much it may do.

use std::time::Duration;

/// How often a supervisor looks, and how much it may do. Every look costs the server one or two bcrypt comparisons (45 ms
/// each at its usual cost): 1,000 sessions looked at once a minute keep a core and a half busy with nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Pause between two looks at a session that is fine: 60 s.
    pub check_every: Duration,
    /// The same while its events arrive ([`Session::observe_event`](crate::Session::observe_event)): 10 min.
    pub check_with_events: Duration,
    /// Pause between two looks at a session that is about to change: 5 s.
    pub check_pending: Duration,
    /// Pause between two calls through the page of a session that is fine: 10 min.
    pub probe_every: Duration,
    /// Pause between the starts of two browsers: 3 s.
    pub stagger: Duration,
    /// Sessions that are looked at or cured at once: 8.
    pub concurrency: usize,
    /// Cures of one session within [`Policy::cure_window`]; then it is left alone until the window has passed: 3.
    pub cures: u32,
    /// See [`Policy::cures`]: 1 h.
    pub cure_window: Duration,
    /// Pause after a first cure before a second one, doubled each time: 1 min.
    pub back_off: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            check_every: seconds(60),
            check_with_events: seconds(600),
            check_pending: seconds(5),
            probe_every: seconds(600),
            stagger: seconds(3),
            concurrency: 8,
            cures: 3,
            cure_window: seconds(3_600),
            back_off: seconds(60),
        }
    }
}
