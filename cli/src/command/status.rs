//! `wppkit status`: the state of a session and what it was concluded from.

use wppkit::{SessionState, SessionStatus};

use crate::{
    arguments::Global,
    connection,
    exit::Exit,
    failure::Failure,
    output::Output,
    terminal::{in_commands, mark},
};

/// Prints the state.
pub(crate) async fn run(global: &Global, output: &Output) -> Result<Exit, Failure> {
    let status = connection::session(global)?.status().await?;
    output.result(&status, text(&status))?;
    Ok(Exit::Done)
}

fn text(status: &SessionStatus) -> String {
    let mut lines = vec![format!("{} {} is {}", mark::of(status.state), status.session, words(status.state))];
    lines.extend(status.evidence.iter().map(|evidence| format!("  seen: {evidence}")));
    lines.extend(status.version.iter().map(|version| format!("  server: {version}")));
    lines.extend(status.hint.iter().map(|hint| format!("  next: {}", in_commands(hint))));
    lines.join("\n")
}

/// The state in words.
pub(crate) fn words(state: SessionState) -> &'static str {
    match state {
        SessionState::Closed => "closed",
        SessionState::Starting => "starting: the server launches its browser",
        SessionState::AwaitingQr => "waiting for its QR code to be scanned",
        SessionState::AwaitingPairing => "waiting for its pairing code to be typed into the phone",
        SessionState::Syncing => "logged in, not yet confirmed by a second check",
        SessionState::Connected => "connected",
        SessionState::Degraded => "degraded: the server says connected, but its browser is dead",
        SessionState::AutoClosed => "closed by the server, which gave up waiting for the login",
        SessionState::Unlinked => "unlinked from the phone",
        SessionState::Unknown => "in an unknown state",
    }
}
