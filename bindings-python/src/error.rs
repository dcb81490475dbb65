//! Errors of the core as Python exceptions.

use pyo3::{prelude::*, sync::PyOnceLock};
use wppkit::{
    Error,
    bridge::{ErrorRecord, invalid_input},
};

use crate::json;

/// The exception for an error: the class of its code, made by `wppkit._errors`.
pub(crate) fn raised(error: Error) -> PyErr {
    Python::attach(|py| match exception(py, &error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(broken) => broken,
    })
}

/// The exception object.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    static FROM_RECORD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let record = serde_json::to_vec(&ErrorRecord::from(error))
        .map_err(|problem| pyo3::exceptions::PyRuntimeError::new_err(problem.to_string()))?;
    FROM_RECORD.import(py, "wppkit._errors", "from_record")?.call1((json::to_python(py, &record)?,))
}

/// Refuses an argument by its name.
pub(crate) fn refused(field: &str, problem: &str, hint: &str) -> PyErr {
    raised(invalid_input(field, problem, hint))
}
