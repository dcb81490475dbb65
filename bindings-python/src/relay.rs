//! Relays of an inbox.

use std::{
    mem,
    sync::{Mutex, PoisonError},
};

use pyo3::{prelude::*, types::PyDict};
use wppkit::bridge::RelayHandle;

use crate::{
    client::in_millis,
    error::raised,
    inbox::{NativeInbox, value},
    json,
    told::{NativeWork, told},
};

/// A relay. In a forked child it is opened anew, with its inbox.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeRelay {
    inbox: Py<NativeInbox>,
    settings: Vec<u8>,
    open: Mutex<(u32, RelayHandle)>,
}

impl NativeRelay {
    pub(crate) fn handle(&self) -> PyResult<RelayHandle> {
        let process = std::process::id();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.0 != process {
            let handle = self.inbox.get().handle()?.relay(&self.settings).map_err(raised)?;
            // Dropping the parent's would touch its file.
            mem::forget(mem::replace(&mut *open, (process, handle)));
        }
        Ok(open.1.clone())
    }
}

#[pymethods]
impl NativeRelay {
    #[new]
    fn new(inbox: Bound<'_, NativeInbox>, settings: &Bound<'_, PyDict>) -> PyResult<Self> {
        in_millis(settings, "")?;
        let settings = json::from_fields(settings)?;
        let handle = inbox.get().handle()?.relay(&settings).map_err(raised)?;
        Ok(Self { inbox: inbox.unbind(), settings, open: Mutex::new((std::process::id(), handle)) })
    }

    /// `{sinceMs, reason}`, or `None` while it delivers.
    fn off<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::to_python(py, &self.handle()?.off())
    }

    fn switch_on(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let relay = self.handle()?;
        told(done, async move { relay.switch_on().await }, value)
    }

    fn redrive(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let relay = self.handle()?;
        told(done, async move { relay.redrive().await }, value)
    }
}
