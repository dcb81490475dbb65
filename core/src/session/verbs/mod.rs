//! `close`, `logout`, `wipe`, `restart`: each reads its post-condition back.

mod close;
mod logout;
mod restart;
mod wipe;

use wppkit_api::helpers::SessionStatus;

use crate::{Error, ErrorCode};

/// Whether nothing is left of the session on the server: neither a client nor the remains of a start.
fn is_gone(status: &SessionStatus) -> bool {
    use wppkit_api::helpers::SessionState::{Closed, Unlinked};
    matches!(status.state, Closed | Unlinked) && status.raw.status.as_deref() == Some("CLOSED")
}

/// The present word of the server, as a sentence.
fn said(status: &SessionStatus) -> String {
    status.evidence.first().map_or_else(|| format!("the session is {}", status.state), ToString::to_string)
}

fn still_open(after: &SessionStatus) -> Error {
    let word = after.raw.status.as_deref().unwrap_or("nothing");
    Error::new(ErrorCode::Server, format!("the server answered success, and status-session still says {word}"))
        .with_hint("another client may have started it again; try once more, and restart the server if that does not help")
}
