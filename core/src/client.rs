//! The client: one server, many sessions.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
};

use serde_json::Value;
use wppkit_api::Operation;

use crate::{
    Answer, CallOptions, Error, Media, Session, budget::RetryBudget, builder::ClientBuilder, call::Target,
    person::People, send::Numbers, session::SessionShared, session_name::check_session_name,
    settings::Settings,
};

/// One WPPConnect Server. Cloning is cheap; all clones share connections, tokens and caches.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<ClientInner>);

pub(crate) struct ClientInner {
    pub(crate) settings: Settings,
    pub(crate) budget: RetryBudget,
    pub(crate) numbers: Numbers,
    /// Whether the server turned out to have no generate-token, so that tokens are made here.
    pub(crate) mints_here: AtomicBool,
    pub(crate) people: People,
    sessions: Mutex<Sessions>,
}

/// Handles of one name share their token and poller, also with handles that are gone.
#[derive(Default)]
struct Sessions {
    by_name: HashMap<Arc<str>, Arc<SessionShared>>,
    /// Names without a handle are forgotten when so many are known, unless there is something to remember: seldom
    /// enough to cost nothing per session.
    sweep_at: usize,
}

impl Sessions {
    fn insert(&mut self, name: Arc<str>, shared: &Arc<SessionShared>) {
        if self.by_name.len() >= self.sweep_at {
            self.by_name.retain(|_, shared| Arc::strong_count(shared) > 1 || shared.remembers());
            self.sweep_at = (self.by_name.len() * 2).max(64);
        }
        self.by_name.insert(name, Arc::clone(shared));
    }
}

impl Client {
    /// Starts building a client for the server at this base URL, such as `http://127.0.0.1:21465`.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    /// A client from `WPPKIT_URL`, `WPPKIT_SECRET_KEY`, `WPPKIT_TOKEN`, `WPPKIT_SESSION`, …; see
    /// [`ClientBuilder::env`].
    ///
    /// # Errors
    /// `invalid_input` if a variable is missing or cannot work.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::default().env()?.build()
    }

    pub(crate) fn new(settings: Settings) -> Self {
        let numbers = Numbers::new(settings.number_ttl);
        let people = People::new(settings.number_ttl);
        let budget = RetryBudget::new(settings.retry.budget);
        let mints_here = AtomicBool::new(false);
        let sessions = Mutex::default();
        Self(Arc::new(ClientInner { settings, budget, numbers, mints_here, people, sessions }))
    }

    /// The server's base URL, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.0.settings.base.as_str()
    }

    /// Whether a secret key was given, which client-level operations and renewal need.
    pub fn has_secret_key(&self) -> bool {
        self.0.settings.secret.is_some()
    }

    /// A handle on a session; nothing is sent.
    ///
    /// # Errors
    /// `invalid_input` for names that the server cannot tell apart: empty, with `/ : ? #` or control
    /// characters, or longer than 72 bytes together with the secret key.
    pub fn session(&self, name: &str) -> Result<Session, Error> {
        let name = check_session_name(name, self.0.settings.secret.as_ref())?;
        let mut sessions = self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = sessions.by_name.get(&name) {
            return Ok(Session::new(self.clone(), Arc::clone(shared)));
        }
        let shared = Arc::new(SessionShared::new(Arc::clone(&name), &self.0.settings));
        sessions.insert(name, &shared);
        Ok(Session::new(self.clone(), shared))
    }

    /// A handle on a session that somebody has asked for already.
    #[cfg(feature = "events")]
    pub(crate) fn known_session(&self, name: &str) -> Option<Session> {
        let sessions = self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = sessions.by_name.get(name)?;
        Some(Session::new(self.clone(), Arc::clone(shared)))
    }

    /// The session named by [`ClientBuilder::default_session`] or `WPPKIT_SESSION`.
    ///
    /// # Errors
    /// `invalid_input` if none was named.
    pub fn default_session(&self) -> Result<Session, Error> {
        match &self.0.settings.session {
            Some(name) => self.session(name),
            None => {
                Err(Error::invalid_input("no session is named").with_hint("set WPPKIT_SESSION or name one"))
            }
        }
    }

    /// Calls an operation that belongs to no session.
    ///
    /// # Errors
    /// As every call: see [`Error::code`].
    pub async fn call<O: Operation>(&self, request: O) -> Result<Answer<O::Response>, Error> {
        self.call_with(request, &CallOptions::default()).await
    }

    /// [`Client::call`] with limits of its own.
    ///
    /// # Errors
    /// As every call: see [`Error::code`].
    pub async fn call_with<O: Operation>(
        &self,
        request: O,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        self.0.call(Target::Server, &request, options, None).await
    }

    /// Calls an operation that belongs to no session by its id, with a JSON request.
    ///
    /// # Errors
    /// `invalid_input` if there is no such operation or the request has other fields; else as every call.
    pub async fn call_json(
        &self,
        operation: &str,
        request: Value,
        options: &CallOptions,
    ) -> Result<Answer<Value>, Error> {
        self.call_json_with_file(operation, request, None, options).await
    }

    /// [`Client::call_json`] with a file beside the JSON, for operations that take an upload.
    ///
    /// # Errors
    /// As [`Client::call_json`].
    pub async fn call_json_with_file(
        &self,
        operation: &str,
        request: Value,
        file: Option<Media>,
        options: &CallOptions,
    ) -> Result<Answer<Value>, Error> {
        self.0.call_json(Target::Server, operation, request, options, file).await
    }

    /// [`Client::call_with`] with a file beside the request, for operations that take an upload.
    ///
    /// # Errors
    /// `invalid_input` if the file cannot be read or the operation takes none; else as every call.
    pub async fn call_with_file<O: Operation>(
        &self,
        request: O,
        file: Media,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        let upload = self.0.upload(Target::Server, &O::META, file).await?;
        self.0.call(Target::Server, &request, options, Some(upload)).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("has_secret_key", &self.has_secret_key())
            .finish_non_exhaustive()
    }
}
