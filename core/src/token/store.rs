//! Where tokens outlive a handle.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use crate::{BoxFuture, Error, Secret};

/// What a stored token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct TokenKey {
    /// The server's base URL, without credentials.
    pub server: String,
    /// The session's name.
    pub session: String,
}

impl TokenKey {
    /// A key for this server and session.
    pub fn new(server: impl Into<String>, session: impl Into<String>) -> Self {
        Self { server: server.into(), session: session.into() }
    }
}

/// Keeps minted tokens: in memory, in a file, or where the application wants them.
///
/// A store that fails never fails a call: the token is minted again and the trouble is logged.
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// The stored token, if there is one.
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>>;

    /// Keeps the token, replacing an older one.
    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>>;

    /// Forgets the token.
    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>>;
}

/// Tokens for the life of the process.
#[derive(Default)]
pub struct MemoryTokenStore(Mutex<HashMap<TokenKey, Secret>>);

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryTokenStore")
    }
}

impl MemoryTokenStore {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<TokenKey, Secret>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TokenStore for MemoryTokenStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async move { Ok(self.with(|tokens| tokens.get(key).cloned())) })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.with(|tokens| tokens.insert(key.clone(), token.clone()));
            Ok(())
        })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.with(|tokens| tokens.remove(key));
            Ok(())
        })
    }
}
