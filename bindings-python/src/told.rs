//! Work whose outcome is told to a function of Python's, for what is not called often: inboxes, many sends.

use std::{future::Future, sync::Arc};

use pyo3::prelude::*;
use wppkit::{
    Error,
    bridge::{self, Running},
};

use crate::error::{exception, raised};

/// Work under way.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeWork(Running);

#[pymethods]
impl NativeWork {
    /// Cancels it; its outcome is then not told.
    fn cancel(&self) {
        self.0.cancel();
    }
}

/// Starts work; `done(value, None)` or `done(None, exception)` is called on a thread of its own.
pub(crate) fn told<T: Send + 'static>(
    done: Bound<'_, PyAny>,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
    value: impl for<'py> FnOnce(Python<'py>, T) -> PyResult<Bound<'py, PyAny>> + Send + 'static,
) -> PyResult<NativeWork> {
    let done = Arc::new(done.unbind());
    let running = bridge::spawn(work, move |outcome| {
        on_a_thread(move |py| {
            let outcome = match outcome {
                Ok(found) => value(py, found),
                Err(error) => exception(py, &error).and_then(|exception| Err(PyErr::from_value(exception))),
            };
            let arguments = match outcome {
                Ok(value) => (Some(value), None),
                Err(error) => (None, Some(error.into_value(py))),
            };
            if let Err(error) = done.call1(py, arguments) {
                error.write_unraisable(py, None);
            }
        });
    });
    running.map(NativeWork).map_err(raised)
}

/// Runs on a thread that may wait for the interpreter; not at all while the interpreter ends.
pub(crate) fn on_a_thread(work: impl for<'py> FnOnce(Python<'py>) + Send + 'static) {
    drop(tokio::task::spawn_blocking(move || {
        Python::try_attach(work);
    }));
}
