//! What became of a session's latest sends.

use std::sync::{Mutex, PoisonError};

use super::Sent;
use crate::{Delivery, Error, ErrorCode};

/// Sends of one session by this client, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendCounts {
    /// Messages that WhatsApp has taken.
    pub sent: u64,
    /// Proven not sent.
    pub rejected: u64,
    /// May have been sent.
    pub unknown: u64,
    /// Unknown outcomes and failed calls in a row, up to now; a success ends the row, and what was wrong with the request
    /// or its recipient does not count.
    pub failing: u32,
}

/// Counts outcomes.
#[derive(Default)]
pub(crate) struct SendLog(Mutex<SendCounts>);

impl SendLog {
    pub(crate) fn note(&self, result: &Result<Sent, Error>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(_) => {
                counts.sent += 1;
                counts.failing = 0;
            }
            Err(error) if error.delivery() == Some(Delivery::NotSent) => {
                counts.rejected += 1;
                let the_callers = matches!(
                    error.code(),
                    ErrorCode::InvalidInput | ErrorCode::NumberNotFound | ErrorCode::Rejected
                );
                if !the_callers {
                    counts.failing += 1;
                }
            }
            Err(_) => {
                counts.unknown += 1;
                counts.failing += 1;
            }
        }
    }

    pub(crate) fn counts(&self) -> SendCounts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
