//! Forks of a process that has runtimes, for languages that have them (`os.register_at_fork` in Python).
//!
//! A fork copies memory with the calling thread alone: a lock that another thread holds at that moment stays locked
//! in the child for ever. So the worker is brought to a known place first, where it holds none, and threads that
//! drive runtimes of their own are kept out of the core.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use super::runtime::existing;

/// How many threads are in the core, and whether no more may enter.
static GATE: AtomicUsize = AtomicUsize::new(0);
/// The bit of [`GATE`] that keeps threads out.
const CLOSED: usize = 1 << (usize::BITS - 1);
/// A fork takes milliseconds.
const MOMENT: Duration = Duration::from_micros(200);

/// A thread within the core, where it may hold locks.
#[derive(Debug)]
pub(crate) struct Inside(());

/// Enters the core; waits while the process forks, though not for ever: whoever forks may need what this thread has.
pub(crate) fn enter() -> Inside {
    if GATE.fetch_add(1, Ordering::Acquire) & CLOSED != 0 {
        GATE.fetch_sub(1, Ordering::Release);
        let end = Instant::now() + 2 * PATIENCE;
        while is_closed() && Instant::now() < end {
            thread::sleep(MOMENT);
        }
        GATE.fetch_add(1, Ordering::Acquire);
    }
    Inside(())
}

impl Drop for Inside {
    fn drop(&mut self) {
        GATE.fetch_sub(1, Ordering::Release);
    }
}

/// Whether the process is about to fork: then driving a runtime waits. A thread with a lock that the fork needs,
/// such as that of an interpreter, must give it up first.
pub fn is_closed() -> bool {
    GATE.load(Ordering::Acquire) & CLOSED != 0
}

/// Before [`prepare`], still under the lock of the interpreter: keeps threads out of the core.
pub fn close() {
    GATE.fetch_or(CLOSED, Ordering::AcqRel);
}

/// A worker that does not come within this time is busy with something long, and the fork goes on without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What holds the worker; dropping it lets the worker go on.
static HELD: Mutex<Option<Arc<SyncSender<()>>>> = Mutex::new(None);

fn hold(held: Option<Arc<SyncSender<()>>>) -> Option<Arc<SyncSender<()>>> {
    std::mem::replace(&mut *HELD.lock().unwrap_or_else(PoisonError::into_inner), held)
}

/// Before the fork: waits until no thread is in the core, and pauses the worker.
pub fn prepare() {
    close();
    let end = Instant::now() + PATIENCE;
    while GATE.load(Ordering::Acquire) & !CLOSED != 0 && Instant::now() < end {
        thread::sleep(MOMENT);
    }
    let Some(runtime) = existing() else { return };
    let (came, arrived) = sync_channel(1);
    let (release, released) = sync_channel::<()>(1);
    runtime.spawn(async move {
        // Blocks the worker on purpose. An error of either only says that the other side is gone.
        let _ = came.send(());
        let _ = released.recv();
    });
    let _ = arrived.recv_timeout(PATIENCE);
    drop(hold(Some(Arc::new(release))));
}

/// After the fork, in the parent: everything goes on.
pub fn parent() {
    GATE.fetch_and(!CLOSED, Ordering::Release);
    drop(hold(None));
}

/// After the fork, in the child: there is nobody to wake.
pub fn child() {
    // The threads that were inside do not exist here.
    GATE.store(0, Ordering::Release);
    std::mem::forget(hold(None));
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::bridge::spawn;

    #[test]
    fn work_waits_until_the_parent_goes_on() {
        crate::bridge::runtime().unwrap();
        prepare();
        let (sender, told) = mpsc::channel();
        spawn(async { Ok(()) }, move |_| sender.send(()).unwrap()).unwrap();
        assert!(told.try_recv().is_err());
        parent();
        told.recv().unwrap();
    }
}
