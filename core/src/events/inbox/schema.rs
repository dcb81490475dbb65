//! The tables of an inbox.

use crate::sqlite::Schema;

pub(super) const SCHEMA: Schema = Schema {
    name: "event inbox",
    // "wppE"
    application_id: 0x7770_7045,
    migrations: &[
        "
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
    ",
        // What waits and what was put aside stand in tables of their own: writing an outcome down does not write the event
        // anew. Of relays it is kept whether they are off, by their address.
        "
        CREATE TABLE waiting (seq INTEGER PRIMARY KEY, attempts INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE put_aside (seq INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, error TEXT NOT NULL);
        INSERT INTO waiting SELECT seq, attempts FROM events WHERE state = 0;
        INSERT INTO put_aside SELECT seq, attempts, coalesce(error, '') FROM events WHERE state = 2;
        DROP INDEX events_waiting;
        DROP INDEX events_dead;
        ALTER TABLE events DROP COLUMN state;
        ALTER TABLE events DROP COLUMN attempts;
        ALTER TABLE events DROP COLUMN error;
        CREATE TABLE relays (
            -- SHA-256 of the address, which may carry a secret.
            address BLOB PRIMARY KEY,
            -- Events in a row that could not be delivered.
            failures INTEGER NOT NULL,
            off_since_ms INTEGER,
            off_reason TEXT
        );
        -- Events that are to be delivered again, and when.
        CREATE TABLE relay_positions (
            address BLOB NOT NULL,
            seq INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            next_ms INTEGER NOT NULL,
            PRIMARY KEY (address, seq)
        ) WITHOUT ROWID;
    ",
        // The address below which the session's webhook was last given out.
        "ALTER TABLE webhook_tokens ADD COLUMN base TEXT",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{Database, Durability};

    #[test]
    fn a_file_of_the_first_version_keeps_what_waits_and_what_was_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.db");
        let first = Schema { migrations: &SCHEMA.migrations[..1], ..SCHEMA };
        let old = Database::open(&path, &first, Durability::Process).unwrap();
        let fill = |connection: &mut rusqlite::Connection| {
            connection.execute_batch(
                "INSERT INTO events (session, kind, name, chat, source, received_ms, body, state, attempts, error) VALUES
                 ('shop', 'onmessage', 'onmessage', '', 'webhook', 1, x'7b7d', 0, 0, NULL),
                 ('shop', 'onmessage', 'onmessage', '', 'webhook', 2, x'7b7d', 1, 0, NULL),
                 ('shop', 'onmessage', 'onmessage', '', 'webhook', 3, x'7b7d', 2, 5, 'no')",
            )
        };
        old.call_blocking("fill", fill).unwrap();
        drop(old);
        let new = Database::open(&path, &SCHEMA, Durability::Process).unwrap();
        let (counts, dead) = new
            .call_blocking("look", |connection| {
                Ok((super::super::read::counts(connection)?, super::super::read::dead(connection)?))
            })
            .unwrap();
        assert_eq!((counts.waiting, counts.handled, counts.dead), (1, 1, 1));
        let (stored, attempts, error) = &dead[0];
        assert_eq!((stored.seq, *attempts, &**error), (3, 5, "no"));
    }
}
