//! Native module of the Python package `wppkit`: one `call`, blocking or for asyncio, and the streams.
//!
//! The thread that waits for a call does its work, without the interpreter's lock; an event loop does that of its calls
//! in between. What is left for the process's runtime never takes the interpreter's lock on the runtime's thread. Everything that a user sees is in Python (`python/wppkit`).

mod blocking;
mod client;
mod error;
mod event_loop;
mod inbox;
mod json;
mod ledger;
mod limits;
mod many;
mod media;
mod object;
mod outcome;
mod relay;
mod stages;
mod store;
mod telemetry;
mod told;

use pyo3::prelude::*;

/// The module `wppkit._native`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::client::NativeClient;
    #[pymodule_export]
    use super::event_loop::EventLoop;
    #[pymodule_export]
    use super::inbox::{NativeAnswer, NativeInbox};
    #[pymodule_export]
    use super::many::NativeOutcomes;
    #[pymodule_export]
    use super::outcome::RawAnswer;
    #[pymodule_export]
    use super::relay::NativeRelay;
    #[pymodule_export]
    use super::stages::NativeStages;
    #[pymodule_export]
    use super::telemetry::set_log_level;
    #[pymodule_export]
    use super::told::NativeWork;
    use pyo3::prelude::*;

    /// Before a fork: brings the threads that are in the core to rest.
    #[pyfunction]
    fn before_fork(py: Python<'_>) {
        // Before the interpreter is given up: who then gets it finds the core closed, and gives it back.
        wppkit::bridge::fork::close();
        py.detach(wppkit::bridge::fork::prepare);
    }

    /// After a fork, in the parent.
    #[pyfunction]
    fn after_fork_in_parent() {
        wppkit::bridge::fork::parent();
    }

    /// After a fork, in the child.
    #[pyfunction]
    fn after_fork_in_child() {
        wppkit::bridge::fork::child();
    }

    /// A time in milliseconds; `None` stays `None`.
    #[pyfunction]
    #[pyo3(signature = (field, value))]
    fn millis(field: &str, value: Option<Bound<'_, PyAny>>) -> PyResult<Option<u64>> {
        value.map(|value| super::limits::millis(field, &value)).transpose()
    }

    /// A QR code drawn with block characters.
    #[pyfunction]
    fn qr_terminal(text: &str) -> PyResult<String> {
        wppkit::bridge::qr_terminal(text).map_err(super::error::raised)
    }

    /// A webhook's body, or with a name the data of a Socket.IO event, as a dict.
    #[pyfunction]
    #[pyo3(signature = (body, name = None))]
    fn parse_event<'py>(py: Python<'py>, body: &[u8], name: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let read = match name {
            None => wppkit::bridge::parse_event(body),
            Some(name) => wppkit::bridge::parse_socket_event(name, body),
        };
        let read = read.map_err(super::error::raised)?;
        super::json::to_python(py, &read)
    }

    /// What tells an event apart; `None` if nothing does.
    #[pyfunction]
    fn event_key(session: &str, body: &[u8]) -> PyResult<Option<String>> {
        wppkit::bridge::event_key(session, body).map_err(super::error::raised)
    }

    /// Raises unless the relay is signed with the secret, and young.
    #[pyfunction]
    fn verify_relay(secret: &str, headers: Vec<(String, String)>, body: &[u8], now: i64) -> PyResult<()> {
        wppkit::bridge::verify_relay(secret, &headers, body, now).map_err(super::error::raised)
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
