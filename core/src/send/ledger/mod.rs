//! The first outcome of every idempotency key, kept where the application wants it.

mod entry;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
mod turns;

use std::fmt;

pub use entry::LedgerEntry;
pub use memory::MemoryLedger;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteLedger;
pub(crate) use turns::Turns;

use crate::{BoxFuture, Error};

/// What an entry of a ledger belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct LedgerKey {
    /// The server's base URL, without credentials.
    pub server: String,
    /// The session's name.
    pub session: String,
    /// The caller's idempotency key.
    pub key: String,
}

impl LedgerKey {
    /// The entry of this key in this session of this server.
    pub fn new(server: impl Into<String>, session: impl Into<String>, key: impl Into<String>) -> Self {
        Self { server: server.into(), session: session.into(), key: key.into() }
    }
}

/// Keeps the outcomes of idempotency keys: in memory, in a file, or where the application wants them.
///
/// A key is claimed *before* its request leaves, and settled after the answer. A process that dies in between leaves a
/// claimed entry behind, which later sends with that key get to see as an unknown outcome. So `claim` must be on disk
/// when it returns, and atomic among all processes that share the ledger; a ledger that cannot claim fails the send
/// before anything leaves.
pub trait Ledger: fmt::Debug + Send + Sync + 'static {
    /// The entry of a key, if it has one.
    fn load<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>>;

    /// Puts the entry in if the key has none; else gives the one it has and changes nothing.
    fn claim<'a>(
        &'a self,
        key: &'a LedgerKey,
        entry: &'a LedgerEntry,
    ) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>>;

    /// Replaces the entry of a key.
    fn settle<'a>(&'a self, key: &'a LedgerKey, entry: &'a LedgerEntry) -> BoxFuture<'a, Result<(), Error>>;

    /// Frees a key: it was proven that nothing was sent.
    fn release<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<(), Error>>;
}
