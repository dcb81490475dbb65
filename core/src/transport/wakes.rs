//! How often tasks are woken.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Wake, Waker},
};

use futures_util::task::AtomicWaker;

/// The wakes of a runtime's tasks, counted. Whoever drives the runtime by turns learns from it whether a turn has
/// left something to do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wakes(Arc<AtomicUsize>);

impl Wakes {
    /// The number so far.
    #[cfg(feature = "bridge")]
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    /// The same work, its wakes counted; a fork of the process waits until it holds no lock.
    pub(crate) fn counted<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        let task = Arc::new(Task { waker: AtomicWaker::new(), wakes: self.clone() });
        async move {
            let waker = Waker::from(Arc::clone(&task));
            let mut work = pin!(work);
            poll_fn(|context| {
                task.waker.register(context.waker());
                #[cfg(feature = "bridge")]
                let _inside = crate::bridge::fork::enter();
                work.as_mut().poll(&mut Context::from_waker(&waker))
            })
            .await
        }
    }
}

struct Task {
    waker: AtomicWaker,
    wakes: Wakes,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wakes.0.fetch_add(1, Ordering::Release);
        self.waker.wake();
    }
}
