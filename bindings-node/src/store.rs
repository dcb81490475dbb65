//! A token store that JavaScript keeps.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use serde_json::json;
use tokio::sync::oneshot;
use wppkit::{BoxFuture, Error, Secret, TokenKey, TokenStore, bridge};

use crate::{completion::Completion, queue::Queue};

/// What the store answered: a token or nothing, or why it failed.
type Answer = Result<Option<String>, String>;

/// Questions that JavaScript has not answered yet.
#[derive(Default)]
pub(crate) struct Questions {
    waiting: Mutex<HashMap<u32, oneshot::Sender<Answer>>>,
    last: AtomicU32,
}

impl Questions {
    fn ask(&self) -> (u32, oneshot::Receiver<Answer>) {
        let id = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        (id, receiver)
    }

    /// Hands an answer to whoever asked; nobody does if the call was cancelled meanwhile.
    pub(crate) fn answer(&self, id: u32, answer: Answer) {
        if let Some(asker) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
            let _ = asker.send(answer);
        }
    }
}

/// Asks the JavaScript store with this number.
pub(crate) struct JavaScriptStore {
    pub(crate) number: u32,
    pub(crate) queue: Arc<Queue>,
    pub(crate) questions: Arc<Questions>,
}

impl fmt::Debug for JavaScriptStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JavaScriptStore")
    }
}

impl JavaScriptStore {
    async fn ask(&self, verb: &str, key: &TokenKey, token: Option<&Secret>) -> Result<Option<String>, Error> {
        let (id, receiver) = self.questions.ask();
        let question = json!({
            "store": self.number, "do": verb, "server": key.server, "session": key.session,
            "token": token.map(Secret::expose),
        });
        self.queue.push(Completion::Asked { id, question: question.to_string() });
        let failed =
            |problem: &str| bridge::invalid_input("tokenStore", problem, "look at your own token store");
        match receiver.await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(problem)) => Err(failed(&problem)),
            Err(_) => Err(failed("is gone")),
        }
    }
}

impl TokenStore for JavaScriptStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async move { Ok(self.ask("load", key, None).await?.map(Secret::from)) })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { self.ask("save", key, Some(token)).await.map(drop) })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { self.ask("remove", key, None).await.map(drop) })
    }
}
