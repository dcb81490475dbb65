//! What the core logs during a call goes back with the call, and into Python's logging on the caller's thread.

use std::{
    future::Future,
    sync::{Arc, Mutex, Once, PoisonError},
};

use futures_util::FutureExt;
use pyo3::{prelude::*, sync::PyOnceLock};
use wppkit::{
    BoxFuture,
    bridge::logs::{self, LogRecord},
};

use crate::json;

/// Records of one call.
#[derive(Clone, Default)]
pub(crate) struct Records(Option<Arc<Mutex<Vec<LogRecord>>>>);

impl Records {
    pub(crate) fn is_empty(&self) -> bool {
        self.0
            .as_ref()
            .is_none_or(|records| records.lock().unwrap_or_else(PoisonError::into_inner).is_empty())
    }
}

/// A call in a storm of retries logs hundreds, not thousands.
const AT_MOST: usize = 1000;

tokio::task_local! {
    static RECORDS: Arc<Mutex<Vec<LogRecord>>>;
}

fn keep(record: LogRecord) {
    // What happens outside a call, there is nobody to tell.
    let _ = RECORDS.try_with(|records| {
        let mut records = records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() < AT_MOST {
            records.push(record);
        }
    });
}

/// Tells the core what is wanted: `error` … `trace`, or `None`.
#[pyfunction]
#[pyo3(signature = (level))]
pub(crate) fn set_log_level(level: Option<&str>) {
    static INSTALLED: Once = Once::new();
    if level.is_some() {
        INSTALLED.call_once(|| {
            // Fails where the program embeds Python and has a subscriber of its own, which then gets everything.
            let _ = logs::install(keep);
        });
    }
    logs::set_level(level);
}

/// Runs a call so that its records come back with it, as what is made of both.
pub(crate) fn recorded<F: Future + Send + 'static, T: 'static>(
    work: F,
    together: impl FnOnce(F::Output, Records) -> T + Send + 'static,
) -> BoxFuture<'static, T> {
    // Combined, not awaited in blocks of their own, each of which would hold the work once more.
    if !logs::is_on() {
        return Box::pin(work.map(|result| together(result, Records(None))));
    }
    let records = Arc::new(Mutex::new(Vec::new()));
    let scoped = RECORDS.scope(Arc::clone(&records), work);
    Box::pin(scoped.map(|result| together(result, Records(Some(records)))))
}

/// Hands records to `wppkit._telemetry`.
pub(crate) fn emit(py: Python<'_>, records: &Records) -> PyResult<()> {
    static EMIT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let Some(records) = &records.0 else { return Ok(()) };
    let records = std::mem::take(&mut *records.lock().unwrap_or_else(PoisonError::into_inner));
    if records.is_empty() {
        return Ok(());
    }
    let text = serde_json::to_vec(&records)
        .map_err(|problem| pyo3::exceptions::PyRuntimeError::new_err(problem.to_string()))?;
    EMIT.import(py, "wppkit._telemetry", "emit")?.call1((json::to_python(py, &text)?,))?;
    Ok(())
}
