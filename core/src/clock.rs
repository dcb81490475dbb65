//! Time as a value, so that waits can be tested without waiting.

use std::{
    fmt,
    time::{Duration, Instant},
};

use crate::BoxFuture;

/// Where the SDK's own waits (polls, debounce, back-off) take time from.
///
/// Deadlines of single requests are not under it: they concern sockets and always run on real time.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Instant;

    /// Ends when `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
