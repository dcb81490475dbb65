//! Many sends as a stream that Python pulls.

use std::sync::Arc;

use pyo3::prelude::*;
use tokio::sync::Mutex;
use wppkit::{Stopper, bridge::Outcomes};

use crate::{
    json,
    told::{NativeWork, told},
};

/// Many sends; `None` inside once they were closed.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeOutcomes {
    outcomes: Arc<Mutex<Option<Outcomes>>>,
    stopper: Stopper,
}

impl NativeOutcomes {
    pub(crate) fn new(outcomes: Outcomes) -> Self {
        let stopper = outcomes.stopper();
        Self { outcomes: Arc::new(Mutex::new(Some(outcomes))), stopper }
    }
}

#[pymethods]
impl NativeOutcomes {
    /// Tells the next outcome, a dict, or `None` after the last.
    fn next_outcome(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let outcomes = Arc::clone(&self.outcomes);
        let next = async move {
            match &mut *outcomes.lock().await {
                Some(outcomes) => outcomes.next().await,
                None => Ok(None),
            }
        };
        told(done, next, |py, outcome| match outcome {
            Some(outcome) => json::to_python(py, &outcome),
            None => Ok(py.None().into_bound(py)),
        })
    }

    /// Sends under way end, the others are not tried.
    fn stop(&self) {
        self.stopper.stop();
    }

    /// Cancels.
    fn close(&self) {
        self.stopper.stop();
        if let Ok(mut outcomes) = self.outcomes.try_lock() {
            *outcomes = None;
        }
    }
}
