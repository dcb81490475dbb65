//! Which tasks were woken and have not gone on yet.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    task::{Context, Wake, Waker},
};

use futures_util::task::AtomicWaker;

/// The tasks of a runtime that were woken and have not gone on yet, counted. Whoever drives the runtime by turns
/// learns from it whether a turn has left something to do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wakes(Arc<AtomicUsize>);

impl Wakes {
    /// The number at present.
    #[cfg(feature = "bridge")]
    pub(crate) fn owed(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    /// The same work, its wakes counted; a fork of the process waits until it holds no lock.
    pub(crate) fn counted<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        // Work that was never polled is owed its first turn.
        let task =
            Arc::new(Task { waker: AtomicWaker::new(), owed: self.clone(), state: AtomicU8::new(WOKEN) });
        self.0.fetch_add(1, Ordering::Release);
        let end = End(Arc::clone(&task));
        async move {
            let _end = end;
            let waker = Waker::from(Arc::clone(&task));
            let mut work = pin!(work);
            poll_fn(|context| {
                task.waker.register(context.waker());
                task.enter(IDLE);
                #[cfg(feature = "bridge")]
                let _inside = crate::bridge::fork::enter();
                work.as_mut().poll(&mut Context::from_waker(&waker))
            })
            .await
        }
    }
}

const IDLE: u8 = 0;
const WOKEN: u8 = 1;
const ENDED: u8 = 2;

struct Task {
    waker: AtomicWaker,
    owed: Wakes,
    state: AtomicU8,
}

impl Task {
    /// Whatever it was owed, it has got.
    fn enter(&self, state: u8) {
        if self.state.swap(state, Ordering::AcqRel) == WOKEN {
            self.owed.0.fetch_sub(1, Ordering::Release);
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.compare_exchange(IDLE, WOKEN, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            self.owed.0.fetch_add(1, Ordering::Release);
        }
        self.waker.wake();
    }
}

/// Work that is over, or given up.
struct End(Arc<Task>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.enter(ENDED);
    }
}

#[cfg(all(test, feature = "bridge"))]
mod tests {
    use std::task::Poll;

    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn what_was_woken_is_owed_until_it_goes_on_or_is_given_up() {
        let wakes = Wakes::default();
        let known = Arc::new(AtomicWaker::new());
        let told = Arc::clone(&known);
        let mut work = Box::pin(wakes.counted(poll_fn(move |context| {
            told.register(context.waker());
            Poll::<()>::Pending
        })));
        assert_eq!(wakes.owed(), 1, "it was never polled");
        assert!(work.as_mut().now_or_never().is_none());
        assert_eq!(wakes.owed(), 0);
        known.wake();
        assert_eq!(wakes.owed(), 1);
        drop(work);
        known.wake();
        assert_eq!(wakes.owed(), 0, "nobody is left");
        drop(wakes.counted(async {}));
        assert_eq!(wakes.owed(), 0);
    }
}
