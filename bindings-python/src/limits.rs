//! Times as Python gives them: seconds, or `timedelta`.

use std::time::Duration;

use pyo3::{
    prelude::*,
    types::{PyBool, PyDelta, PyDeltaAccess, PyFloat, PyInt},
};
use wppkit::bridge::CallSettings;

use crate::error::refused;

/// A time in milliseconds, rounded up, so that a positive time is never zero.
pub(crate) fn millis(field: &str, value: &Bound<'_, PyAny>) -> PyResult<u64> {
    let hint = "give seconds as int or float, or a timedelta";
    let seconds = if value.is_instance_of::<PyBool>() {
        return Err(refused(field, "bool is no time", hint));
    } else if value.is_instance_of::<PyFloat>() || value.is_instance_of::<PyInt>() {
        value.extract::<f64>().map_err(|_| refused(field, "the number is too large", hint))?
    } else if let Ok(delta) = value.cast::<PyDelta>() {
        f64::from(delta.get_days()) * 86_400.0
            + f64::from(delta.get_seconds())
            + f64::from(delta.get_microseconds()) / 1e6
    } else {
        let kind = value.get_type().qualname()?;
        return Err(refused(field, &format!("{kind} is no time"), hint));
    };
    if !seconds.is_finite() || seconds <= 0.0 {
        return Err(refused(field, "is no time to wait", "give more than 0 seconds, or leave it out"));
    }
    // Checked to be within thirty days by the core.
    Ok(Duration::try_from_secs_f64(seconds)
        .map_or(u64::MAX, |time| u64::try_from(time.as_micros().div_ceil(1000)).unwrap_or(u64::MAX)))
}

/// Limits of a call: `(timeout, deadline, attempts)`, each may be `None`.
pub(crate) struct Limits<'py> {
    pub(crate) timeout: Option<Bound<'py, PyAny>>,
    pub(crate) deadline: Option<Bound<'py, PyAny>>,
    pub(crate) attempts: Option<u32>,
}

impl Limits<'_> {
    pub(crate) fn settings(&self) -> PyResult<CallSettings> {
        let ms = |field, value: &Option<Bound<'_, PyAny>>| {
            value.as_ref().map(|value| millis(field, value)).transpose()
        };
        Ok(CallSettings {
            timeout_ms: ms("timeout", &self.timeout)?,
            deadline_ms: ms("deadline", &self.deadline)?,
            attempts: self.attempts,
        })
    }
}
