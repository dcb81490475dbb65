//! The one runtime of a process: a single worker thread, built on first use and anew after a fork.

use std::{
    any::Any,
    future::Future,
    panic::AssertUnwindSafe,
    sync::{Mutex, PoisonError},
};

use futures_util::{FutureExt, future};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::AbortHandle,
};

use crate::{Error, ErrorCode};

/// The runtime of the process with this id. Never dropped: its thread lives as long as the process, and in a
/// forked child the parent's has no thread to stop.
static RUNTIME: Mutex<Option<(u32, &'static Runtime)>> = Mutex::new(None);

/// The runtime's handle in the present process.
///
/// # Errors
/// `connect` if the system gives no thread.
pub fn runtime() -> Result<&'static Handle, Error> {
    let mut slot = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    match *slot {
        Some((owner, runtime)) if owner == process => Ok(runtime.handle()),
        _ => {
            let runtime: &'static Runtime = Box::leak(Box::new(build()?));
            *slot = Some((process, runtime));
            Ok(runtime.handle())
        }
    }
}

/// The runtime's handle if this process has one already.
pub(super) fn existing() -> Option<&'static Handle> {
    let slot = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    slot.filter(|(owner, _)| *owner == std::process::id()).map(|(_, runtime)| runtime.handle())
}

fn build() -> Result<Runtime, Error> {
    // One worker: while it is paused for a fork, nobody holds a lock of the core.
    Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("wppkit")
        .enable_all()
        .build()
        .map_err(no_resources)
}

pub(super) fn no_resources(error: std::io::Error) -> Error {
    Error::new(ErrorCode::Connect, "the system gives no thread or file descriptor for the network")
        .with_temporary(true)
        .with_source(error)
        .with_hint("is the limit of processes, open files or memory reached?")
}

/// A call under way.
#[derive(Debug)]
pub struct Running(Task);

/// Where it is under way.
#[derive(Debug)]
enum Task {
    /// On the runtime of the process.
    Spawned(AbortHandle),
    /// Among the tasks of a driven runtime.
    Driven(future::AbortHandle),
}

impl Running {
    pub(super) fn driven(task: future::AbortHandle) -> Self {
        Self(Task::Driven(task))
    }

    /// Cancels it; its result is then not told any more.
    pub fn cancel(&self) {
        match &self.0 {
            Task::Spawned(task) => task.abort(),
            Task::Driven(task) => task.abort(),
        }
    }
}

/// Runs work on the runtime and tells its result on the runtime's thread, which must not be blocked.
///
/// Work that panics ends with an error. Dropping the [`Running`] does not cancel.
///
/// # Errors
/// As [`runtime`].
pub fn spawn<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
    done: impl FnOnce(Result<T, Error>) + Send + 'static,
) -> Result<Running, Error> {
    // Combined, not awaited in a block of its own, which would hold the work twice.
    let work = AssertUnwindSafe(work).catch_unwind();
    let task = runtime()?.spawn(work.map(|result| done(result.unwrap_or_else(|panic| Err(defect(&*panic))))));
    Ok(Running(Task::Spawned(task.abort_handle())))
}

/// The error that a panic of the core becomes.
pub fn defect(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Error::new(ErrorCode::UnexpectedResponse, format!("a defect of wppkit: {text}"))
        .with_hint("please report it with the call that led here")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn results_and_panics_are_told() {
        let (sender, told) = mpsc::channel();
        let other = sender.clone();
        spawn(async { Ok(5) }, move |result| sender.send(result).unwrap()).unwrap();
        assert_eq!(told.recv().unwrap().unwrap(), 5);
        let panics = async { if true { panic!("boom") } else { Ok(6) } };
        spawn(panics, move |result| other.send(result).unwrap()).unwrap();
        assert!(told.recv().unwrap().unwrap_err().message().contains("boom"));
    }

    #[test]
    fn cancelled_work_tells_nothing() {
        let (sender, told) = mpsc::channel::<Result<(), Error>>();
        let running = spawn(std::future::pending(), move |result| sender.send(result).unwrap()).unwrap();
        running.cancel();
        assert!(told.recv().is_err(), "the sender is dropped with the work");
    }
}
