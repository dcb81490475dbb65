//! A login as a stream that Python pulls.

use std::sync::Arc;

use pyo3::prelude::*;
use tokio::sync::Mutex;
use wppkit::bridge::{self, Stages};

use crate::{
    blocking,
    error::raised,
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

    fn next(&self) -> impl Future<Output = StageOutcome> + Send + use<> {
        let stages = Arc::clone(&self.0);
        async move {
            let next = async {
                match &mut *stages.lock().await {
                    Some(stages) => stages.next().await,
                    None => None,
                }
            };
            let (result, logs) = recorded(next).await;
            StageOutcome { result, logs }
        }
    }
}

#[pymethods]
impl NativeStages {
    /// Waits for the next stage: a dict, or `None` after the last.
    fn next_stage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let outcome = blocking::wait(py, self.next())?.map_err(raised)?;
        outcome.settle(py)?.map_err(PyErr::from_value)
    }

    /// Completes a future of an event loop with the next stage; gives the id to cancel with.
    fn start_next(
        &self,
        event_loop: &Bound<'_, EventLoop>,
        future: &Bound<'_, PyAny>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<u64> {
        let event_loop = event_loop.get();
        let next = self.next();
        let (id, queue) = event_loop.wait_for(future, context);
        let running = bridge::spawn(async move { Ok(next.await) }, move |outcome| {
            let outcome = outcome
                .unwrap_or_else(|error| StageOutcome { result: Some(Err(error)), logs: Default::default() });
            queue.push(id, Finished::Stage(outcome));
        })
        .map_err(raised)?;
        event_loop.started(id, running);
        Ok(id)
    }

    /// Ends the login's watching. One that is being waited for is cancelled first by its waiter.
    fn close(&self) {
        if let Ok(mut stages) = self.0.try_lock() {
            *stages = None;
        }
    }
}
