//! Futures of an asyncio event loop.
//!
//! On Linux the loop drives a runtime of its own by turns: it watches the runtime's epoll like a socket, and nothing
//! crosses threads. Elsewhere the process's runtime does the work on its thread, queues what is finished, and writes
//! one byte into a pipe that the loop reads. Either way everything that is there is completed at once.

use std::{
    collections::HashMap,
    future::Future,
    io::{PipeReader, PipeWriter, Read, Write},
    mem,
    os::fd::AsRawFd,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use futures_util::FutureExt;
use pyo3::{intern, prelude::*};
use wppkit::{
    Error,
    bridge::{self, LocalRuntime, Running, fork},
};

use crate::{
    error::raised,
    outcome::{Outcome, Settled, StageOutcome},
};

/// What a future waits for.
pub(crate) enum Finished {
    Call(Outcome),
    Stage(StageOutcome),
}

impl Finished {
    /// The work ended with a panic.
    fn failed(error: Error) -> Self {
        Self::Call(Outcome { result: Err(error), logs: Default::default() })
    }

    /// Whether something is to be told to Python's logging.
    fn has_logs(&self) -> bool {
        match self {
            Self::Call(outcome) => !outcome.logs.is_empty(),
            Self::Stage(outcome) => !outcome.logs.is_empty(),
        }
    }

    fn settle<'py>(self, py: Python<'py>) -> PyResult<Settled<'py>> {
        match self {
            Self::Call(outcome) => outcome.settle(py),
            Self::Stage(outcome) => outcome.settle(py),
        }
    }
}

/// What is finished and not told yet.
#[derive(Default)]
struct Queue(Mutex<Vec<(u64, Finished)>>);

impl Queue {
    /// Adds one; whether it is the first.
    fn push(&self, id: u64, finished: Finished) -> bool {
        let mut queue = locked(&self.0);
        queue.push((id, finished));
        queue.len() == 1
    }

    fn take(&self) -> Vec<(u64, Finished)> {
        mem::take(&mut *locked(&self.0))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who does the work.
enum Worker {
    /// The loop itself, when this file descriptor is readable.
    Loop { runtime: LocalRuntime, readiness: i32 },
    /// The process's runtime, which writes into the pipe.
    Thread { pipe: PipeReader, wake: Arc<PipeWriter> },
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
    worker: Worker,
    queue: Arc<Queue>,
    waiting: Mutex<HashMap<u64, Waiting>>,
    next: AtomicU64,
    ticking: AtomicBool,
    /// Something was started since the last turn.
    started: AtomicBool,
    /// A turn will come for it.
    turning: AtomicBool,
}

#[pymethods]
impl EventLoop {
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        let runtime = py.detach(LocalRuntime::new).map_err(raised)?;
        let worker = match runtime.readiness() {
            Some(readiness) => Worker::Loop { runtime, readiness },
            None => {
                let (pipe, wake) = std::io::pipe()?;
                Worker::Thread { pipe, wake: Arc::new(wake) }
            }
        };
        Ok(Self {
            worker,
            queue: Arc::default(),
            waiting: Mutex::default(),
            next: AtomicU64::new(0),
            ticking: AtomicBool::default(),
            started: AtomicBool::default(),
            turning: AtomicBool::default(),
        })
    }

    /// What the loop has to watch for reading.
    fn fileno(&self) -> i32 {
        match &self.worker {
            Worker::Loop { readiness, .. } => *readiness,
            Worker::Thread { pipe, .. } => pipe.as_raw_fd(),
        }
    }

    /// What the caller has to see to after it has started a call, as a sum: 1 for `drain` to be called soon, for calls
    /// that are started but not sent; 2 for `tick`, because nobody else keeps the time of calls. Each is wanted once;
    /// ticks then are the business of `tick`.
    fn wants(&self) -> u8 {
        let turn = self.started.load(Ordering::Relaxed) && !self.turning.swap(true, Ordering::Relaxed);
        let ticks = matches!(self.worker, Worker::Loop { .. }) && !self.ticking.swap(true, Ordering::Relaxed);
        u8::from(turn) + 2 * u8::from(ticks)
    }

    /// Lets time pass for calls under way; whether there are any, and the next tick is wanted.
    fn tick(&self, py: Python<'_>) -> PyResult<bool> {
        self.drain(py)?;
        let pending = self.pending() > 0;
        self.ticking.store(pending, Ordering::Relaxed);
        Ok(pending)
    }

    /// Completes every future whose work is finished.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        match &self.worker {
            Worker::Loop { .. } => {
                self.started.store(false, Ordering::Relaxed);
                self.turning.store(false, Ordering::Relaxed);
                self.turn(py);
            }
            Worker::Thread { pipe, .. } => {
                // At most one byte is ever in the pipe, and this is called when it is there.
                let _ = { pipe }.read(&mut [0]);
            }
        }
        self.complete(py)
    }

    /// Cancels the work of a future that nobody waits for any more.
    fn cancel(&self, py: Python<'_>, id: u64) {
        if let Some(Waiting { running: Some(running), .. }) = self.forget(id) {
            running.cancel();
            // Dropped now, with the locks that it may hold.
            self.turn(py);
        }
    }

    /// Calls that are not finished.
    fn pending(&self) -> usize {
        locked(&self.waiting).len()
    }
}

impl EventLoop {
    /// Starts work that completes a future; gives the id to cancel it with.
    pub(crate) fn start(
        &self,
        future: &Bound<'_, PyAny>,
        context: Option<Bound<'_, PyAny>>,
        work: impl Future<Output = Finished> + Send + 'static,
    ) -> PyResult<u64> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let waiting =
            Waiting { future: future.clone().unbind(), context: context.map(Bound::unbind), running: None };
        locked(&self.waiting).insert(id, waiting);
        let queue = Arc::clone(&self.queue);
        let work = work.map(Ok);
        let running = match &self.worker {
            Worker::Loop { runtime, .. } => runtime.spawn(work, move |done| {
                queue.push(id, done.unwrap_or_else(Finished::failed));
            }),
            Worker::Thread { wake, .. } => {
                let wake = Arc::clone(wake);
                bridge::spawn(work, move |done| {
                    if queue.push(id, done.unwrap_or_else(Finished::failed)) {
                        // Without a reader the loop is gone, and with it whoever waits.
                        let _ = (&*wake).write(&[0]);
                    }
                })
                .map_err(raised)?
            }
        };
        // In the other case it may be finished and told already.
        if let Some(waiting) = locked(&self.waiting).get_mut(&id) {
            waiting.running = Some(running);
        }
        // One alone goes out at once; several that are started together go out together.
        if matches!(self.worker, Worker::Loop { .. }) {
            if self.pending() == 1 {
                let py = future.py();
                // A server of the same machine may have answered before anybody waits.
                self.turn(py);
                self.complete(py)?;
            } else {
                self.started.store(true, Ordering::Relaxed);
            }
        }
        Ok(id)
    }

    /// Lets the loop's own runtime do what it can.
    fn turn(&self, py: Python<'_>) {
        if let Worker::Loop { runtime, .. } = &self.worker {
            let_fork(py);
            // A forked child has the parent's loop, whose sockets are the parent's.
            if runtime.is_ours() {
                runtime.turn();
            }
        }
    }

    fn complete(&self, py: Python<'_>) -> PyResult<()> {
        for (id, finished) in self.queue.take() {
            let Some(waiting) = self.forget(id) else { continue };
            let future = waiting.future.bind(py);
            if future.call_method0(intern!(py, "done"))?.is_truthy()? {
                continue;
            }
            let settled = match waiting.context {
                Some(context) if finished.has_logs() => in_context(context.bind(py), finished),
                _ => finished.settle(py),
            };
            match settled {
                Ok(Ok(value)) => future.call_method1(intern!(py, "set_result"), (value,))?,
                Ok(Err(exception)) => future.call_method1(intern!(py, "set_exception"), (exception,))?,
                Err(broken) => future.call_method1(intern!(py, "set_exception"), (broken,))?,
            };
        }
        Ok(())
    }

    fn forget(&self, id: u64) -> Option<Waiting> {
        locked(&self.waiting).remove(&id)
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        Python::attach(let_fork);
    }
}

/// Gives way to a thread that is about to fork the process, and needs the interpreter for it.
fn let_fork(py: Python<'_>) {
    while fork::is_closed() {
        py.detach(|| thread::sleep(Duration::from_micros(200)));
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
