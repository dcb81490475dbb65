//! Virtual time: milliseconds since the Unix epoch, moved only by whoever owns the world.

use serde::{Deserialize, Serialize};

/// Where a frozen clock starts: 2026-01-01T00:00:00Z.
pub const EPOCH_MS: u64 = 1_767_225_600_000;

/// How virtual time follows real time. The driver acts on it; the world itself never reads a wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Pace {
    /// Time moves only when somebody advances it.
    Frozen,
    /// Time moves with real time, multiplied by `speed`.
    Running {
        /// Virtual milliseconds per real millisecond; 1 is real time.
        speed: f64,
    },
}

/// The world's clock.
#[derive(Debug, Clone)]
pub struct Clock {
    started_ms: u64,
    now_ms: u64,
    pace: Pace,
}

impl Clock {
    /// A clock that stands at `now_ms`.
    #[must_use]
    pub fn new(now_ms: u64, pace: Pace) -> Self {
        Self { started_ms: now_ms, now_ms, pace }
    }

    /// Virtual now, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Virtual milliseconds since the server process of this world started.
    #[must_use]
    pub fn uptime_ms(&self) -> u64 {
        self.now_ms - self.started_ms
    }

    /// How time passes.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Changes how time passes; now stays now.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// Marks now as the start of the server process.
    pub(crate) fn restart(&mut self) {
        self.started_ms = self.now_ms;
    }

    /// Moves to `now_ms`. Time never goes back.
    pub(crate) fn move_to(&mut self, now_ms: u64) {
        self.now_ms = self.now_ms.max(now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_goes_back() {
        let mut clock = Clock::new(1_000, Pace::Frozen);
        clock.move_to(1_500);
        clock.move_to(1_200);
        assert_eq!((clock.now_ms(), clock.uptime_ms()), (1_500, 500));
    }
}
