//! The tasks of a runtime that is driven by turns.
//!
//! tokio's own scheduler asks the sockets before it looks at what drives it again, which is a system call for every step
//! of a call. So whoever drives the runtime polls its tasks too, as long as any of them can go on.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures_util::{StreamExt, stream::FuturesUnordered, task::AtomicWaker};

use crate::{BoxFuture, bridge::fork};

pub(super) type Task = BoxFuture<'static, ()>;

/// Tasks that go on while somebody polls them.
#[derive(Clone, Default)]
pub(super) struct Tasks(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Not among `all` yet: they may be started by one of those, while it is polled.
    fresh: Mutex<Vec<Task>>,
    all: Mutex<FuturesUnordered<Task>>,
    /// One of them can go on, or what is polled beside them.
    woken: AtomicBool,
    /// They are being polled, so that nobody need be told.
    polled: AtomicBool,
    driver: AtomicWaker,
}

impl Tasks {
    /// Adds a task; it begins with the next poll, or the present one. A panic ends it and nothing else.
    pub(super) fn spawn(&self, task: Task) {
        locked(&self.0.fresh).push(task);
        // The driver is not told: it polls now, or is who starts this and will. Telling costs a system call.
        self.0.woken.store(true, Ordering::SeqCst);
    }

    /// Lets them go on, and `work` beside them, until none can; gives what `work` was done with. It is polled at
    /// least once.
    pub(super) fn poll<T>(
        &self,
        context: &Context<'_>,
        mut work: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let shared = &self.0;
        shared.driver.register(context.waker());
        let waker = Waker::from(Arc::clone(shared));
        let mut inner = Context::from_waker(&waker);
        let mut done = Poll::Pending;
        shared.woken.store(true, Ordering::SeqCst);
        while shared.woken.load(Ordering::SeqCst) {
            shared.polled.store(true, Ordering::SeqCst);
            while shared.woken.swap(false, Ordering::SeqCst) {
                // A fork of the process waits until they hold no lock.
                let _inside = fork::enter();
                if done.is_pending() {
                    done = work(&mut inner);
                }
                shared.go_on(&mut inner);
            }
            // Who wakes from here on tells it; who did before, is seen by the next look.
            shared.polled.store(false, Ordering::SeqCst);
        }
        done
    }

    /// Whether none of them can go on.
    pub(super) fn are_at_rest(&self) -> bool {
        !self.0.woken.load(Ordering::SeqCst)
    }

    /// Drops them all.
    pub(super) fn clear(&self) {
        // Outside of the locks: what is dropped may wake others, or start some.
        let all = std::mem::take(&mut *locked(&self.0.all));
        drop(all);
        let fresh = std::mem::take(&mut *locked(&self.0.fresh));
        drop(fresh);
    }
}

impl Shared {
    fn go_on(&self, context: &mut Context<'_>) {
        let mut all = locked(&self.all);
        all.extend(std::mem::take(&mut *locked(&self.fresh)));
        loop {
            match catch_unwind(AssertUnwindSafe(|| all.poll_next_unpin(context))) {
                // One has ended, one way or the other.
                Ok(Poll::Ready(Some(()))) | Err(_) => {}
                Ok(Poll::Ready(None) | Poll::Pending) => return,
            }
        }
    }
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        if !self.polled.load(Ordering::SeqCst) {
            self.driver.wake();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        future::{pending, poll_fn},
        sync::atomic::AtomicUsize,
    };

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    fn polled(tasks: &Tasks) -> Poll<()> {
        tasks.poll(&Context::from_waker(Waker::noop()), |_| Poll::Pending)
    }

    #[test]
    fn tasks_go_on_as_far_as_they_can_with_those_that_they_start() {
        let tasks = Tasks::default();
        let (hand, handed) = oneshot::channel();
        let (tell, mut told) = oneshot::channel();
        let others = tasks.clone();
        tasks.spawn(Box::pin(async move {
            others.spawn(Box::pin(async move { hand.send(7).unwrap() }));
            tell.send(handed.await.unwrap()).unwrap();
        }));
        assert!(told.try_recv().is_err(), "nothing happens by itself");
        assert!(polled(&tasks).is_pending());
        assert_eq!(told.try_recv(), Ok(7));
        assert!(tasks.are_at_rest());
    }

    #[test]
    fn work_beside_them_and_they_wake_each_other() {
        let tasks = Tasks::default();
        let (ask, asked) = oneshot::channel::<u32>();
        let (answer, mut answered) = oneshot::channel();
        tasks.spawn(Box::pin(async move { answer.send(asked.await.unwrap() + 1).unwrap() }));
        let mut ask = Some(ask);
        let done = tasks.poll(&Context::from_waker(Waker::noop()), |context| {
            if let Some(ask) = ask.take() {
                ask.send(1).unwrap();
            }
            answered.poll_unpin(context)
        });
        assert_eq!(done, Poll::Ready(Ok(2)));
    }

    #[test]
    fn who_is_not_driven_tells_its_driver_and_a_panic_ends_one_alone() {
        struct Count(AtomicUsize);
        impl Wake for Count {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
        }
        let count = Arc::new(Count(AtomicUsize::new(0)));
        let tasks = Tasks::default();
        let known = Arc::new(AtomicWaker::new());
        let told = Arc::clone(&known);
        let seen = Arc::new(AtomicUsize::new(0));
        let polls = Arc::clone(&seen);
        tasks.spawn(Box::pin(async { panic!("boom") }));
        tasks.spawn(Box::pin(poll_fn(move |context| {
            told.register(context.waker());
            polls.fetch_add(1, Ordering::SeqCst);
            Poll::Pending
        })));
        let driver = Waker::from(Arc::clone(&count));
        let poll = || tasks.poll(&Context::from_waker(&driver), |_| Poll::<()>::Pending);
        assert!(poll().is_pending());
        assert_eq!((seen.load(Ordering::SeqCst), count.0.load(Ordering::SeqCst)), (1, 0));
        known.wake();
        assert_eq!(count.0.load(Ordering::SeqCst), 1);
        assert!(!tasks.are_at_rest());
        assert!(poll().is_pending());
        assert_eq!(seen.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn cleared_tasks_are_dropped() {
        let tasks = Tasks::default();
        let held = Arc::new(());
        for _ in 0..2 {
            let kept = Arc::clone(&held);
            tasks.spawn(Box::pin(async move {
                pending::<()>().await;
                drop(kept);
            }));
            assert!(polled(&tasks).is_pending());
        }
        tasks.clear();
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
