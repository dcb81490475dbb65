//! Counts of a supervisor.

use std::{collections::BTreeMap, fmt::Write};

use wppkit_api::helpers::SessionState;

/// Counts of a supervisor since it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupervisorMetrics {
    /// Wanted sessions by state, as last seen.
    pub sessions: BTreeMap<SessionState, u64>,
    /// Looks at sessions.
    pub looks: u64,
    /// Calls through pages.
    pub probes: u64,
    /// Starts.
    pub starts: u64,
    /// Closes with a start behind.
    pub restarts: u64,
    /// Looks and cures that failed.
    pub failures: u64,
    /// How often a session was left alone after too many cures.
    pub gave_up: u64,
}

impl SupervisorMetrics {
    /// The counts in the text format of Prometheus.
    pub fn prometheus(&self) -> String {
        let mut text = String::from("# TYPE wppkit_sessions gauge\n");
        for (state, count) in &self.sessions {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "wppkit_sessions{{state=\"{state}\"}} {count}");
        }
        for (name, count) in [
            ("looks", self.looks),
            ("probes", self.probes),
            ("starts", self.starts),
            ("restarts", self.restarts),
            ("failures", self.failures),
            ("gave_up", self.gave_up),
        ] {
            let _ = writeln!(
                text,
                "# TYPE wppkit_supervisor_{name}_total counter\nwppkit_supervisor_{name}_total {count}"
            );
        }
        text
    }
}
