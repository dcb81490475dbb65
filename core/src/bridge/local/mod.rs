//! Runtimes that the caller's own thread drives.
//!
//! Handing a call to another thread and waiting for it costs several times what the call itself does. A thread that
//! waits anyway drives a runtime of its own instead; an event loop drives one by turns, whenever something happened.

mod pool;
#[cfg(unix)]
mod readiness;

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, resume_unwind},
    pin::{Pin, pin},
    sync::{Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use futures_util::FutureExt;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::yield_now,
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

pub use self::pool::Borrowed;
use super::{
    fork,
    runtime::{Running, defect, no_resources},
};
use crate::{
    Error,
    transport::{self, Wakes},
};

/// A runtime without a thread: nothing happens on it but while somebody drives it.
#[derive(Debug)]
pub struct LocalRuntime {
    /// Empty only while this is dropped.
    runtime: Option<Runtime>,
    wakes: Wakes,
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
        let wakes = transport::watch(runtime.handle().id());
        Ok(Self { runtime: Some(runtime), wakes, process: std::process::id(), pulse: Mutex::default() })
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
    /// the next turn.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) -> Running {
        let work = self.wakes.counted(AssertUnwindSafe(work).catch_unwind());
        let work = async move { done(work.await.unwrap_or_else(|panic| Err(defect(&*panic)))) };
        // From outside it would wake the runtime, which costs a system call and a turn for nothing.
        Running::new(self.drive(async { tokio::spawn(work).abort_handle() }))
    }

    /// Does everything that can be done without waiting.
    pub fn turn(&self) {
        self.drive(async {
            // Tasks that can go on do; then the sockets and timers are asked once.
            yield_now().await;
            while !self.is_at_rest() {
                yield_now().await;
            }
        });
    }

    /// Whether no task can go on before a socket or a timer says so.
    fn is_at_rest(&self) -> bool {
        self.wakes.owed() == 0 && self.runtime().handle().metrics().global_queue_depth() == 0
    }

    /// Drives the runtime until the work is done, at most until its pulse beats, which it does every 50 ms: then `None`.
    pub fn run<T: Send>(&self, mut work: Pin<&mut (impl Future<Output = T> + Send + ?Sized)>) -> Option<T> {
        let mut work = pin!(self.wakes.counted(poll_fn(move |context| work.as_mut().poll(context))));
        // A timer of each call's own would be the earliest of all, and tokio wakes itself up for that by a system call.
        let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (done, pulse) = self.drive(async {
            let mut pulse = pulse.unwrap_or_else(pulse_of_runtime);
            let until = poll_fn(|context| match work.as_mut().poll(context) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending => pulse.poll_tick(context).map(|_| None),
            });
            (until.await, pulse)
        });
        *self.pulse.lock().unwrap_or_else(PoisonError::into_inner) = Some(pulse);
        done
    }

    fn drive<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
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

impl Drop for LocalRuntime {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if !self.is_ours() {
            // The system's half is shared with the parent, which dropping would disturb.
            std::mem::forget(runtime);
            return;
        }
        let _inside = fork::enter();
        transport::forget(runtime.handle().id());
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
            for _ in 0..5 {
                yield_now().await;
            }
            Ok(5)
        };
        runtime.spawn(work, move |result| sender.send(result).unwrap());
        assert!(told.try_recv().is_err(), "nothing happens by itself");
        runtime.turn();
        assert_eq!(told.try_recv().unwrap().unwrap(), 5);
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
