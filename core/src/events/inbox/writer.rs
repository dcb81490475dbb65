//! Writes what many want written in few transactions.
//!
//! Group commit without a timer: a transaction takes in what waits, also what comes meanwhile, and is committed as
//! soon as nothing waits or [`GATHER`] is over. So one event alone is on the disk as fast as the disk allows, under
//! load one wait for the disk serves hundreds, and no event waits longer than for two batches. The writing runs on
//! a thread that may block, as long as there is something to write.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::sync::oneshot;

use super::{NewEvent, tail::Tail};
use crate::{
    Error,
    events::{identity::Identity, received::Stored},
    sqlite::Database,
};

/// How long a transaction takes entries in before it is committed.
const GATHER: Duration = Duration::from_millis(10);
/// Entries that are taken from the queue at once.
const TAKE: usize = 64;
/// How often what is old is looked for, and how much of it goes with a batch: more would make its events wait.
const PURGE_EVERY_MS: i64 = 60_000;
const PURGE_AT_ONCE: usize = 256;

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
    /// [`GATHER`], but for tests.
    pub(super) gather: Duration,
}

impl Rules {
    pub(super) fn new(repeat_window_ms: i64, retention_ms: i64) -> Self {
        Self { repeat_window_ms, retention_ms, gather: GATHER }
    }
}

pub(super) struct Writer {
    database: Database,
    rules: Rules,
    queue: Mutex<Queue>,
    /// Who waits for the handling of which event.
    pub(super) outcomes: Mutex<HashMap<i64, Vec<oneshot::Sender<bool>>>>,
    written: Arc<tokio::sync::Notify>,
    pub(super) tail: Tail,
}

#[derive(Default)]
struct Queue {
    entries: VecDeque<Entry>,
    running: bool,
    purged_ms: i64,
    /// Transactions that were committed.
    #[cfg(test)]
    committed: usize,
}

impl Writer {
    pub(super) fn new(database: Database, rules: Rules, written: Arc<tokio::sync::Notify>) -> Self {
        Self {
            database,
            rules,
            queue: Mutex::default(),
            outcomes: Mutex::default(),
            written,
            tail: Tail::default(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has an entry written. Once handed over it is written, whether or not its caller waits.
    pub(super) fn push(self: &Arc<Self>, entry: Entry) {
        let mut queue = self.queue();
        queue.entries.push_back(entry);
        if !std::mem::replace(&mut queue.running, true) {
            let writer = Arc::clone(self);
            tokio::task::spawn_blocking(move || writer.write());
        }
    }

    fn write(&self) {
        loop {
            {
                let mut queue = self.queue();
                if queue.entries.is_empty() {
                    queue.running = false;
                    return;
                }
            }
            self.write_batch();
        }
    }

    /// Moves some of what waits into the batch; answers how many.
    fn take(&self, batch: &mut Vec<Entry>) -> usize {
        let mut queue = self.queue();
        let count = queue.entries.len().min(TAKE);
        batch.extend(queue.entries.drain(..count));
        count
    }

    fn write_batch(&self) {
        let mut batch = Vec::new();
        let written = self.database.call_blocking("write events", |connection| {
            let (started, mut newest) = (Instant::now(), None);
            let transaction =
                connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let mut results = Vec::new();
            while (batch.is_empty() || started.elapsed() < self.rules.gather) && self.take(&mut batch) > 0 {
                for entry in batch.iter().skip(results.len()) {
                    results.push(match entry {
                        Entry::Event(event, identity, ..) => {
                            newest = newest.max(Some(event.received_ms));
                            Some(self.append(&transaction, event, identity)?)
                        }
                        Entry::Settled(settled, _) => {
                            settle(&transaction, settled)?;
                            None
                        }
                    });
                }
            }
            if let Some(now) = newest.filter(|now| self.purge_due(*now)) {
                let gone = purge(&transaction, now - self.rules.retention_ms)?;
                // What is left goes with the next batches.
                if gone < PURGE_AT_ONCE {
                    self.queue().purged_ms = now;
                }
            }
            transaction.commit()?;
            Ok(results)
        });
        #[cfg(test)]
        {
            self.queue().committed += 1;
        }
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut appended = false;
        match written {
            Ok(results) => {
                for (entry, result) in batch.drain(..).zip(results) {
                    match (entry, result) {
                        (Entry::Event(event, _, watcher, answer), Some(result)) => {
                            if let Appended::New(seq) = result {
                                if let Some(watcher) = watcher {
                                    outcomes.entry(seq).or_default().push(watcher);
                                }
                                self.tail.push(Stored::new(seq, *event));
                                appended = true;
                            }
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
                // The file could not even be begun with: what waits shares the failure.
                while batch.is_empty() && self.take(&mut batch) > 0 {}
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
            transaction.prepare_cached("INSERT INTO waiting (seq) VALUES (?1)")?.execute([seq])?;
            return Ok(Appended::New(seq));
        }
        let mut known = transaction.prepare_cached("SELECT seq FROM events WHERE key = ?1")?;
        Ok(Appended::Duplicate(known.query_row([identity.key], |row| row.get(0))?))
    }

    fn purge_due(&self, now: i64) -> bool {
        now - self.queue().purged_ms >= PURGE_EVERY_MS
    }
}

fn settle(transaction: &Transaction<'_>, settled: &[Settled]) -> rusqlite::Result<()> {
    let mut done = transaction.prepare_cached("DELETE FROM waiting WHERE seq = ?1")?;
    let mut put_aside = transaction.prepare_cached(
        "INSERT OR REPLACE INTO put_aside (seq, attempts, error) VALUES
         (?1, ?2 + coalesce((SELECT attempts FROM waiting WHERE seq = ?1), 0), ?3)",
    )?;
    for one in settled {
        let (Settled::Done(seq) | Settled::Dead { seq, .. }) = one;
        if let Settled::Dead { attempts, error, .. } = one {
            put_aside.execute(params![seq, attempts, error])?;
        }
        done.execute([seq])?;
    }
    Ok(())
}

/// Forgets some of what was handled before; what waits or was put aside stays.
fn purge(connection: &Connection, before_ms: i64) -> rusqlite::Result<usize> {
    let mut delete = connection.prepare_cached(
        "DELETE FROM events WHERE seq IN
         (SELECT seq FROM events WHERE received_ms < ?1
          AND NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.seq = events.seq)
          AND NOT EXISTS (SELECT 1 FROM put_aside WHERE put_aside.seq = events.seq) LIMIT ?2)",
    )?;
    delete.execute(params![before_ms, PURGE_AT_ONCE as i64])
}

#[cfg(test)]
mod tests {
    use wppkit_api::events::{EventHead, EventKind, Source};

    use super::*;
    use crate::events::inbox::schema::SCHEMA;

    type Answers = Vec<oneshot::Receiver<Result<Appended, Error>>>;

    /// A writer whose file is busy while so many events come; then it writes.
    async fn after_a_rush(gather: Duration, count: usize) -> (Arc<Writer>, Vec<Appended>) {
        let database = Database::in_memory(&SCHEMA).unwrap();
        let rules = Rules { gather, ..Rules::new(0, 0) };
        let writer = Arc::new(Writer::new(database.clone(), rules, Arc::default()));
        let (busy, free) = std::sync::mpsc::channel::<()>();
        let (held, holding) = oneshot::channel();
        let holder = tokio::task::spawn_blocking(move || {
            database.call_blocking("hold the file", |_| {
                held.send(()).unwrap();
                free.recv().unwrap();
                Ok(())
            })
        });
        holding.await.unwrap();
        let answers: Answers = (0..count).map(|number| push(&writer, number)).collect();
        busy.send(()).unwrap();
        holder.await.unwrap().unwrap();
        let mut appended = Vec::new();
        for answer in answers {
            appended.push(answer.await.unwrap().unwrap());
        }
        (writer, appended)
    }

    fn push(writer: &Arc<Writer>, number: usize) -> oneshot::Receiver<Result<Appended, Error>> {
        let body = format!(r#"{{"event":"onmessage","id":"false_1@c.us_{number}"}}"#);
        let identity =
            Identity::of("shop", &EventHead::of_webhook(body.as_bytes()).unwrap(), body.as_bytes());
        let event = NewEvent {
            session: "shop".into(),
            kind: EventKind::Message,
            name: "onmessage".into(),
            chat: "1@c.us".into(),
            source: Source::Webhook,
            received_ms: 0,
            body: body.into(),
        };
        let (answer, written) = oneshot::channel();
        writer.push(Entry::Event(Box::new(event), identity, None, answer));
        written
    }

    #[tokio::test]
    async fn what_came_while_the_file_was_busy_is_written_in_one_transaction_in_its_order() {
        let (writer, appended) = after_a_rush(Duration::MAX, 500).await;
        let seqs: Vec<i64> = appended.iter().map(|one| one.seq()).collect();
        assert_eq!(seqs, (1..=500).collect::<Vec<_>>());
        assert_eq!(writer.queue().committed, 1);
    }

    #[tokio::test]
    async fn a_transaction_ends_when_its_time_is_over_although_more_waits() {
        let (writer, appended) = after_a_rush(Duration::ZERO, 500).await;
        assert_eq!(appended.len(), 500);
        assert_eq!(writer.queue().committed, 500_usize.div_ceil(TAKE));
    }
}
