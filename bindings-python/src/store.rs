//! Stores written in Python: where their methods run, and the token store.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use futures_util::task::AtomicWaker;
use pyo3::prelude::*;
use tokio::sync::oneshot;
use wppkit::{BoxFuture, Error, Secret, TokenKey, TokenStore, bridge};

use crate::error::refused;

/// Work that needs the interpreter, for the thread that waits for a blocking call.
pub(crate) type Job = Box<dyn for<'py> FnOnce(Python<'py>) + Send>;

/// Jobs for a thread that waits for a call. Most calls have none, so that this is small.
#[derive(Default)]
pub(crate) struct Jobs {
    queue: Mutex<VecDeque<Job>>,
    waiting: AtomicWaker,
}

impl Jobs {
    fn push(&self, job: Job) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
        self.waiting.wake();
    }

    /// The next job.
    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<Job> {
        self.waiting.register(context.waker());
        match self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
            Some(job) => Poll::Ready(job),
            None => Poll::Pending,
        }
    }
}

tokio::task_local! {
    static CALLER: Arc<Jobs>;
}

/// Runs a blocking call: the store's methods run on the caller's thread, where its database connection is.
pub(crate) fn with_caller<F: Future>(jobs: Arc<Jobs>, work: F) -> impl Future<Output = F::Output> {
    CALLER.scope(jobs, work)
}

/// An object of the user's, with plain methods.
pub(crate) struct Written(Arc<Py<PyAny>>);

impl Written {
    /// Refuses objects that lack a method, or have a coroutine function for one.
    pub(crate) fn new(
        argument: &str,
        object: &Bound<'_, PyAny>,
        methods: &[&str],
        hint: &str,
    ) -> PyResult<Self> {
        let inspect = object.py().import("inspect")?;
        for method in methods {
            let Some(found) = object.getattr_opt(*method)?.filter(Bound::is_callable) else {
                return Err(refused(argument, &format!("has no method {method}"), hint));
            };
            if inspect.call_method1("iscoroutinefunction", (found,))?.is_truthy()? {
                let hint = "give plain methods: they run on a thread of their own";
                return Err(refused(argument, &format!("{method} is a coroutine function"), hint));
            }
        }
        Ok(Self(Arc::new(object.clone().unbind())))
    }

    /// Runs on the thread of the blocking call, or on one for blocking work; `Err` is what the object raised.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T> + Send + 'static,
    ) -> Result<T, String> {
        let object = Arc::clone(&self.0);
        let (told, result) = oneshot::channel();
        let job: Job = Box::new(move |py| {
            let outcome = work(object.bind(py)).map_err(|error| error.to_string());
            // Whoever asked has been cancelled otherwise.
            let _ = told.send(outcome);
        });
        match CALLER.try_with(Clone::clone) {
            Ok(jobs) => jobs.push(job),
            Err(_) => drop(tokio::task::spawn_blocking(move || Python::attach(job))),
        }
        result.await.unwrap_or_else(|_| Err("was not asked: the caller is gone".to_owned()))
    }
}

/// An object with `load(server, session)`, `save(server, session, token)` and `remove(server, session)`.
pub(crate) struct PythonStore(Written);

impl fmt::Debug for PythonStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PythonStore")
    }
}

impl PythonStore {
    /// Refuses objects that are no store.
    pub(crate) fn new(store: &Bound<'_, PyAny>) -> PyResult<Self> {
        let hint =
            "a store has load(server, session), save(server, session, token) and remove(server, session)";
        Ok(Self(Written::new("token_store", store, &["load", "save", "remove"], hint)?))
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T> + Send + 'static,
    ) -> Result<T, Error> {
        let outcome = self.0.run(work).await;
        outcome.map_err(|problem| bridge::invalid_input("token_store", &problem, "look at the store's code"))
    }
}

impl TokenStore for PythonStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        let (server, session) = (key.server.clone(), key.session.clone());
        Box::pin(async move {
            let token: Option<String> =
                self.run(move |store| store.call_method1("load", (server, session))?.extract()).await?;
            Ok(token.filter(|token| !token.is_empty()).map(Secret::from))
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        let (server, session) = (key.server.clone(), key.session.clone());
        let token = token.expose().to_owned();
        Box::pin(self.run(move |store| store.call_method1("save", (server, session, token)).map(drop)))
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        let (server, session) = (key.server.clone(), key.session.clone());
        Box::pin(self.run(move |store| store.call_method1("remove", (server, session)).map(drop)))
    }
}
