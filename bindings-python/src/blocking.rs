//! Waiting for work on a thread of Python's, which drives a runtime meanwhile.

use std::{
    future::{Future, poll_fn},
    panic::AssertUnwindSafe,
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
use pyo3::prelude::*;
use tokio::sync::mpsc::unbounded_channel;
use wppkit::bridge::{self, Borrowed};

use crate::{
    error::raised,
    store::{Job, with_caller},
};

/// How long Ctrl-C may go unnoticed.
const SIGNALS: Duration = Duration::from_millis(50);

/// Why the runtime stopped for a moment.
enum Step<T> {
    Done(std::thread::Result<T>),
    Asked(Job),
}

/// Runs work to its end while other threads of Python go on. Ctrl-C cancels it.
pub(crate) fn wait<T: Send>(py: Python<'_>, work: impl Future<Output = T> + Send) -> PyResult<T> {
    let (caller, mut jobs) = unbounded_channel();
    // It runs on this thread, but jobs need the interpreter, and may fork: they wait until the work does.
    let mut work = Box::pin(with_caller(caller, AssertUnwindSafe(work).catch_unwind()));
    let mut step = Box::pin(poll_fn(move |context| {
        if let Poll::Ready(outcome) = work.as_mut().poll(context) {
            return Poll::Ready(Step::Done(outcome));
        }
        match jobs.poll_recv(context) {
            Poll::Ready(Some(job)) => Poll::Ready(Step::Asked(job)),
            _ => Poll::Pending,
        }
    }));
    let runtime = py.detach(Borrowed::take).map_err(raised)?;
    loop {
        match py.detach(|| runtime.run_for(step.as_mut(), SIGNALS)) {
            Some(Step::Done(Ok(outcome))) => {
                py.detach(|| drop(runtime));
                return Ok(outcome);
            }
            Some(Step::Done(Err(panic))) => return Err(raised(bridge::defect(&*panic))),
            Some(Step::Asked(job)) => job(py),
            None => {
                if let Err(interrupt) = py.check_signals() {
                    py.detach(|| {
                        drop(step);
                        // The connection of the cancelled call is closed.
                        runtime.turn();
                    });
                    return Err(interrupt);
                }
            }
        }
    }
}
