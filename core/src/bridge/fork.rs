//! Forks of a process that has a runtime, for languages that have them (`os.register_at_fork` in Python).
//!
//! A fork copies memory with the calling thread alone: a lock that another thread holds at that moment stays locked
//! in the child for ever. So the one worker is brought to a known place first, where it holds none.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{SyncSender, sync_channel},
    },
    time::Duration,
};

use super::runtime::existing;

/// A worker that does not come within this time is busy with something long, and the fork goes on without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What holds the worker; dropping it lets the worker go on.
static HELD: Mutex<Option<Arc<SyncSender<()>>>> = Mutex::new(None);

fn hold(held: Option<Arc<SyncSender<()>>>) -> Option<Arc<SyncSender<()>>> {
    std::mem::replace(&mut *HELD.lock().unwrap_or_else(PoisonError::into_inner), held)
}

/// Before the fork: pauses the worker.
pub fn prepare() {
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

/// After the fork, in the parent: the worker goes on.
pub fn parent() {
    drop(hold(None));
}

/// After the fork, in the child: there is no worker to wake.
pub fn child() {
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
