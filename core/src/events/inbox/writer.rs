//! Writes what many want written in few transactions.
//!
//! There is no timer: a batch is what came while the batch before it was written. So one event alone is on the
//! disk as fast as the disk allows, and under load one wait for the disk serves hundreds. The writing runs on a
//! thread that may block, as long as there is something to write.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::sync::oneshot;

use super::{
    NewEvent,
    schema::{DEAD, DONE, WAITING},
};
use crate::{Error, events::identity::Identity, sqlite::Database};

/// Most entries of one transaction: it must not keep others from the file for long.
const BATCH: usize = 4_096;
/// How often what is old is looked for, and how much of it goes at once.
const PURGE_EVERY_MS: i64 = 60_000;
const PURGE_AT_ONCE: i64 = 20_000;

/// What became of an event that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Appended {
    /// It is new, and has this number.
    New(i64),
    /// It is known already, by this number.
    Duplicate(i64),
}

impl Appended {
    /// Its number.
    pub fn seq(self) -> i64 {
        match self {
            Self::New(seq) | Self::Duplicate(seq) => seq,
        }
    }
}

/// How the handling of an event ended.
#[derive(Debug)]
pub(crate) enum Settled {
    Done(i64),
    Dead { seq: i64, attempts: u32, error: String },
}

pub(super) enum Entry {
    Event(Box<NewEvent>, Identity, Option<oneshot::Sender<bool>>, oneshot::Sender<Result<Appended, Error>>),
    Settled(Vec<Settled>, oneshot::Sender<Result<(), Error>>),
}

/// Settings of the writer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) repeat_window_ms: i64,
    pub(super) retention_ms: i64,
}

pub(super) struct Writer {
    database: Database,
    rules: Rules,
    queue: Mutex<Queue>,
    /// Who waits for the handling of which event.
    pub(super) outcomes: Mutex<HashMap<i64, Vec<oneshot::Sender<bool>>>>,
    written: Arc<tokio::sync::Notify>,
}

#[derive(Default)]
struct Queue {
    entries: Vec<Entry>,
    running: bool,
    purged_ms: i64,
}

impl Writer {
    pub(super) fn new(database: Database, rules: Rules, written: Arc<tokio::sync::Notify>) -> Self {
        Self { database, rules, queue: Mutex::default(), outcomes: Mutex::default(), written }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has an entry written. Once handed over it is written, whether or not its caller waits.
    pub(super) fn push(self: &Arc<Self>, entry: Entry) {
        let mut queue = self.queue();
        queue.entries.push(entry);
        if !std::mem::replace(&mut queue.running, true) {
            let writer = Arc::clone(self);
            tokio::task::spawn_blocking(move || writer.write());
        }
    }

    fn write(&self) {
        loop {
            let batch = {
                let mut queue = self.queue();
                let count = queue.entries.len().min(BATCH);
                if count == 0 {
                    queue.running = false;
                    return;
                }
                queue.entries.drain(..count).collect()
            };
            self.write_batch(batch);
        }
    }

    fn write_batch(&self, mut batch: Vec<Entry>) {
        let newest = batch.iter().filter_map(|entry| match entry {
            Entry::Event(event, ..) => Some(event.received_ms),
            Entry::Settled(..) => None,
        });
        let purge_before = newest.max().and_then(|now| self.purge_due(now));
        let written = self.database.call_blocking("write events", |connection| {
            let transaction =
                connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let mut results = Vec::with_capacity(batch.len());
            for entry in &batch {
                results.push(match entry {
                    Entry::Event(event, identity, ..) => Some(self.append(&transaction, event, identity)?),
                    Entry::Settled(settled, _) => {
                        settle(&transaction, settled)?;
                        None
                    }
                });
            }
            if let Some(before) = purge_before {
                purge(&transaction, before)?;
            }
            transaction.commit()?;
            Ok(results)
        });
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut appended = false;
        match written {
            Ok(results) => {
                for (entry, result) in batch.drain(..).zip(results) {
                    match (entry, result) {
                        (Entry::Event(_, _, watcher, answer), Some(result)) => {
                            if let (Appended::New(seq), Some(watcher)) = (result, watcher) {
                                outcomes.entry(seq).or_default().push(watcher);
                            }
                            appended |= matches!(result, Appended::New(_));
                            drop(answer.send(Ok(result)));
                        }
                        (Entry::Settled(settled, answer), _) => {
                            for one in &settled {
                                let (seq, done) = match one {
                                    Settled::Done(seq) => (*seq, true),
                                    Settled::Dead { seq, .. } => (*seq, false),
                                };
                                for watcher in outcomes.remove(&seq).into_iter().flatten() {
                                    let _nobody = watcher.send(done);
                                }
                            }
                            drop(answer.send(Ok(())));
                        }
                        (Entry::Event(..), None) => {}
                    }
                }
            }
            Err(error) => {
                for entry in batch {
                    match entry {
                        Entry::Event(.., answer) => drop(answer.send(Err(error.clone()))),
                        Entry::Settled(_, answer) => drop(answer.send(Err(error.clone()))),
                    }
                }
            }
        }
        drop(outcomes);
        if appended {
            self.written.notify_one();
        }
    }

    fn append(
        &self,
        transaction: &Transaction<'_>,
        event: &NewEvent,
        identity: &Identity,
    ) -> rusqlite::Result<Appended> {
        if !identity.lasting {
            // The same again after a while is another event.
            let mut forget = transaction
                .prepare_cached("UPDATE events SET key = NULL WHERE key = ?1 AND received_ms < ?2")?;
            forget.execute(params![identity.key, event.received_ms - self.rules.repeat_window_ms])?;
        }
        let mut insert = transaction.prepare_cached(
            "INSERT INTO events (key, session, kind, name, chat, source, received_ms, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING RETURNING seq",
        )?;
        let values = params![
            identity.key,
            event.session,
            event.kind.as_str(),
            event.name,
            event.chat,
            event.source.as_str(),
            event.received_ms,
            &event.body[..],
        ];
        if let Some(seq) = insert.query_row(values, |row| row.get(0)).optional()? {
            return Ok(Appended::New(seq));
        }
        let mut known = transaction.prepare_cached("SELECT seq FROM events WHERE key = ?1")?;
        Ok(Appended::Duplicate(known.query_row([identity.key], |row| row.get(0))?))
    }

    fn purge_due(&self, now: i64) -> Option<i64> {
        let mut queue = self.queue();
        if now - queue.purged_ms < PURGE_EVERY_MS {
            return None;
        }
        queue.purged_ms = now;
        Some(now - self.rules.retention_ms)
    }
}

fn settle(transaction: &Transaction<'_>, settled: &[Settled]) -> rusqlite::Result<()> {
    let mut done = transaction.prepare_cached("UPDATE events SET state = ?2 WHERE seq = ?1")?;
    let mut dead = transaction.prepare_cached(
        "UPDATE events SET state = ?2, attempts = attempts + ?3, error = ?4 WHERE seq = ?1",
    )?;
    for one in settled {
        match one {
            Settled::Done(seq) => done.execute(params![seq, DONE])?,
            Settled::Dead { seq, attempts, error } => dead.execute(params![seq, DEAD, attempts, error])?,
        };
    }
    Ok(())
}

/// Forgets what was handled before; what waits or was put aside stays.
pub(super) fn purge(connection: &Connection, before_ms: i64) -> rusqlite::Result<usize> {
    let mut delete = connection.prepare_cached(
        "DELETE FROM events WHERE seq IN
         (SELECT seq FROM events WHERE received_ms < ?1 AND state NOT IN (?2, ?3) LIMIT ?4)",
    )?;
    delete.execute(params![before_ms, WAITING, DEAD, PURGE_AT_ONCE])
}
