//! A client that survives a fork of its process.

use std::{
    fmt, mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::ClientConfig;
use crate::{Client, Error, TokenStore, send::Ledger};

/// Stores that the binding's user has written. What is left out is kept as the settings say.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Stores {
    pub tokens: Option<Arc<dyn TokenStore>>,
    pub ledger: Option<Arc<dyn Ledger>>,
}

/// A client of a language binding. Cloning is cheap.
///
/// In a forked child the core client is built anew from the settings: sockets, locks and tasks of the parent do
/// not exist there. Tokens in memory are minted again, and idempotency keys in memory are not known.
#[derive(Clone)]
pub struct ClientHandle(Arc<Inner>);

struct Inner {
    config: ClientConfig,
    stores: Stores,
    built: Mutex<Built>,
    closed: AtomicBool,
    base_url: String,
}

struct Built {
    process: u32,
    client: Client,
}

impl ClientHandle {
    /// Checks the settings; nothing is sent.
    ///
    /// # Errors
    /// `invalid_input` with advice.
    pub fn new(config: ClientConfig, tokens: Option<Arc<dyn TokenStore>>) -> Result<Self, Error> {
        Self::with_stores(config, Stores { tokens, ledger: None })
    }

    /// [`ClientHandle::new`] with a ledger of the user's, too.
    ///
    /// # Errors
    /// `invalid_input` with advice; `storage` if a file of the settings cannot be used.
    pub fn with_stores(config: ClientConfig, stores: Stores) -> Result<Self, Error> {
        let client = config.build(&stores)?;
        let base_url = client.base_url().to_owned();
        let built = Mutex::new(Built { process: std::process::id(), client });
        Ok(Self(Arc::new(Inner { config, stores, built, closed: AtomicBool::new(false), base_url })))
    }

    /// The server's base URL.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// Refuses every further call.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
    }

    /// Whether [`ClientHandle::close`] was called.
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// The core client of the present process.
    ///
    /// # Errors
    /// `invalid_input` after [`ClientHandle::close`].
    pub fn client(&self) -> Result<Client, Error> {
        if self.is_closed() {
            return Err(Error::invalid_input("the client is closed")
                .with_hint("make a new client, or close it later"));
        }
        let process = std::process::id();
        let mut built = self.0.built.lock().unwrap_or_else(PoisonError::into_inner);
        if built.process != process {
            let client = self.0.config.build(&self.0.stores)?;
            // Dropping the parent's would touch its connections.
            mem::forget(mem::replace(&mut *built, Built { process, client }));
        }
        Ok(built.client.clone())
    }
}

impl fmt::Debug for ClientHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientHandle")
            .field("base_url", &self.base_url())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}
