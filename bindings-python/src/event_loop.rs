//! Futures of an asyncio event loop, completed in batches.
//!
//! The runtime's thread queues what is finished and writes one byte into a pipe when the queue was empty. The loop
//! reads the pipe like a socket and completes everything that is there at once.

use std::{
    collections::HashMap,
    io::{PipeReader, PipeWriter, Read, Write},
    os::fd::AsRawFd,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use pyo3::{intern, prelude::*};
use wppkit::bridge::Running;

use crate::outcome::{Outcome, Settled, StageOutcome};

/// What a future waits for.
pub(crate) enum Finished {
    Call(Outcome),
    Stage(StageOutcome),
}

impl Finished {
    fn settle<'py>(self, py: Python<'py>) -> PyResult<Settled<'py>> {
        match self {
            Self::Call(outcome) => outcome.settle(py),
            Self::Stage(outcome) => outcome.settle(py),
        }
    }
}

/// The side of the runtime's thread.
pub(crate) struct Queue {
    finished: Mutex<Vec<(u64, Finished)>>,
    wake: PipeWriter,
}

impl Queue {
    pub(crate) fn push(&self, id: u64, finished: Finished) {
        let mut queue = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push((id, finished));
        if queue.len() == 1 {
            // At most one byte is ever in the pipe. Without a reader the loop is gone, and with it whoever waits.
            let _ = (&self.wake).write(&[0]);
        }
    }

    fn take(&self, pipe: &PipeReader) -> Vec<(u64, Finished)> {
        let mut queue = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if !queue.is_empty() {
            let _ = { pipe }.read(&mut [0]);
        }
        std::mem::take(&mut *queue)
    }
}

struct Waiting {
    future: Py<PyAny>,
    /// The caller's context variables, where something is to be emitted in them.
    context: Option<Py<PyAny>>,
    running: Option<Running>,
}

/// The bridge to one event loop, in one process.
#[pyclass(frozen, module = "wppkit._native")]
pub(crate) struct EventLoop {
    queue: Arc<Queue>,
    pipe: PipeReader,
    waiting: Mutex<HashMap<u64, Waiting>>,
    next: AtomicU64,
}

#[pymethods]
impl EventLoop {
    #[new]
    fn new() -> PyResult<Self> {
        let (pipe, wake) = std::io::pipe()?;
        Ok(Self {
            queue: Arc::new(Queue { finished: Mutex::default(), wake }),
            pipe,
            waiting: Mutex::default(),
            next: AtomicU64::new(0),
        })
    }

    /// What the loop has to watch for reading.
    fn fileno(&self) -> i32 {
        self.pipe.as_raw_fd()
    }

    /// Completes every future whose work is finished.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        for (id, finished) in self.queue.take(&self.pipe) {
            let Some(waiting) = self.forget(id) else { continue };
            let future = waiting.future.bind(py);
            if future.call_method0(intern!(py, "done"))?.is_truthy()? {
                continue;
            }
            let settled = match waiting.context {
                None => finished.settle(py),
                Some(context) => in_context(context.bind(py), finished),
            };
            match settled {
                Ok(Ok(value)) => future.call_method1(intern!(py, "set_result"), (value,))?,
                Ok(Err(exception)) => future.call_method1(intern!(py, "set_exception"), (exception,))?,
                Err(broken) => future.call_method1(intern!(py, "set_exception"), (broken,))?,
            };
        }
        Ok(())
    }

    /// Cancels the work of a future that nobody waits for any more.
    fn cancel(&self, id: u64) {
        if let Some(Waiting { running: Some(running), .. }) = self.forget(id) {
            running.cancel();
        }
    }

    /// Calls that are not finished.
    fn pending(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Settles within the context variables of the caller, so that spans find their parent.
fn in_context<'py>(context: &Bound<'py, PyAny>, finished: Finished) -> PyResult<Settled<'py>> {
    let py = context.py();
    let finished = Mutex::new(Some(finished));
    let settled = Arc::new(Mutex::new(None));
    let place = Arc::clone(&settled);
    let settle = pyo3::types::PyCFunction::new_closure(py, None, None, move |arguments, _| {
        let py = arguments.py();
        let finished = finished.lock().unwrap_or_else(PoisonError::into_inner).take();
        let outcome = finished.map(|finished| {
            finished.settle(py).map(|settled| settled.map(Bound::unbind).map_err(Bound::unbind))
        });
        *place.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
    })?;
    context.call_method1(intern!(py, "run"), (settle,))?;
    let outcome = settled.lock().unwrap_or_else(PoisonError::into_inner).take();
    match outcome {
        Some(Ok(Ok(value))) => Ok(Ok(value.into_bound(py))),
        Some(Ok(Err(exception))) => Ok(Err(exception.into_bound(py))),
        Some(Err(broken)) => Err(broken),
        None => Err(pyo3::exceptions::PyRuntimeError::new_err("the context did not run")),
    }
}

impl EventLoop {
    /// Registers a future; the work is started by the caller, with this id and queue.
    pub(crate) fn wait_for(
        &self,
        future: &Bound<'_, PyAny>,
        context: Option<Bound<'_, PyAny>>,
    ) -> (u64, Arc<Queue>) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let waiting =
            Waiting { future: future.clone().unbind(), context: context.map(Bound::unbind), running: None };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, waiting);
        (id, Arc::clone(&self.queue))
    }

    /// Remembers how to cancel the work, unless it is finished already.
    pub(crate) fn started(&self, id: u64, running: Running) {
        if let Some(waiting) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&id) {
            waiting.running = Some(running);
        }
    }

    fn forget(&self, id: u64) -> Option<Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)
    }
}
