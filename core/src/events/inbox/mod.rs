//! The durable inbox: one SQLite file.

mod read;
mod schema;
mod tail;
mod writer;

use std::{
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
pub use read::{DeadLetter, InboxCounts, ReplayRange};
use rusqlite::OptionalExtension;
use tokio::sync::{Notify, oneshot};
use wppkit_api::events::{EventHead, EventKind, Source};
pub use writer::Appended;
pub(crate) use writer::Settled;
use writer::{Entry, Rules, Writer};

use super::{Received, feed::Feed, identity::Identity, received::Stored, replies::Replies};
use crate::{Client, Clock, Error, ErrorCode, SystemClock, sqlite::Database, sqlite::Durability};

/// Settings of an [`Inbox`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InboxOptions {
    /// What a stored event survives. By default a crash of the machine.
    pub durability: Durability,
    /// How long handled events are kept, for replay and to recognize duplicates: 7 days.
    pub retention: Duration,
    /// Within this time a like event without id or time of its own (`status-find`, `closesession`, …) is a duplicate:
    /// 10 s.
    pub repeat_window: Duration,
    /// By how much the clocks of this machine and of WhatsApp may differ: 5 min. [`Inbox::recover`] looks that much
    /// further in both directions.
    pub clock_skew: Duration,
    /// Where waits take their time from.
    pub clock: Arc<dyn Clock>,
    /// The time of day.
    pub time: TimeOfDay,
}

impl Default for InboxOptions {
    fn default() -> Self {
        Self {
            durability: Durability::Machine,
            retention: Duration::from_secs(7 * 24 * 60 * 60),
            repeat_window: Duration::from_secs(10),
            clock_skew: Duration::from_secs(5 * 60),
            clock: Arc::new(SystemClock),
            time: TimeOfDay::default(),
        }
    }
}

/// Where milliseconds since 1970 come from.
#[derive(Clone)]
pub struct TimeOfDay(Arc<dyn Fn() -> i64 + Send + Sync>);

impl TimeOfDay {
    /// A time of one's own, for tests.
    pub fn new(now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_ms))
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        (self.0)()
    }
}

impl Default for TimeOfDay {
    fn default() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TimeOfDay")
    }
}

/// An event to be stored.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewEvent {
    /// The session that it belongs to; empty if that is not known for sure.
    pub session: String,
    /// What it is.
    pub kind: EventKind,
    /// The server's name for it.
    pub name: String,
    /// The conversation; empty for none.
    pub chat: String,
    /// Which way it came.
    pub source: Source,
    /// When it arrived, in milliseconds since 1970.
    pub received_ms: i64,
    /// The payload.
    pub body: Bytes,
}

/// A durable inbox: what is appended stays until it was handled, whatever crashes. Cloning is cheap.
#[derive(Clone)]
pub struct Inbox(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    database: Database,
    writer: Arc<Writer>,
    written: Arc<Notify>,
    /// The smallest number that waits again although the dispatcher has passed it.
    rewound: AtomicI64,
    pub(crate) replies: Arc<Replies>,
    feed: Arc<Feed>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) time: TimeOfDay,
    pub(crate) clock_skew_ms: i64,
    /// When events could last be received before this inbox was opened.
    silent_since_ms: Mutex<Option<i64>>,
}

impl Inbox {
    /// Opens or creates the file. Blocks for a moment.
    ///
    /// # Errors
    /// `storage` with advice, if the file cannot be used.
    pub fn open(path: impl AsRef<Path>, options: InboxOptions) -> Result<Self, Error> {
        Self::on(Database::open(path.as_ref(), &schema::SCHEMA, options.durability)?, options)
    }

    /// An inbox in memory, for tests: it survives nothing.
    ///
    /// # Errors
    /// `storage` if there is no memory.
    pub fn in_memory(options: InboxOptions) -> Result<Self, Error> {
        Self::on(Database::in_memory(&schema::SCHEMA)?, options)
    }

    fn on(database: Database, options: InboxOptions) -> Result<Self, Error> {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2);
        let rules = Rules::new(millis(options.repeat_window), millis(options.retention));
        let written = Arc::new(Notify::new());
        let writer = Arc::new(Writer::new(database.clone(), rules, Arc::clone(&written)));
        let silent = database.call_blocking("read the last moment", |connection| {
            connection.query_row("SELECT until_ms FROM listening", [], |row| row.get(0)).optional()
        })?;
        let feed = Arc::new(Feed::default());
        Ok(Self(Arc::new(Inner {
            database,
            writer,
            written,
            rewound: AtomicI64::new(i64::MAX),
            replies: Arc::new(Replies::new(Arc::clone(&options.clock), Arc::clone(&feed))),
            feed,
            clock: options.clock,
            time: options.time,
            clock_skew_ms: millis(options.clock_skew),
            silent_since_ms: Mutex::new(silent),
        })))
    }

    /// Lets the client's sessions learn from the events that arrive here, by webhook or Socket.IO: whoever waits for one
    /// sees a change at once, and the server is asked less often. [`crate::Connect::receiver`] does it for its client.
    pub fn feed(&self, client: &Client) {
        self.0.feed.add(client);
    }

    /// Stores an event, unless it is known. It is safe when this returns.
    ///
    /// # Errors
    /// `storage`; nothing was stored then.
    pub async fn append(&self, event: NewEvent, head: &EventHead<'_>) -> Result<Appended, Error> {
        self.append_watched(event, head, None).await
    }

    pub(crate) async fn append_watched(
        &self,
        event: NewEvent,
        head: &EventHead<'_>,
        watcher: Option<oneshot::Sender<bool>>,
    ) -> Result<Appended, Error> {
        let identity = Identity::of(&event.session, head, &event.body);
        let news = self.0.feed.news(&event);
        let (answer, written) = oneshot::channel();
        self.0.writer.push(Entry::Event(Box::new(event), identity, watcher, answer));
        let appended = written.await.unwrap_or_else(|_| Err(stopped()))?;
        if let Appended::New(_) = appended {
            news.tell();
        }
        Ok(appended)
    }

    pub(crate) async fn settle(&self, settled: Vec<Settled>) -> Result<(), Error> {
        let (answer, written) = oneshot::channel();
        self.0.writer.push(Entry::Settled(settled, answer));
        written.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub(crate) async fn waiting_after(&self, seq: i64, limit: usize) -> Result<Vec<Stored>, Error> {
        if let Some(newest) = self.0.writer.tail.take(seq, limit) {
            return Ok(newest);
        }
        self.0
            .database
            .read("read waiting events", move |connection| read::waiting(connection, seq, limit))
            .await
    }

    /// Ends when something was appended or waits again, at once if that happened since the last call.
    pub(crate) async fn changed(&self) {
        self.0.written.notified().await;
    }

    /// A number that is another one after another process has written to the file.
    pub(crate) async fn data_version(&self) -> Result<i64, Error> {
        let read = |connection: &mut rusqlite::Connection| {
            connection.pragma_query_value(None, "data_version", |row| row.get(0))
        };
        self.0.database.call("look for events of other processes", read).await
    }

    /// Where reading has to begin again, if it has to.
    pub(crate) fn take_rewound(&self) -> Option<i64> {
        Some(self.0.rewound.swap(i64::MAX, Ordering::AcqRel)).filter(|seq| *seq != i64::MAX)
    }

    fn rewind(&self, first: Option<i64>) {
        if let Some(first) = first {
            self.0.rewound.fetch_min(first - 1, Ordering::AcqRel);
            self.0.written.notify_one();
        }
    }

    pub(crate) fn received(&self, stored: Stored) -> Received {
        Received::new(stored, Arc::clone(&self.0.replies))
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    /// Stored events of a range, handled or not, at most `limit` of them after the number `after`: for looking, and
    /// for handing them to somebody else. Nothing changes by it.
    ///
    /// # Errors
    /// `storage`.
    pub async fn read(&self, range: &ReplayRange, after: i64, limit: usize) -> Result<Vec<Received>, Error> {
        let range = range.clone();
        let read = move |connection: &mut _| read::range(connection, &range, after, limit);
        let stored = self.0.database.read("read events", read).await?;
        Ok(stored.into_iter().map(|stored| self.received(stored)).collect())
    }

    /// Has the events of a range handled once more; answers how many.
    ///
    /// # Errors
    /// `storage`.
    pub async fn replay(&self, range: &ReplayRange) -> Result<usize, Error> {
        let range = range.clone();
        let requeue = move |connection: &mut _| read::requeue(connection, &range);
        let (count, first) = self.0.database.call("replay events", requeue).await?;
        self.rewind(first);
        Ok(count)
    }

    /// Events that were put aside after their handler failed too often.
    ///
    /// # Errors
    /// `storage`.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Error> {
        let rows = self.0.database.read("read dead letters", |connection| read::dead(connection)).await?;
        let letter = |(stored, attempts, error)| DeadLetter { event: self.received(stored), attempts, error };
        Ok(rows.into_iter().map(letter).collect())
    }

    /// Has one event that was put aside handled again, or all of them; answers how many.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self, seq: Option<i64>) -> Result<usize, Error> {
        let redrive = move |connection: &mut _| read::redrive(connection, seq);
        let (count, first) = self.0.database.call("redrive dead letters", redrive).await?;
        self.rewind(first);
        Ok(count)
    }

    /// How much is in it.
    ///
    /// # Errors
    /// `storage`.
    pub async fn counts(&self) -> Result<InboxCounts, Error> {
        self.0.database.read("count events", |connection| read::counts(connection)).await
    }

    /// The public address of the receiver that last gave out the session's webhook: where the server posts to, if the
    /// session was not started with another webhook since. It carries no token.
    ///
    /// # Errors
    /// `storage`.
    pub async fn webhook_base(&self, session: &str) -> Result<Option<String>, Error> {
        let session = session.to_owned();
        let read = move |connection: &mut rusqlite::Connection| {
            let select = "SELECT base FROM webhook_tokens WHERE session = ?1";
            Ok(connection.query_row(select, [session], |row| row.get(0)).optional()?.flatten())
        };
        self.0.database.read("read the address of a webhook", read).await
    }

    /// Writes down that events could be received until now. The dispatcher does it by itself.
    ///
    /// # Errors
    /// `storage`.
    pub async fn beat(&self) -> Result<(), Error> {
        let now = self.0.time.now_ms();
        let beat = move |connection: &mut rusqlite::Connection| {
            connection.execute(
                "INSERT INTO listening (id, until_ms) VALUES (1, ?1)
                 ON CONFLICT (id) DO UPDATE SET until_ms = max(until_ms, ?1)",
                [now],
            )
        };
        self.0.database.call("note the time", beat).await.map(drop)
    }

    /// Since when events may be missing: the last moment at which the process before this one could receive. None
    /// if there was none.
    pub fn silent_since_ms(&self) -> Option<i64> {
        *self.0.silent_since_ms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stopped() -> Error {
    Error::new(ErrorCode::Storage, "the runtime is shutting down: the event was not written")
}

impl fmt::Debug for Inbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Inbox").field(&self.0.database).finish()
    }
}
