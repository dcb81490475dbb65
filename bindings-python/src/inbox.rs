//! The durable inbox of events.

use std::{
    mem,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};
use tokio::sync::oneshot;
use wppkit::bridge::{ClientHandle, Handled, InboxHandle, Wanting};

use crate::{
    client::{NativeClient, in_millis},
    error::{raised, refused},
    json,
    relay::NativeRelay,
    told::{NativeWork, on_a_thread, told},
};

/// An inbox. Usable in forked children, which open the file anew.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeInbox {
    settings: Vec<u8>,
    open: Mutex<(u32, InboxHandle)>,
    /// Clients whose sessions learn from what arrives; in a forked child, too.
    fed: Mutex<Vec<ClientHandle>>,
}

/// How a handler says that it is done.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct NativeAnswer(Mutex<Option<oneshot::Sender<Result<(), String>>>>);

#[pymethods]
impl NativeAnswer {
    /// With `None` the event is handled; with a text, why it is not.
    #[pyo3(signature = (problem))]
    fn tell(&self, problem: Option<String>) {
        if let Some(told) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Whoever asked has been cancelled otherwise.
            let _ = told.send(problem.map_or(Ok(()), Err));
        }
    }
}

impl NativeInbox {
    pub(crate) fn handle(&self) -> PyResult<InboxHandle> {
        let process = std::process::id();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.0 != process {
            let handle = InboxHandle::open(&self.settings).map_err(raised)?;
            for client in self.fed.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                // A client that was closed meanwhile has nothing to learn.
                let _ = handle.feed(client);
            }
            // Dropping the parent's would touch its file.
            mem::forget(mem::replace(&mut *open, (process, handle)));
        }
        Ok(open.1.clone())
    }
}

#[pymethods]
impl NativeInbox {
    #[new]
    fn new(settings: &Bound<'_, PyDict>) -> PyResult<Self> {
        in_millis(settings, "")?;
        let settings = json::from_fields(settings)?;
        let handle = InboxHandle::open(&settings).map_err(raised)?;
        Ok(Self { settings, open: Mutex::new((std::process::id(), handle)), fed: Mutex::default() })
    }

    fn webhook_url(&self, session: String, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        let url = async move { inbox.webhook_url(&session).await };
        told(done, url, |py, url| Ok(PyString::new(py, &url).into_any()))
    }

    fn rotate(&self, session: String, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        told(done, async move { inbox.rotate(&session).await }, value)
    }

    fn feed(&self, client: &NativeClient) -> PyResult<()> {
        self.handle()?.feed(&client.0).map_err(raised)?;
        self.fed.lock().unwrap_or_else(PoisonError::into_inner).push(client.0.clone());
        Ok(())
    }

    /// Takes in what the client's server broadcasts, until it is cancelled; `notice` is called on a thread of its own.
    fn listen(
        &self,
        client: &NativeClient,
        options: &Bound<'_, PyDict>,
        notice: Bound<'_, PyAny>,
        done: Bound<'_, PyAny>,
    ) -> PyResult<NativeWork> {
        let listener = self.handle()?.listen(&client.0, &json::from_fields(options)?).map_err(raised)?;
        let notice = Arc::new(notice.unbind());
        let tell = move |seen: Bytes| {
            let notice = Arc::clone(&notice);
            on_a_thread(move |py| {
                if let Err(error) = json::to_python(py, &seen).and_then(|seen| notice.call1(py, (seen,))) {
                    error.write_unraisable(py, None);
                }
            });
        };
        told(done, listener.run(tell), value)
    }

    /// Tells `{status, body}` to answer with.
    fn receive(
        &self,
        method: String,
        token: String,
        peer: Option<&str>,
        body: &[u8],
        done: Bound<'_, PyAny>,
    ) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        let peer: Option<IpAddr> = peer
            .map(|peer| peer.parse().map_err(|_| refused("peer", "is no IP address", "give one, or None")))
            .transpose()?;
        let body = Bytes::copy_from_slice(body);
        told(done, async move { inbox.receive(&method, &token, peer, body).await }, value)
    }

    /// Hands events to the relays among the handlers, `(filter, relay or None)`, and for the others to `hand(place,
    /// event, answer)`, called on a thread of its own, until it is cancelled; with `untilEmpty`, tells what was done.
    fn run(
        &self,
        handlers: Vec<(String, Option<Bound<'_, NativeRelay>>)>,
        options: &Bound<'_, PyDict>,
        hand: Bound<'_, PyAny>,
        done: Bound<'_, PyAny>,
    ) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        in_millis(options, "")?;
        let options = json::from_fields(options)?;
        let wanting = |(filter, relay): (String, Option<Bound<'_, NativeRelay>>)| {
            Ok((filter, relay.map(|relay| relay.get().handle()).transpose()?))
        };
        let handlers = handlers.into_iter().map(wanting).collect::<PyResult<Vec<Wanting>>>()?;
        let hand = Arc::new(hand.unbind());
        let handle = move |place, event| handed(&hand, place, event);
        told(done, async move { inbox.run(&handlers, &options, handle).await }, value)
    }

    /// Waits for the reply to an event, from now on; tells it, or `None`.
    fn wait_for_reply(&self, wanted: &Bound<'_, PyDict>, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        in_millis(wanted, "")?;
        let reply = self.handle()?.wait_for_reply(&json::from_fields(wanted)?).map_err(raised)?;
        told(done, reply, value)
    }

    fn counts(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        told(done, async move { inbox.counts().await }, value)
    }

    fn dead_letters(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        told(done, async move { inbox.dead_letters().await }, value)
    }

    #[pyo3(signature = (seq, done))]
    fn redrive(&self, seq: Option<i64>, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        told(done, async move { inbox.redrive(seq).await }, value)
    }

    fn replay(&self, range: &Bound<'_, PyDict>, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        let range = json::from_fields(range)?;
        told(done, async move { inbox.replay(&range).await }, value)
    }

    fn silent_since_ms(&self) -> PyResult<Option<i64>> {
        Ok(self.handle()?.silent_since_ms())
    }

    fn recover(
        &self,
        client: &NativeClient,
        session: String,
        span: &Bound<'_, PyDict>,
        done: Bound<'_, PyAny>,
    ) -> PyResult<NativeWork> {
        let (inbox, client) = (self.handle()?, client.0.clone());
        let span = json::from_fields(span)?;
        told(done, async move { inbox.recover(&client, &session, &span).await }, value)
    }

    fn gaps(&self, done: Bound<'_, PyAny>) -> PyResult<NativeWork> {
        let inbox = self.handle()?;
        told(done, async move { inbox.gaps().await }, value)
    }
}

pub(crate) fn value(py: Python<'_>, text: Bytes) -> PyResult<Bound<'_, PyAny>> {
    json::to_python(py, &text)
}

/// Hands one event over; resolves when the handler has answered.
fn handed(hand: &Arc<Py<PyAny>>, place: usize, event: Bytes) -> Handled {
    let hand = Arc::clone(hand);
    let (told, outcome) = oneshot::channel();
    on_a_thread(move |py| {
        let handed = json::to_python(py, &event)
            .and_then(|event| hand.call1(py, (place, event, NativeAnswer(Mutex::new(Some(told))))));
        if let Err(error) = handed {
            error.write_unraisable(py, None);
        }
    });
    Box::pin(async {
        outcome.await.unwrap_or_else(|_| Err("nobody handled it: the handlers were left".to_owned()))
    })
}
