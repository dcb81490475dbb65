//! What a measurement gives, and medians.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Result;

/// Cost of a number of equal requests.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// How many.
    pub(crate) requests: u32,
    /// CPU time of the measured process, in nanoseconds.
    pub(crate) cpu: u64,
    /// Time that passed, in nanoseconds.
    pub(crate) wall: u64,
}

impl Sample {
    pub(crate) fn new(requests: u32, cpu: Duration, wall: Duration) -> Result<Self> {
        Ok(Self { requests, cpu: cpu.as_nanos().try_into()?, wall: wall.as_nanos().try_into()? })
    }

    /// CPU per request in microseconds.
    pub(crate) fn cpu_each(&self) -> f64 {
        to_float(self.cpu) / 1e3 / f64::from(self.requests)
    }

    /// Requests per second.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(self.requests) / (to_float(self.wall) / 1e9)
    }
}

/// Exact below 2^53, which nanoseconds of a benchmark and bytes of a process do not reach.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub(crate) fn to_float(number: u64) -> f64 {
    number as f64
}

/// The value in the middle; of an even number of values the upper one. NaN if there is none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_an_outlier() {
        assert_eq!(median([3.0, 1000.0, 1.0]), 3.0);
        assert!(median([]).is_nan());
    }

    #[test]
    fn costs_are_per_request() {
        let sample = Sample { requests: 1000, cpu: 50_000_000, wall: 100_000_000 };
        assert_eq!(sample.cpu_each(), 50.0);
        assert_eq!(sample.rate(), 10_000.0);
    }
}
