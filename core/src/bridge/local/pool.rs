//! Runtimes for threads that wait, one for each that waits at the same time.

use std::{
    ops::Deref,
    sync::{Mutex, PoisonError},
};

use super::LocalRuntime;
use crate::{Error, bridge::fork};

/// Kept for later, with their connections; more are dropped.
const KEPT: usize = 32;

/// The one used last is taken first: its connections are the warmest.
static IDLE: Mutex<Vec<LocalRuntime>> = Mutex::new(Vec::new());

/// A runtime that goes back when this is dropped.
#[derive(Debug)]
pub struct Borrowed(Option<LocalRuntime>);

impl Borrowed {
    /// A runtime that nobody else drives at present.
    ///
    /// # Errors
    /// As [`LocalRuntime::new`].
    pub fn take() -> Result<Self, Error> {
        while let Some(runtime) = idle() {
            if runtime.is_ours() {
                // Servers close connections while nobody looks.
                runtime.turn();
                return Ok(Self(Some(runtime)));
            }
        }
        LocalRuntime::new().map(|runtime| Self(Some(runtime)))
    }
}

fn idle() -> Option<LocalRuntime> {
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
                idle.push(runtime);
                None
            } else {
                Some(runtime)
            }
        };
        drop(kept);
    }
}
