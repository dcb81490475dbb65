//! The client: one blocking call, one call for asyncio.

use std::sync::Arc;

use futures_util::FutureExt;
use pyo3::{
    prelude::*,
    types::{PyDict, PyList},
};
use wppkit::{
    BoxFuture,
    bridge::{self, Call, ClientConfig, ClientHandle, Stores},
};

use crate::{
    blocking,
    error::{raised, refused},
    event_loop::{EventLoop, Finished},
    json,
    ledger::PythonLedger,
    limits::{Limits, millis},
    many::NativeOutcomes,
    media::media,
    outcome::Outcome,
    stages::NativeStages,
    store::PythonStore,
    telemetry::recorded,
};

/// One server. Safe to share between threads; usable in forked children.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeClient(pub(crate) ClientHandle);

/// `(timeout, deadline, attempts)`.
type GivenLimits<'py> = (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>);

#[pymethods]
impl NativeClient {
    /// A client from settings in the bridge's spelling; values whose key ends in `Ms` are Python times.
    #[new]
    fn new(
        settings: &Bound<'_, PyDict>,
        store: Option<Bound<'_, PyAny>>,
        ledger: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        in_millis(settings, "")?;
        let config = ClientConfig::from_json(&json::from_fields(settings)?).map_err(raised)?;
        let mut stores = Stores::default();
        if let Some(store) = store {
            stores.tokens = Some(Arc::new(PythonStore::new(&store)?));
        }
        if let Some(ledger) = ledger {
            stores.ledger = Some(Arc::new(PythonLedger::new(&ledger)?));
        }
        Ok(Self(ClientHandle::with_stores(config, stores).map_err(raised)?))
    }

    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    #[getter]
    fn closed(&self) -> bool {
        self.0.is_closed()
    }

    /// The default session's name.
    fn default_session(&self) -> PyResult<String> {
        let client = self.0.client().map_err(raised)?;
        Ok(client.default_session().map_err(raised)?.name().to_owned())
    }

    /// Refuses names that no session can have.
    fn check_session(&self, name: &str) -> PyResult<()> {
        self.0.client().and_then(|client| client.session(name)).map(drop).map_err(raised)
    }

    fn close(&self) {
        self.0.close();
    }

    /// Calls and waits: `(payload, RawAnswer)`.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        session: Option<String>,
        fields: &Bound<'py, PyDict>,
        file: Option<Bound<'py, PyAny>>,
        limits: Option<GivenLimits<'py>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = prepared(operation, session, fields, file, limits)?;
        let outcome = blocking::wait(py, made(self.0.clone(), call))?;
        outcome.settle(py)?.map_err(PyErr::from_value)
    }

    /// Calls and completes a future of an event loop; gives the id to cancel with.
    #[expect(clippy::too_many_arguments, reason = "positions cost less than names on the way from Python")]
    fn start<'py>(
        &self,
        event_loop: &Bound<'py, EventLoop>,
        future: &Bound<'py, PyAny>,
        context: Option<Bound<'py, PyAny>>,
        operation: &str,
        session: Option<String>,
        fields: &Bound<'py, PyDict>,
        file: Option<Bound<'py, PyAny>>,
        limits: Option<GivenLimits<'py>>,
    ) -> PyResult<u64> {
        let call = prepared(operation, session, fields, file, limits)?;
        let work = made(self.0.clone(), call).map(Finished::Call);
        event_loop.get().start(future, context, work)
    }

    /// A login; nothing is sent before its first stage is asked for.
    fn connect(&self, session: &str, options: &Bound<'_, PyDict>) -> PyResult<NativeStages> {
        in_millis(options, "")?;
        let options = json::from_fields(options)?;
        Ok(NativeStages::new(bridge::connect(&self.0, session, &options).map_err(raised)?))
    }

    /// Many sends; nothing is sent before the first outcome is asked for.
    fn send_many(&self, settings: &Bound<'_, PyDict>) -> PyResult<NativeOutcomes> {
        in_millis(settings, "")?;
        let settings = json::from_fields(settings)?;
        Ok(NativeOutcomes::new(bridge::send_many(&self.0, &settings).map_err(raised)?))
    }

    /// Hands in the body of a webhook; whether it was one of the session's life.
    fn observe_webhook(&self, session: &str, body: &Bound<'_, PyDict>) -> PyResult<bool> {
        let body = json::from_fields(body)?;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let session = self.0.client().and_then(|client| client.session(session)).map_err(raised)?;
        Ok(session.observe_webhook(&body))
    }
}

fn prepared<'py>(
    operation: &str,
    session: Option<String>,
    fields: &Bound<'py, PyDict>,
    file: Option<Bound<'py, PyAny>>,
    limits: Option<GivenLimits<'py>>,
) -> PyResult<Call> {
    let mut call = Call::new(operation);
    if !fields.is_empty() {
        call = call.request(json::from_fields(fields)?);
    }
    if let Some(session) = session {
        call = call.session(session);
    }
    if let Some(file) = file {
        call = call.attachment(media(&file)?);
    }
    if let Some((timeout, deadline, attempts)) = limits {
        let attempts = attempts.map(|attempts| {
            attempts.extract::<u32>().map_err(|_| {
                refused("attempts", "is no number of attempts", "give an int from 1; 1 switches retries off")
            })
        });
        let limits = Limits { timeout, deadline, attempts: attempts.transpose()? };
        call = call.limits(limits.settings()?).map_err(raised)?;
    }
    Ok(call)
}

fn made(client: ClientHandle, call: Call) -> BoxFuture<'static, Outcome> {
    recorded(bridge::call_object(client, call), |result, logs| Outcome { result, logs })
}

/// Replaces times by milliseconds, in nested settings too.
pub(crate) fn in_millis(settings: &Bound<'_, PyDict>, path: &str) -> PyResult<()> {
    for (key, value) in settings.iter() {
        let key: String = key.extract()?;
        if let Ok(nested) = value.cast::<PyDict>() {
            in_millis(nested, &format!("{path}{key}."))?;
        } else if let Some(name) = key.strip_suffix("Ms").filter(|_| !value.is_none()) {
            let field = format!("{path}{name}");
            match value.cast::<PyList>() {
                Ok(times) => {
                    let times = times.iter().map(|time| millis(&field, &time));
                    settings.set_item(&key, times.collect::<PyResult<Vec<_>>>()?)?;
                }
                Err(_) => settings.set_item(&key, millis(&field, &value)?)?,
            }
        }
    }
    Ok(())
}
