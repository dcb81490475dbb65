//! SQLite files of the SDK: opened, checked and migrated in one way, used off the async threads.
//!
//! Whoever keeps something durable (events, idempotency keys) brings a [`Schema`] and plain SQL; this module
//! knows neither.

mod failure;
mod open;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;

use crate::{Error, ErrorCode};

/// What a file contains.
pub(crate) struct Schema {
    /// What users call the file in errors, such as "event inbox".
    pub(crate) name: &'static str,
    /// Mark in the file's header (`PRAGMA application_id`) that tells kinds of files apart.
    pub(crate) application_id: i32,
    /// SQL scripts; the file's `user_version` says how many of them it has run. Only ever append.
    pub(crate) migrations: &'static [&'static str],
}

/// What a committed transaction survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// A crash of the machine: every commit waits for the disk.
    #[default]
    Machine,
    /// A crash of the process. The last moments before a power failure may be lost, the file stays whole.
    Process,
}

/// One open file. Clones share the connection.
#[derive(Clone)]
pub(crate) struct Database(Arc<Inner>);

struct Inner {
    name: &'static str,
    path: Option<PathBuf>,
    connection: Mutex<Connection>,
    /// Reads without waiting for who writes; opened by the first who reads.
    reader: Mutex<Option<Connection>>,
}

impl Database {
    /// Opens or creates the file and brings it up to date. Blocks for a moment.
    ///
    /// # Errors
    /// `storage` with advice: the folder is missing, the file belongs to something else or to a newer version.
    pub(crate) fn open(path: &Path, schema: &Schema, durability: Durability) -> Result<Self, Error> {
        let connection = open::file(path, schema, durability)?;
        Ok(Self::around(schema, Some(path.to_owned()), connection))
    }

    /// A database in memory, gone with its last handle.
    ///
    /// # Errors
    /// `storage` if there is no memory.
    pub(crate) fn in_memory(schema: &Schema) -> Result<Self, Error> {
        Ok(Self::around(schema, None, open::memory(schema)?))
    }

    fn around(schema: &Schema, path: Option<PathBuf>, connection: Connection) -> Self {
        let (connection, reader) = (Mutex::new(connection), Mutex::default());
        Self(Arc::new(Inner { name: schema.name, path, connection, reader }))
    }

    /// The file; `None` for a database in memory.
    #[cfg(feature = "events")]
    pub(crate) fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// Runs `work` on the connection, on a thread that may block. It goes on to its end if the caller is dropped.
    ///
    /// # Errors
    /// `storage`, saying what was `attempted`.
    pub(crate) async fn call<T, F>(&self, attempted: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let database = self.clone();
        aside(attempted, move || database.call_blocking(attempted, work)).await
    }

    /// [`Database::call`] for work that only reads: it sees all that is committed, and does not wait for a writer.
    ///
    /// # Errors
    /// `storage`, saying what was `attempted`.
    pub(crate) async fn read<T, F>(&self, attempted: &'static str, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let database = self.clone();
        aside(attempted, move || database.read_blocking(attempted, work)).await
    }

    /// [`Database::call`] on the present thread.
    ///
    /// # Errors
    /// `storage`, saying what was `attempted`.
    pub(crate) fn call_blocking<T>(
        &self,
        attempted: &'static str,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        // A panic within `work` rolled its transaction back, so the connection is fine to use.
        let mut connection = self.0.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut connection).map_err(|error| failure::while_doing(attempted, &self.0, error))
    }

    fn read_blocking<T>(
        &self,
        attempted: &'static str,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        // What is in memory has one connection only.
        let Some(path) = &self.0.path else { return self.call_blocking(attempted, work) };
        let mut reader = self.0.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match &mut *reader {
            Some(connection) => connection,
            closed => closed.insert(open::reader(path, self.0.name)?),
        };
        work(connection).map_err(|error| failure::while_doing(attempted, &self.0, error))
    }
}

/// On a thread that may block.
async fn aside<T: Send + 'static>(
    attempted: &str,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|stopped| {
        let text = format!("could not {attempted}: the runtime is shutting down");
        Err(Error::new(ErrorCode::Storage, text).with_source(stopped))
    })
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Database").field("path", &self.0.path).finish_non_exhaustive()
    }
}
