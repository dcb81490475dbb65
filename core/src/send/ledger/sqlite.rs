//! A ledger in one SQLite file, which survives its process.

use std::{path::Path, time::Duration};

use rusqlite::{OptionalExtension, params};

use super::{Ledger, LedgerEntry, LedgerKey};
use crate::{
    BoxFuture, Error,
    sqlite::{Database, Durability, Schema},
};

const SCHEMA: Schema = Schema {
    name: "send ledger",
    application_id: 0x7770_6c67,
    migrations: &["CREATE TABLE sends (
        server TEXT NOT NULL,
        session TEXT NOT NULL,
        key TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (server, session, key)
    ) WITHOUT ROWID;
    CREATE INDEX sends_since ON sends (since_ms);"],
};

/// How long a key is remembered, unless told otherwise.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Outcomes of idempotency keys in one SQLite file, readable by its owner only.
///
/// Every claim is on disk before its request leaves, so that a process that dies between request and answer leaves an
/// unknown outcome behind, never a second message. Several processes may share the file: whoever claims a key first
/// sends. Entries are kept for 30 days; each holds the recipient and the text, for looking the message up.
#[derive(Debug, Clone)]
pub struct SqliteLedger {
    database: Database,
    kept: Duration,
}

impl SqliteLedger {
    /// Opens or creates the file; its folder must exist. Blocks for a moment.
    ///
    /// # Errors
    /// `storage` with advice: the folder is missing, the file is something else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let database = Database::open(path.as_ref(), &SCHEMA, Durability::Machine)?;
        Ok(Self { database, kept: KEPT })
    }

    /// Keeps entries for so long.
    #[must_use]
    pub fn keep(mut self, duration: Duration) -> Self {
        self.kept = duration;
        self
    }

    /// Entries from before this moment, in milliseconds since 1970, count as gone.
    fn oldest(&self, entry: &LedgerEntry) -> i64 {
        let kept = u64::try_from(self.kept.as_millis()).unwrap_or(u64::MAX);
        millis(entry.since_ms().saturating_sub(kept))
    }
}

fn millis(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

const FIND: &str = "SELECT entry FROM sends WHERE server = ?1 AND session = ?2 AND key = ?3";

fn read(text: Option<String>) -> Result<Option<LedgerEntry>, Error> {
    text.as_deref().map(LedgerEntry::from_json).transpose()
}

impl Ledger for SqliteLedger {
    fn load<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        let LedgerKey { server, session, key } = key.clone();
        Box::pin(async move {
            let found = self.database.call("look an idempotency key up", move |connection| {
                connection
                    .prepare_cached(FIND)?
                    .query_row(params![server, session, key], |row| row.get(0))
                    .optional()
            });
            Ok(read(found.await?)?.filter(|entry| entry.age() < self.kept))
        })
    }

    fn claim<'a>(
        &'a self,
        key: &'a LedgerKey,
        entry: &'a LedgerEntry,
    ) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        let LedgerKey { server, session, key } = key.clone();
        let (since, oldest, json) = (millis(entry.since_ms()), self.oldest(entry), entry.to_json());
        Box::pin(async move {
            let known = self.database.call("claim an idempotency key", move |connection| {
                let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                transaction.prepare_cached("DELETE FROM sends WHERE since_ms < ?1")?.execute([oldest])?;
                let known: Option<String> = transaction
                    .prepare_cached(FIND)?
                    .query_row(params![server, session, key], |row| row.get(0))
                    .optional()?;
                if known.is_none() {
                    transaction
                        .prepare_cached("INSERT INTO sends (server, session, key, since_ms, entry) VALUES (?1, ?2, ?3, ?4, ?5)")?
                        .execute(params![server, session, key, since, json])?;
                }
                transaction.commit()?;
                Ok(known)
            });
            read(known.await?)
        })
    }

    fn settle<'a>(&'a self, key: &'a LedgerKey, entry: &'a LedgerEntry) -> BoxFuture<'a, Result<(), Error>> {
        let LedgerKey { server, session, key } = key.clone();
        let (since, json) = (millis(entry.since_ms()), entry.to_json());
        Box::pin(async move {
            let settled = self.database.call("keep the outcome of a send", move |connection| {
                connection
                    .prepare_cached("INSERT OR REPLACE INTO sends (server, session, key, since_ms, entry) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![server, session, key, since, json])
            });
            settled.await.map(drop)
        })
    }

    fn release<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<(), Error>> {
        let LedgerKey { server, session, key } = key.clone();
        Box::pin(async move {
            let freed = self.database.call("free an idempotency key", move |connection| {
                connection
                    .prepare_cached("DELETE FROM sends WHERE server = ?1 AND session = ?2 AND key = ?3")?
                    .execute(params![server, session, key])
            });
            freed.await.map(drop)
        })
    }
}
