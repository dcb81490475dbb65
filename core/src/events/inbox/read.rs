//! What the inbox contains.

use rusqlite::{Connection, Row, params};
use wppkit_api::events::{EventKind, Source};

use crate::events::received::Stored;

const COLUMNS: &str = "seq, session, kind, name, chat, source, received_ms, body";

/// An event that was put aside after its handler failed too often.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The event.
    pub event: super::Received,
    /// How often it was tried.
    pub attempts: u32,
    /// What the handler said last.
    pub error: String,
}

/// Which stored events to hand out again. What is left out does not limit.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReplayRange {
    /// From this number on.
    pub from_seq: Option<i64>,
    /// From this time on, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Before this time, in milliseconds since 1970.
    pub to_ms: Option<i64>,
    /// Of this session.
    pub session: Option<String>,
}

/// How much is in an inbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InboxCounts {
    /// Waiting for a handler.
    pub waiting: u64,
    /// Handled, and kept until the retention is over.
    pub handled: u64,
    /// Put aside.
    pub dead: u64,
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let (kind, source): (String, String) = (row.get(2)?, row.get(5)?);
    Ok(Stored {
        seq: row.get(0)?,
        session: row.get(1)?,
        kind: EventKind::named(&kind).unwrap_or(EventKind::Unknown),
        name: row.get(3)?,
        chat: row.get(4)?,
        source: Source::named(&source).unwrap_or(Source::Webhook),
        received_ms: row.get(6)?,
        body: row.get::<_, Vec<u8>>(7)?.into(),
    })
}

/// Waiting events after a number, in order.
pub(super) fn waiting(connection: &Connection, after: i64, limit: usize) -> rusqlite::Result<Vec<Stored>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM waiting CROSS JOIN events USING (seq) WHERE seq > ?1 ORDER BY seq LIMIT ?2"
    ))?;
    select.query_map(params![after, limit as i64], stored)?.collect()
}

/// Stored events of a range after a number, whatever their state, in order.
pub(super) fn range(
    connection: &Connection,
    range: &ReplayRange,
    after: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Stored>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE seq > ?1 AND seq >= ?2 AND received_ms >= ?3 AND received_ms < ?4
         AND (?5 IS NULL OR session = ?5) ORDER BY seq LIMIT ?6"
    ))?;
    let values = params![
        after,
        range.from_seq.unwrap_or(i64::MIN),
        range.from_ms.unwrap_or(i64::MIN),
        range.to_ms.unwrap_or(i64::MAX),
        range.session,
        limit as i64
    ];
    select.query_map(values, stored)?.collect()
}

/// Has the events of a range wait again; answers how many, and the first of them.
pub(super) fn requeue(
    connection: &mut Connection,
    range: &ReplayRange,
) -> rusqlite::Result<(usize, Option<i64>)> {
    let values = params![
        range.from_seq.unwrap_or(i64::MIN),
        range.from_ms.unwrap_or(i64::MIN),
        range.to_ms.unwrap_or(i64::MAX),
        range.session,
    ];
    let chosen = "seq >= ?1 AND received_ms >= ?2 AND received_ms < ?3 AND (?4 IS NULL OR session = ?4)";
    let transaction = connection.transaction()?;
    let first =
        transaction
            .query_row(&format!("SELECT min(seq) FROM events WHERE {chosen}"), values, |row| row.get(0))?;
    let count = transaction.execute(
        &format!(
            "INSERT OR IGNORE INTO waiting (seq, attempts)
             SELECT seq, coalesce(attempts, 0) FROM events LEFT JOIN put_aside USING (seq) WHERE {chosen}"
        ),
        values,
    )?;
    transaction.execute("DELETE FROM put_aside WHERE seq IN (SELECT seq FROM waiting)", [])?;
    transaction.commit()?;
    Ok((count, first))
}

pub(super) fn dead(connection: &Connection) -> rusqlite::Result<Vec<(Stored, u32, String)>> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, attempts, error FROM put_aside CROSS JOIN events USING (seq) ORDER BY seq"
    ))?;
    select.query_map([], |row| Ok((stored(row)?, row.get(8)?, row.get(9)?)))?.collect()
}

/// Has events that were put aside wait again: one, or all.
pub(super) fn redrive(
    connection: &mut Connection,
    seq: Option<i64>,
) -> rusqlite::Result<(usize, Option<i64>)> {
    let chosen = "FROM put_aside WHERE ?1 IS NULL OR seq = ?1";
    let transaction = connection.transaction()?;
    let first = transaction.query_row(&format!("SELECT min(seq) {chosen}"), [seq], |row| row.get(0))?;
    transaction.execute(
        &format!("INSERT OR IGNORE INTO waiting (seq, attempts) SELECT seq, attempts {chosen}"),
        [seq],
    )?;
    let count = transaction.execute(&format!("DELETE {chosen}"), [seq])?;
    transaction.commit()?;
    Ok((count, first))
}

pub(super) fn counts(connection: &Connection) -> rusqlite::Result<InboxCounts> {
    let count = "SELECT (SELECT count(*) FROM waiting), (SELECT count(*) FROM put_aside),
                 (SELECT count(*) FROM events)";
    connection.query_row(count, [], |row| {
        let number = |place| Ok::<_, rusqlite::Error>(row.get::<_, i64>(place)?.unsigned_abs());
        let (waiting, dead, all) = (number(0)?, number(1)?, number(2)?);
        Ok(InboxCounts { waiting, dead, handled: all.saturating_sub(waiting + dead) })
    })
}
