//! A ledger that lives as long as its process.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{Ledger, LedgerEntry, LedgerKey};
use crate::{BoxFuture, Error};

/// How long a key is remembered.
const TTL: Duration = Duration::from_secs(24 * 60 * 60);
/// Keys remembered at most; the oldest goes first.
const REMEMBERED: usize = 100_000;

/// Outcomes for the life of the process: a day at most, 100,000 at most.
#[derive(Default)]
pub struct MemoryLedger(Mutex<HashMap<LedgerKey, LedgerEntry>>);

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryLedger")
    }
}

impl MemoryLedger {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<LedgerKey, LedgerEntry>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn young(entries: &HashMap<LedgerKey, LedgerEntry>, key: &LedgerKey) -> Option<LedgerEntry> {
    entries.get(key).filter(|entry| entry.age() < TTL).cloned()
}

fn make_room(entries: &mut HashMap<LedgerKey, LedgerEntry>) {
    if entries.len() < REMEMBERED {
        return;
    }
    entries.retain(|_, entry| entry.age() < TTL);
    if entries.len() >= REMEMBERED
        && let Some(oldest) =
            entries.iter().min_by_key(|(_, entry)| entry.since_ms()).map(|(key, _)| key.clone())
    {
        entries.remove(&oldest);
    }
}

impl Ledger for MemoryLedger {
    fn load<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        Box::pin(async move { Ok(self.with(|entries| young(entries, key))) })
    }

    fn claim<'a>(
        &'a self,
        key: &'a LedgerKey,
        entry: &'a LedgerEntry,
    ) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        Box::pin(async move {
            Ok(self.with(|entries| {
                let known = young(entries, key);
                if known.is_none() {
                    make_room(entries);
                    entries.insert(key.clone(), entry.clone());
                }
                known
            }))
        })
    }

    fn settle<'a>(&'a self, key: &'a LedgerKey, entry: &'a LedgerEntry) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.with(|entries| entries.insert(key.clone(), entry.clone()));
            Ok(())
        })
    }

    fn release<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.with(|entries| entries.remove(key));
            Ok(())
        })
    }
}
