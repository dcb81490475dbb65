//! One dispatcher at a time among the processes that share an inbox's file.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use super::Inbox;
use crate::{Error, ErrorCode};

/// How often a process that waits looks whether it is its turn.
const LOOK: Duration = Duration::from_secs(1);

/// The right to hand out the events of a file. It ends when it is dropped, and with its process, however that ends.
#[derive(Debug)]
pub struct Turn(#[allow(dead_code, reason = "its being open is what counts")] Option<File>);

impl Inbox {
    /// Waits until no other process hands out the events of this file. An inbox in memory has no other process.
    ///
    /// # Errors
    /// `storage` if the file `<path>.turn` cannot be made.
    pub async fn turn(&self) -> Result<Turn, Error> {
        let Some(path) = self.database().path().map(beside) else { return Ok(Turn(None)) };
        loop {
            if let Some(file) = taken(&path).map_err(|error| failed(&path, error))? {
                return Ok(Turn(Some(file)));
            }
            self.0.clock.sleep(LOOK).await;
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".turn");
    name.into()
}

fn taken(path: &Path) -> std::io::Result<Option<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn failed(path: &Path, error: std::io::Error) -> Error {
    Error::new(ErrorCode::Storage, format!("cannot lock {}: {error}", path.display()))
        .with_hint("this user must be able to write in the folder of the inbox")
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::InboxOptions;

    #[tokio::test]
    async fn whoever_comes_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.db");
        let inbox = Inbox::open(&path, InboxOptions::default()).unwrap();
        let first = inbox.turn().await.unwrap();
        assert!(taken(&beside(&path)).unwrap().is_none());
        drop(first);
        assert!(taken(&beside(&path)).unwrap().is_some());
        let alone = Inbox::in_memory(InboxOptions::default()).unwrap();
        let (_one, _other) = (alone.turn().await.unwrap(), alone.turn().await.unwrap());
    }
}
