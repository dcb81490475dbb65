//! Opens a file: pragmas, whose file it is, migrations.

use std::{fs::OpenOptions, io, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Durability, Schema, failure};
use crate::{Error, ErrorCode};

/// How long a statement waits for another process that writes the same file.
const BUSY: Duration = Duration::from_secs(5);

pub(super) fn file(path: &Path, schema: &Schema, durability: Durability) -> Result<Connection, Error> {
    create(path).map_err(|error| failure::cannot_create(schema.name, path, error))?;
    let failed = |error| failure::cannot_open(schema.name, Some(path), error);
    // The path is the caller's and no URI: `file:…?mode=` means a file of that name.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    // Nothing is written before it is clear that the file is ours.
    check_owner(&connection, schema, path)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    let synchronous = match durability {
        Durability::Machine => "FULL",
        Durability::Process => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous).map_err(failed)?;
    // Copying the WAL into the file costs two waits for the disk: every 16 MB instead of every 4 MB.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000).map_err(failed)?;
    // In KiB: an index over a million rows is looked up at random places.
    connection.pragma_update(None, "cache_size", -8_192).map_err(failed)?;
    migrate(&mut connection, schema).map_err(failed)?;
    Ok(connection)
}

/// A second connection to a file that is open, for reading only.
pub(super) fn reader(path: &Path, name: &str) -> Result<Connection, Error> {
    let failed = |error| failure::cannot_open(name, Some(path), error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    Ok(connection)
}

pub(super) fn memory(schema: &Schema) -> Result<Connection, Error> {
    let failed = |error| failure::cannot_open(schema.name, None, error);
    let mut connection = Connection::open_in_memory().map_err(failed)?;
    migrate(&mut connection, schema).map_err(failed)?;
    Ok(connection)
}

/// Makes an empty file that only its owner may read; SQLite gives its side files the same mode.
fn create(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn check_owner(connection: &Connection, schema: &Schema, path: &Path) -> Result<(), Error> {
    let failed = |error| failure::cannot_open(schema.name, Some(path), error);
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let owner = number("application_id").map_err(failed)?;
    let version = number("user_version").map_err(failed)?;
    let pages = number("page_count").map_err(failed)?;
    let foreign = owner != i64::from(schema.application_id) && (pages > 0 || owner != 0);
    let trouble = |text: String, hint: &'static str| {
        Err(Error::new(ErrorCode::Storage, format!("{}: {text}", path.display())).with_hint(hint))
    };
    if foreign {
        return trouble(format!("the file is no {}", schema.name), "give another path");
    }
    if version > schema.migrations.len() as i64 {
        let text = format!("the {} was written by a newer version of wppkit", schema.name);
        return trouble(text, "upgrade wppkit here, or give another path");
    }
    Ok(())
}

/// Runs the scripts that the file has not seen, all or none.
fn migrate(connection: &mut Connection, schema: &Schema) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = done as usize;
    for script in schema.migrations.iter().skip(done) {
        transaction.execute_batch(script)?;
    }
    if done < schema.migrations.len() {
        transaction.pragma_update(None, "application_id", schema.application_id)?;
        transaction.pragma_update(None, "user_version", schema.migrations.len() as i64)?;
    }
    transaction.commit()
}
