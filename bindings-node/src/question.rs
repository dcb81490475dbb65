//! Questions that only JavaScript can answer.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use tokio::sync::oneshot;

use crate::{completion::Completion, queue::Queue};

/// What was answered: a text or nothing, or why there is no answer.
type Answer = Result<Option<String>, String>;

/// Questions that JavaScript has not answered yet.
#[derive(Default)]
pub(crate) struct Questions {
    waiting: Mutex<HashMap<u32, oneshot::Sender<Answer>>>,
    last: AtomicU32,
}

impl Questions {
    /// Asks, and waits for the answer.
    pub(crate) async fn ask(&self, queue: &Queue, question: String) -> Answer {
        let id = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        queue.push(Completion::Asked { id, question });
        receiver.await.unwrap_or_else(|_| Err("is gone".to_owned()))
    }

    /// Tells something that needs no answer.
    pub(crate) fn tell(&self, queue: &Queue, told: String) {
        let id = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        queue.push(Completion::Asked { id, question: told });
    }

    /// Hands an answer to whoever asked; nobody does if the call was cancelled meanwhile.
    pub(crate) fn answer(&self, id: u32, answer: Answer) {
        if let Some(asker) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
            let _ = asker.send(answer);
        }
    }
}
