//! A ledger of idempotency keys written in Python.

use std::fmt;

use pyo3::{prelude::*, types::PyTuple};
use wppkit::{BoxFuture, Error, Ledger, LedgerEntry, LedgerKey, bridge};

use crate::store::Written;

/// An object with `load(server, session, key)`, `claim(server, session, key, entry)`,
/// `settle(server, session, key, entry)` and `release(server, session, key)`.
pub(crate) struct PythonLedger(Written);

impl fmt::Debug for PythonLedger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PythonLedger")
    }
}

impl PythonLedger {
    /// Refuses objects that are no ledger.
    pub(crate) fn new(ledger: &Bound<'_, PyAny>) -> PyResult<Self> {
        let hint = "a ledger has load(server, session, key), claim(server, session, key, entry), \
                    settle(server, session, key, entry) and release(server, session, key)";
        Ok(Self(Written::new("ledger", ledger, &["load", "claim", "settle", "release"], hint)?))
    }

    /// Calls a method; the entry that it gives, if it gives one.
    async fn ask(
        &self,
        attempted: &'static str,
        method: &'static str,
        key: LedgerKey,
        entry: Option<String>,
    ) -> Result<Option<LedgerEntry>, Error> {
        let work = move |ledger: &Bound<'_, PyAny>| {
            let LedgerKey { server, session, key, .. } = key;
            let mut arguments = vec![server, session, key];
            arguments.extend(entry);
            let known = ledger.call_method1(method, PyTuple::new(ledger.py(), arguments)?)?;
            // What settle and release give is nobody's business.
            if method == "settle" || method == "release" {
                Ok(None)
            } else {
                known.extract::<Option<String>>()
            }
        };
        let known = self.0.run(work).await.map_err(|problem| {
            bridge::storage(attempted, &problem, format!("look at {method}() of the ledger"))
        })?;
        known.as_deref().map(LedgerEntry::from_json).transpose()
    }
}

impl Ledger for PythonLedger {
    fn load<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        Box::pin(self.ask("look an idempotency key up", "load", key.clone(), None))
    }

    fn claim<'a>(
        &'a self,
        key: &'a LedgerKey,
        entry: &'a LedgerEntry,
    ) -> BoxFuture<'a, Result<Option<LedgerEntry>, Error>> {
        Box::pin(self.ask("claim an idempotency key", "claim", key.clone(), Some(entry.to_json())))
    }

    fn settle<'a>(&'a self, key: &'a LedgerKey, entry: &'a LedgerEntry) -> BoxFuture<'a, Result<(), Error>> {
        let settled = self.ask("keep the outcome of a send", "settle", key.clone(), Some(entry.to_json()));
        Box::pin(async move { settled.await.map(drop) })
    }

    fn release<'a>(&'a self, key: &'a LedgerKey) -> BoxFuture<'a, Result<(), Error>> {
        let freed = self.ask("free an idempotency key", "release", key.clone(), None);
        Box::pin(async move { freed.await.map(drop) })
    }
}
