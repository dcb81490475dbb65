//! Waiting for work of the runtime on a thread of Python's.

use std::{
    future::Future,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    time::Duration,
};

use pyo3::prelude::*;
use wppkit::{Error, bridge};

use crate::{
    error::raised,
    store::{Job, with_caller},
};

/// How long Ctrl-C may go unnoticed.
const SIGNALS: Duration = Duration::from_millis(50);

/// Runs work to its end while other threads of Python go on. Ctrl-C cancels it.
pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    work: impl Future<Output = T> + Send + 'static,
) -> PyResult<Result<T, Error>> {
    let (sender, mut receiver): (Sender<Job>, _) = channel();
    let result = std::sync::Arc::new(std::sync::Mutex::new(None));
    let place = std::sync::Arc::clone(&result);
    let done = sender.clone();
    let work = with_caller(sender, async move { Ok(work.await) });
    let running = bridge::spawn(work, move |outcome| {
        *place.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(outcome);
        // Wakes the thread below; a job that does nothing is the shortest message.
        let _ = done.send(Box::new(|_| ()));
    })
    .map_err(raised)?;
    loop {
        let message;
        (receiver, message) = py.detach(move || {
            let message = receiver.recv_timeout(SIGNALS);
            (receiver, message)
        });
        match message {
            Ok(job) => job(py),
            Err(RecvTimeoutError::Timeout) => {
                if let Err(interrupt) = py.check_signals() {
                    running.cancel();
                    return Err(interrupt);
                }
            }
            // Both senders are gone only with the task.
            Err(RecvTimeoutError::Disconnected) => {
                return Ok(Err(bridge::invalid_input("call", "was cancelled by the end of the runtime", "")));
            }
        }
        if let Some(outcome) = result.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            return Ok(outcome);
        }
    }
}
