//! The mark in front of a line that says how it went.

use console::style;
use wppkit::SessionState;

/// It worked.
pub(crate) fn good() -> String {
    style("✓").green().bold().to_string()
}

/// It did not.
pub(crate) fn bad() -> String {
    style("✗").red().bold().to_string()
}

/// Neither: something to know, or still under way.
pub(crate) fn open() -> String {
    style("•").yellow().bold().to_string()
}

/// The mark of a session state.
pub(crate) fn of(state: SessionState) -> String {
    match state {
        SessionState::Connected => good(),
        SessionState::Degraded
        | SessionState::AutoClosed
        | SessionState::Unlinked
        | SessionState::Unknown => bad(),
        _ => open(),
    }
}
