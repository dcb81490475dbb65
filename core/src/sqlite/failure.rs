//! What SQLite's troubles are to the user.

use std::{io, path::Path};

use rusqlite::ErrorCode as Sqlite;

use super::Inner;
use crate::{Error, ErrorCode};

/// A file that cannot even be made.
pub(super) fn cannot_create(name: &str, path: &Path, error: io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist: create it, or give another path",
        io::ErrorKind::PermissionDenied => {
            "this user may not write there: change the rights, or give another path"
        }
        io::ErrorKind::IsADirectory => "the path is a folder: name a file in it",
        _ => "check path and disk",
    };
    Error::new(ErrorCode::Storage, format!("cannot create the {name} {}: {error}", path.display()))
        .with_hint(hint)
        .with_source(error)
}

/// A file that cannot be used.
pub(super) fn cannot_open(name: &str, path: Option<&Path>, error: rusqlite::Error) -> Error {
    let path = path.map_or_else(|| "in memory".to_owned(), |path| path.display().to_string());
    told(format!("cannot open the {name} {path}"), error)
}

/// A statement that failed.
pub(super) fn while_doing(attempted: &str, inner: &Inner, error: rusqlite::Error) -> Error {
    let path = inner.path.as_ref().map_or_else(|| "memory".to_owned(), |path| path.display().to_string());
    told(format!("could not {attempted} ({} in {path})", inner.name), error)
}

fn told(what: String, error: rusqlite::Error) -> Error {
    let hint = match error.sqlite_error_code() {
        Some(Sqlite::DiskFull) => "the disk is full: make room; nothing of this step was written",
        Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => {
            "another process holds the file for longer than 5 s: is it used twice?"
        }
        Some(Sqlite::ReadOnly | Sqlite::CannotOpen | Sqlite::PermissionDenied) => {
            "this user may not write the file or its folder"
        }
        Some(Sqlite::NotADatabase | Sqlite::DatabaseCorrupt) => {
            "the file is damaged or no SQLite file: move it away; a new one is made"
        }
        _ => "nothing of this step was written",
    };
    let temporary = matches!(
        error.sqlite_error_code(),
        Some(Sqlite::DiskFull | Sqlite::DatabaseBusy | Sqlite::DatabaseLocked)
    );
    Error::new(ErrorCode::Storage, format!("{what}: {error}"))
        .with_temporary(temporary)
        .with_hint(hint)
        .with_source(error)
}
