//! Runtimes for threads that wait, one for each that waits at the same time.

use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::LocalRuntime;
use crate::{Error, bridge::fork};

/// Kept for later, with their connections; more are dropped.
const KEPT: usize = 32;

/// For how long nobody needs to look whether servers have closed connections meanwhile: a request is on its way for
/// as long, and may find its connection closed just so.
const MOMENT: Duration = Duration::from_millis(1);

/// Since when each is idle. The one used last is taken first: its connections are the warmest.
static IDLE: Mutex<Vec<(Instant, LocalRuntime)>> = Mutex::new(Vec::new());

/// A runtime that goes back when this is dropped.
#[derive(Debug)]
pub struct Borrowed(Option<LocalRuntime>);

impl Borrowed {
    /// A runtime that nobody else drives at present.
    ///
    /// # Errors
    /// As [`LocalRuntime::new`].
    pub fn take() -> Result<Self, Error> {
        while let Some((since, runtime)) = idle() {
            if runtime.is_ours() {
                if since.elapsed() > MOMENT || !runtime.is_at_rest() {
                    runtime.turn();
                }
                return Ok(Self(Some(runtime)));
            }
        }
        LocalRuntime::new().map(|runtime| Self(Some(runtime)))
    }
}

fn idle() -> Option<(Instant, LocalRuntime)> {
    let _inside = fork::enter();
    IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

impl Deref for Borrowed {
    type Target = LocalRuntime;

    fn deref(&self) -> &LocalRuntime {
        let Some(runtime) = &self.0 else { unreachable!("it is being dropped") };
        runtime
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let Some(runtime) = self.0.take() else { return };
        let kept = {
            let _inside = fork::enter();
            let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT && runtime.is_ours() {
                idle.push((Instant::now(), runtime));
                None
            } else {
                Some(runtime)
            }
        };
        drop(kept);
    }
}
