//! Signals that end the process in good order.

use std::io;

use tokio::signal;

/// Resolves when somebody asks the process to end: Ctrl-C, and SIGTERM where there is one.
///
/// Signals count from the call on, not from the first poll.
#[cfg(unix)]
pub(crate) fn ended() -> io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves when somebody asks the process to end: Ctrl-C, and SIGTERM where there is one.
#[cfg(not(unix))]
pub(crate) fn ended() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler nothing ever resolves, which is what an absent signal does.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
