//! The tables of an inbox.

use crate::sqlite::Schema;

/// State of a row: 0 waits, 1 was handled, 2 was put aside.
pub(super) const WAITING: i64 = 0;
pub(super) const DONE: i64 = 1;
pub(super) const DEAD: i64 = 2;

pub(super) const SCHEMA: Schema = Schema {
    name: "event inbox",
    // "wppE"
    application_id: 0x7770_7045,
    migrations: &["
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            -- What tells the event from all others; NULL once the same may come again.
            key BLOB UNIQUE,
            session TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            chat TEXT NOT NULL,
            source TEXT NOT NULL,
            received_ms INTEGER NOT NULL,
            body BLOB NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT
        );
        CREATE INDEX events_waiting ON events (seq) WHERE state = 0;
        CREATE INDEX events_dead ON events (seq) WHERE state = 2;
        CREATE INDEX events_age ON events (received_ms);
        -- Tokens in webhook addresses: the one in use, and the one of the next start.
        CREATE TABLE webhook_tokens (
            session TEXT PRIMARY KEY,
            current TEXT NOT NULL,
            next TEXT
        );
        -- When events could last be received: one row.
        CREATE TABLE listening (id INTEGER PRIMARY KEY CHECK (id = 1), until_ms INTEGER NOT NULL);
        CREATE TABLE gaps (
            session TEXT NOT NULL,
            from_ms INTEGER NOT NULL,
            to_ms INTEGER NOT NULL,
            recovered INTEGER NOT NULL,
            problem TEXT,
            PRIMARY KEY (session, from_ms)
        );
    "],
};
