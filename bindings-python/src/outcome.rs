//! What a call ended with, on its way from the runtime to Python.

use bytes::Bytes;
use pyo3::{
    prelude::*,
    types::{PyBytes, PyTuple},
};
use wppkit::{
    Error,
    bridge::{PayloadObject, Reply},
};

use crate::{error, json, object, telemetry};

/// A finished call with what was logged while it ran.
pub(crate) struct Outcome {
    pub(crate) result: Result<Reply<PayloadObject>, Error>,
    pub(crate) logs: telemetry::Records,
}

/// The next stage of a login, or its end.
pub(crate) struct StageOutcome {
    pub(crate) result: Option<Result<Bytes, Error>>,
    pub(crate) logs: telemetry::Records,
}

/// The whole answer of the server.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct RawAnswer {
    body: Bytes,
    content_type: String,
    attachment: Option<Bytes>,
    /// HTTP status.
    #[pyo3(get)]
    status: u16,
}

#[pymethods]
impl RawAnswer {
    /// The body, untouched.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.body)
    }

    #[getter]
    fn content_type(&self) -> &str {
        &self.content_type
    }

    /// What came beside the answer: the file of `download`.
    #[getter]
    fn attachment<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.attachment.as_ref().map(|bytes| PyBytes::new(py, bytes))
    }

    /// The body as JSON, envelope included; `None` if it is none.
    fn json<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        json::to_python(py, &self.body).unwrap_or_else(|_| py.None().into_bound(py))
    }

    fn __repr__(&self) -> String {
        format!(
            "RawAnswer(status={}, content_type={:?}, body of {} bytes)",
            self.status,
            self.content_type,
            self.body.len()
        )
    }
}

/// A result for Python: the value, or the exception to raise.
pub(crate) type Settled<'py> = Result<Bound<'py, PyAny>, Bound<'py, PyAny>>;

impl Outcome {
    /// `(payload, answer)`, or the exception.
    pub(crate) fn settle<'py>(self, py: Python<'py>) -> PyResult<Settled<'py>> {
        telemetry::emit(py, &self.logs)?;
        match self.result {
            Ok(reply) => {
                let payload = object::to_python(py, &reply.payload)?;
                let answer = RawAnswer {
                    body: reply.raw,
                    content_type: reply.content_type,
                    attachment: reply.attachment,
                    status: reply.status,
                };
                Ok(Ok(PyTuple::new(py, [payload, Bound::new(py, answer)?.into_any()])?.into_any()))
            }
            Err(error) => Ok(Err(error::exception(py, &error)?)),
        }
    }
}

impl StageOutcome {
    /// The stage as a dict, `None` after the last, or the exception.
    pub(crate) fn settle<'py>(self, py: Python<'py>) -> PyResult<Settled<'py>> {
        telemetry::emit(py, &self.logs)?;
        match self.result {
            Some(Ok(stage)) => Ok(Ok(json::to_python(py, &stage)?)),
            None => Ok(Ok(py.None().into_bound(py))),
            Some(Err(error)) => Ok(Err(error::exception(py, &error)?)),
        }
    }
}
