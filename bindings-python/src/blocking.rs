//! Waiting for work on a thread of Python's, which drives a runtime meanwhile.

use std::{
    future::{Future, poll_fn},
    panic::AssertUnwindSafe,
    sync::Arc,
    task::Poll,
};

use futures_util::FutureExt;
use pyo3::prelude::*;
use wppkit::bridge::{self, Borrowed};

use crate::{
    error::raised,
    store::{Job, Jobs, with_caller},
};

/// Why the runtime stopped for a moment.
enum Step<T> {
    Done(std::thread::Result<T>),
    Asked(Job),
}

/// Runs work to its end while other threads of Python go on. Ctrl-C cancels it.
pub(crate) fn wait<T: Send>(py: Python<'_>, work: impl Future<Output = T> + Send) -> PyResult<T> {
    let jobs = Arc::new(Jobs::default());
    // It runs on this thread, but jobs need the interpreter, and may fork: they wait until the work does.
    let mut work = Box::pin(with_caller(Arc::clone(&jobs), AssertUnwindSafe(work).catch_unwind()));
    let mut step = Box::pin(poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(Step::Done(outcome)),
        Poll::Pending => jobs.poll(context).map(Step::Asked),
    }));
    let mut borrowed = None;
    loop {
        let reached = py.detach(|| {
            let runtime = match &borrowed {
                Some(runtime) => runtime,
                None => &*borrowed.insert(Borrowed::take()?),
            };
            let reached = runtime.run(step.as_mut());
            if matches!(reached, Some(Step::Done(Ok(_)))) {
                borrowed = None;
            }
            Ok(reached)
        });
        match reached.map_err(raised)? {
            Some(Step::Done(Ok(outcome))) => return Ok(outcome),
            Some(Step::Done(Err(panic))) => return Err(raised(bridge::defect(&*panic))),
            Some(Step::Asked(job)) => job(py),
            None => {
                if let Err(interrupt) = py.check_signals() {
                    py.detach(|| {
                        drop(step);
                        if let Some(runtime) = borrowed {
                            // The connection of the cancelled call is closed.
                            runtime.turn();
                        }
                    });
                    return Err(interrupt);
                }
            }
        }
    }
}
