//! What a supervisor did and found, in order.

use std::{collections::VecDeque, time::SystemTime};

use wppkit_api::helpers::{CureStep, SessionState};

use crate::ErrorCode;

/// Entries that are remembered.
const REMEMBERED: usize = 10_000;

/// One thing that a supervisor did or found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditEntry {
    /// When.
    pub at: SystemTime,
    /// Which session.
    pub session: String,
    /// What.
    pub event: AuditEvent,
}

/// What a supervisor did or found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditEvent {
    /// The state is another one than at the last look.
    Changed {
        /// The state before.
        from: SessionState,
        /// The state now.
        to: SessionState,
    },
    /// It did something about it.
    Did {
        /// What.
        step: CureStep,
        /// In which state.
        because: SessionState,
        /// Why it failed, if it did.
        failed: Option<ErrorCode>,
    },
    /// Only a person can help: what is needed.
    Needs(&'static str),
    /// Too many cures did not help; it is left alone for a while.
    GaveUp,
    /// The server could not be asked.
    Failed(ErrorCode),
    /// The server has it stored, and nobody wants it.
    Unwanted,
}

#[derive(Default)]
pub(super) struct Log(VecDeque<AuditEntry>);

impl Log {
    pub(super) fn add(&mut self, session: &str, event: AuditEvent) -> AuditEntry {
        tracing::info!(session, ?event, "supervisor");
        let entry = AuditEntry { at: SystemTime::now(), session: session.to_owned(), event };
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(entry.clone());
        entry
    }

    pub(super) fn entries(&self) -> Vec<AuditEntry> {
        self.0.iter().cloned().collect()
    }
}
