//! Whether a relay delivers, and how far each event is on its schedule: in the inbox's file, so that a restart
//! forgets neither.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{Error, events::Inbox};

/// Why and since when a relay is off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RelayOff {
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
    /// Why, in one sentence.
    pub reason: String,
}

impl fmt::Display for RelayOff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

/// The state of one relay, in memory and on disk.
pub(super) struct State {
    inbox: Inbox,
    address: [u8; 32],
    now: Mutex<Now>,
    /// Held while something is written, so that what is written last is what is true.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Now {
    /// Events in a row that could not be delivered.
    failures: u32,
    off: Option<RelayOff>,
    /// How often each event was tried that is to be tried again, and when that is due.
    positions: HashMap<i64, Position>,
}

/// Where on the schedule an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) attempts: u32,
    pub(super) next_ms: i64,
}

impl State {
    /// Reads what a process before this one left. Blocks for a moment.
    pub(super) fn open(inbox: &Inbox, url: &url::Url) -> Result<Self, Error> {
        let address: [u8; 32] = Sha256::digest(url.as_str()).into();
        let now = inbox.database().call_blocking("read the state of a relay", |connection| {
            let relay = connection
                .query_row(
                    "SELECT failures, off_since_ms, coalesce(off_reason, '') FROM relays WHERE address = ?1",
                    [address],
                    |row| {
                        let since_ms: Option<i64> = row.get(1)?;
                        let reason = row.get(2)?;
                        Ok((row.get(0)?, since_ms.map(|since_ms| RelayOff { since_ms, reason })))
                    },
                )
                .optional()?;
            let (failures, off) = relay.unwrap_or_default();
            let mut select = connection
                .prepare("SELECT seq, attempts, next_ms FROM relay_positions WHERE address = ?1")?;
            let position = |row: &rusqlite::Row<'_>| {
                Ok((row.get(0)?, Position { attempts: row.get(1)?, next_ms: row.get(2)? }))
            };
            let positions = select.query_map([address], position)?.collect::<Result<_, _>>()?;
            Ok(Now { failures, off, positions })
        })?;
        Ok(Self {
            inbox: inbox.clone(),
            address,
            now: Mutex::new(now),
            writing: tokio::sync::Mutex::default(),
        })
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn off(&self) -> Option<RelayOff> {
        self.now().off.clone()
    }

    pub(super) fn is_on(&self) -> bool {
        self.now().off.is_none()
    }

    /// How often the event was tried before, if it is to be tried again.
    pub(super) fn position(&self, seq: i64) -> Option<Position> {
        self.now().positions.get(&seq).copied()
    }

    /// Switches the relay on, and lets every event begin its schedule anew.
    pub(super) async fn switch_on(&self) -> Result<(), Error> {
        *self.now() = Now::default();
        self.write().await?;
        let address = self.address;
        let forget = move |connection: &mut rusqlite::Connection| {
            connection.execute("DELETE FROM relay_positions WHERE address = ?1", [address])
        };
        self.inbox.database().call("switch a relay on", forget).await.map(drop)
    }

    pub(super) async fn switch_off(&self, reason: &str) -> Result<(), Error> {
        let since_ms = self.inbox.0.time.now_ms();
        self.now().off.get_or_insert_with(|| RelayOff { since_ms, reason: reason.to_owned() });
        self.write().await
    }

    /// One more event could not be delivered; answers how many that are in a row.
    pub(super) async fn failed(&self) -> Result<u32, Error> {
        let failures = {
            let mut now = self.now();
            now.failures = now.failures.saturating_add(1);
            now.failures
        };
        self.write().await?;
        Ok(failures)
    }

    /// An event was accepted.
    pub(super) async fn succeeded(&self) -> Result<(), Error> {
        if std::mem::take(&mut self.now().failures) == 0 {
            return Ok(());
        }
        self.write().await
    }

    /// Writes down where an event stands; `None` once it is delivered or given up.
    pub(super) async fn place(&self, seq: i64, position: Option<Position>) -> Result<(), Error> {
        let before = match position {
            Some(position) => self.now().positions.insert(seq, position),
            None => self.now().positions.remove(&seq),
        };
        if before == position {
            return Ok(());
        }
        let address = self.address;
        let write = move |connection: &mut rusqlite::Connection| match position {
            Some(Position { attempts, next_ms }) => connection.execute(
                "INSERT INTO relay_positions (address, seq, attempts, next_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (address, seq) DO UPDATE SET attempts = ?3, next_ms = ?4",
                params![address, seq, attempts, next_ms],
            ),
            None => connection.execute(
                "DELETE FROM relay_positions WHERE address = ?1 AND seq = ?2",
                params![address, seq],
            ),
        };
        self.inbox.database().call("keep the schedule of a relay", write).await.map(drop)
    }

    async fn write(&self) -> Result<(), Error> {
        let _writing = self.writing.lock().await;
        let address = self.address;
        let (failures, off) = {
            let now = self.now();
            (now.failures, now.off.clone())
        };
        let write = move |connection: &mut rusqlite::Connection| {
            let (since, reason) = off.map(|off| (off.since_ms, off.reason)).unzip();
            connection.execute(
                "INSERT INTO relays (address, failures, off_since_ms, off_reason) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (address) DO UPDATE SET failures = ?2, off_since_ms = ?3, off_reason = ?4",
                params![address, failures, since, reason],
            )
        };
        self.inbox.database().call("keep the state of a relay", write).await.map(drop)
    }
}
