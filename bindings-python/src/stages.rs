//! A login as a stream that Python pulls.

use std::sync::Arc;

use futures_util::FutureExt;
use pyo3::prelude::*;
use tokio::sync::Mutex;
use wppkit::{BoxFuture, bridge::Stages};

use crate::{
    blocking,
    event_loop::{EventLoop, Finished},
    outcome::StageOutcome,
    telemetry::recorded,
};

/// A login under way; `None` inside once it was closed.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeStages(Arc<Mutex<Option<Stages>>>);

impl NativeStages {
    pub(crate) fn new(stages: Stages) -> Self {
        Self(Arc::new(Mutex::new(Some(stages))))
    }

    fn next(&self) -> BoxFuture<'static, StageOutcome> {
        let stages = Arc::clone(&self.0);
        let next = async move {
            match &mut *stages.lock().await {
                Some(stages) => stages.next().await,
                None => None,
            }
        };
        recorded(next, |result, logs| StageOutcome { result, logs })
    }
}

#[pymethods]
impl NativeStages {
    /// Waits for the next stage: a dict, or `None` after the last.
    fn next_stage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let outcome = blocking::wait(py, self.next())?;
        outcome.settle(py)?.map_err(PyErr::from_value)
    }

    /// Completes a future of an event loop with the next stage; gives the id to cancel with.
    fn start_next(
        &self,
        event_loop: &Bound<'_, EventLoop>,
        future: &Bound<'_, PyAny>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<u64> {
        event_loop.get().start(future, context, self.next().map(Finished::Stage))
    }

    /// Ends the login's watching. One that is being waited for is cancelled first by its waiter.
    fn close(&self) {
        if let Ok(mut stages) = self.0.try_lock() {
            *stages = None;
        }
    }
}
