//! Work on the core's runtime, waited for by the language.

use std::future::Future;

use tokio::sync::oneshot;
use wppkit::{
    Error,
    bridge::{self, Running},
};

use crate::Failure;

/// Runs the work on the core's runtime, since the language polls on threads of its own, and gives its result.
/// Dropping the future cancels the work.
pub(crate) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Failure> {
    let (sender, receiver) = oneshot::channel();
    let running = bridge::spawn(work, move |result| {
        // Nobody waits any more if the call was cancelled.
        let _ = sender.send(result);
    })?;
    let guard = CancelOnDrop(running);
    let result = receiver.await;
    drop(guard);
    match result {
        Ok(result) => Ok(result?),
        Err(_) => Err(Failure::Foreign { reason: "the call was cancelled".to_owned() }),
    }
}

struct CancelOnDrop(Running);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
