//! Runtimes that the caller's own thread drives.
//!
//! Handing a call to another thread and waiting for it costs several times what the call itself does. A thread that
//! waits anyway drives a runtime of its own instead; an event loop drives one by turns, whenever something happened.

mod pool;
#[cfg(unix)]
mod readiness;
mod tasks;

use std::{
    fmt,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, resume_unwind},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use futures_util::{FutureExt, future::abortable};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::{unconstrained, yield_now},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

pub use self::pool::Borrowed;
use self::tasks::Tasks;
use super::{
    fork,
    runtime::{Running, defect, no_resources},
};
use crate::{Error, transport};

/// A runtime without a thread: nothing happens on it but while somebody drives it.
pub struct LocalRuntime {
    /// Empty only while this is dropped.
    runtime: Option<Runtime>,
    tasks: Tasks,
    process: u32,
    /// Made by the first run, and taken away while one is going on.
    pulse: Mutex<Option<Interval>>,
}

/// How long Ctrl-C may go unnoticed.
const PULSE: Duration = Duration::from_millis(50);

fn pulse_of_runtime() -> Interval {
    let mut pulse = interval_at(Instant::now() + PULSE, PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pulse
}

impl LocalRuntime {
    /// A runtime of this process.
    ///
    /// # Errors
    /// `connect` if the system gives no file descriptors.
    pub fn new() -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(no_resources)?;
        let _inside = fork::enter();
        let tasks = Tasks::default();
        let others = tasks.clone();
        transport::spawn_with(runtime.handle().id(), Arc::new(move |task| others.spawn(task)));
        Ok(Self { runtime: Some(runtime), tasks, process: std::process::id(), pulse: Mutex::default() })
    }

    fn runtime(&self) -> &Runtime {
        let Some(runtime) = &self.runtime else { unreachable!("it is being dropped") };
        runtime
    }

    /// Whether it belongs to the present process, and not to the parent that was forked.
    pub fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    /// Starts work, whose result is told by the turn that finishes it.
    ///
    /// Work that panics ends with an error. Dropping the [`Running`] does not cancel; cancelled work is dropped by
    /// the next turn. Work must not yield to tokio's scheduler (`yield_now`): it runs beside it.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) -> Running {
        let (work, running) = abortable(AssertUnwindSafe(work).catch_unwind());
        self.tasks.spawn(Box::pin(work.map(|outcome| {
            if let Ok(result) = outcome {
                done(result.unwrap_or_else(|panic| Err(defect(&*panic))));
            }
        })));
        Running::driven(running)
    }

    /// Does everything that can be done without waiting.
    pub fn turn(&self) {
        self.drive(async {
            self.poll_tasks().await;
            // Sockets and timers are asked once.
            yield_now().await;
            self.poll_tasks().await;
            self.let_strangers_go_on().await;
        });
    }

    /// Lets tasks go on; whether any could.
    async fn poll_tasks(&self) -> bool {
        let could = !self.tasks.are_at_rest();
        if could {
            poll_fn(|context| {
                let _ = self.tasks.poll(context, |_| Poll::<()>::Pending);
                Poll::Ready(())
            })
            .await;
        }
        could
    }

    /// Connections through TLS or a proxy are not among our tasks: tokio's scheduler has them. It does not tell whether
    /// they can go on, so they get the chance until nothing has come of it twice in a row.
    async fn let_strangers_go_on(&self) {
        let mut quiet = 0;
        while quiet < 2 && self.has_strangers() {
            yield_now().await;
            quiet = if self.poll_tasks().await { 0 } else { quiet + 1 };
        }
    }

    fn has_strangers(&self) -> bool {
        self.runtime().metrics().num_alive_tasks() > 0
    }

    /// Whether no task can go on before a socket or a timer says so.
    fn is_at_rest(&self) -> bool {
        self.tasks.are_at_rest() && !self.has_strangers()
    }

    /// Drives the runtime until the work is done, at most until its pulse beats, which it does every 50 ms: then `None`.
    pub fn run<T: Send>(&self, mut work: Pin<&mut (impl Future<Output = T> + Send + ?Sized)>) -> Option<T> {
        // A timer of each call's own would be the earliest of all, and tokio wakes itself up for that by a system call.
        let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (done, pulse) = self.drive(async {
            let mut pulse = pulse.unwrap_or_else(pulse_of_runtime);
            let until =
                poll_fn(|context| match self.tasks.poll(context, |context| work.as_mut().poll(context)) {
                    Poll::Ready(done) => Poll::Ready(Some(done)),
                    Poll::Pending => pulse.poll_tick(context).map(|_| None),
                });
            (until.await, pulse)
        });
        *self.pulse.lock().unwrap_or_else(PoisonError::into_inner) = Some(pulse);
        done
    }

    fn drive<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        // Whoever drives decides when it is enough: the budget of one task is not that of many.
        let work = unconstrained(work);
        if Handle::try_current().is_err() {
            return self.runtime().block_on(work);
        }
        // A program that embeds the language in tasks of tokio: there this thread must not drive another runtime.
        let driven = std::thread::scope(|scope| scope.spawn(|| self.runtime().block_on(work)).join());
        driven.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// The file descriptor that becomes readable when there is something to do for a turn, timers apart; `None`
    /// where the system does not tell it (it is Linux's epoll).
    pub fn readiness(&self) -> Option<i32> {
        #[cfg(unix)]
        return readiness::of(self.runtime());
        #[cfg(not(unix))]
        None
    }
}

impl fmt::Debug for LocalRuntime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LocalRuntime").field("process", &self.process).finish_non_exhaustive()
    }
}

impl Drop for LocalRuntime {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if !self.is_ours() {
            // The system's half is shared with the parent, which dropping would disturb.
            std::mem::forget(runtime);
            std::mem::forget(self.tasks.clone());
            return;
        }
        let _inside = fork::enter();
        transport::forget(runtime.handle().id());
        {
            let _context = runtime.enter();
            // They have what they would be started with, and so themselves.
            self.tasks.clear();
        }
        runtime.shutdown_background();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::ErrorCode;

    #[test]
    fn a_turn_finishes_what_need_not_wait() {
        let runtime = LocalRuntime::new().unwrap();
        let (sender, told) = mpsc::channel();
        let work = async {
            for _ in 0..50 {
                let mut waited = false;
                poll_fn(|context| {
                    context.waker().wake_by_ref();
                    if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
            }
            Ok(5)
        };
        runtime.spawn(work, move |result| sender.send(result).unwrap());
        assert!(told.try_recv().is_err(), "nothing happens by itself");
        runtime.turn();
        assert_eq!(told.try_recv().unwrap().unwrap(), 5);
    }

    #[test]
    fn a_turn_lets_the_tasks_of_others_go_on() {
        let runtime = LocalRuntime::new().unwrap();
        let (sender, told) = mpsc::channel();
        let work = async {
            let mut sum = 0;
            for step in 0..5 {
                let (tell, told) = tokio::sync::oneshot::channel();
                tokio::spawn(async move { tell.send(step).unwrap() });
                sum += told.await.unwrap();
            }
            Ok(sum)
        };
        runtime.spawn(work, move |result| sender.send(result).unwrap());
        runtime.turn();
        assert_eq!(told.try_recv().unwrap().unwrap(), 10);
    }

    #[test]
    fn panics_become_errors_and_cancelled_work_is_dropped() {
        let runtime = LocalRuntime::new().unwrap();
        let (sender, told) = mpsc::channel::<Result<(), Error>>();
        let other = sender.clone();
        runtime.spawn(async { panic!("boom") }, move |result| sender.send(result).unwrap());
        let running = runtime.spawn(std::future::pending(), move |result| other.send(result).unwrap());
        runtime.turn();
        let error = told.try_recv().unwrap().unwrap_err();
        assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
        assert!(error.message().contains("boom"));
        running.cancel();
        runtime.turn();
        assert!(matches!(told.try_recv(), Err(mpsc::TryRecvError::Disconnected)));
    }

    #[test]
    fn waiting_ends_with_the_pulse_and_goes_on() {
        let runtime = LocalRuntime::new().unwrap();
        let mut work = Box::pin(std::future::pending::<()>());
        assert!(runtime.run(work.as_mut()).is_none());
        assert!(runtime.run(work.as_mut()).is_none(), "it beats again");
        let mut work = Box::pin(async { 7 });
        assert_eq!(runtime.run(work.as_mut()), Some(7));
    }

    #[tokio::test]
    async fn it_runs_within_another_runtime_too() {
        let runtime = LocalRuntime::new().unwrap();
        let mut work = Box::pin(async { 7 });
        assert_eq!(runtime.run(work.as_mut()), Some(7));
        tokio::task::yield_now().await;
    }
}
