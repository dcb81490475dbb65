//! What a supervisor remembers over its process.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::Wanted;
use crate::{BoxFuture, Error, ErrorCode, atomic_file};

/// One session as a supervisor remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Remembered {
    /// The session.
    pub wanted: Wanted,
    /// When it was cured lately, in milliseconds since 1970: limits hold over a restart.
    #[serde(default)]
    pub cures_ms: Vec<u64>,
}

/// Keeps what a supervisor wants: in memory, in a file, or where the application wants it.
pub trait SupervisorStore: fmt::Debug + Send + Sync + 'static {
    /// Everything that was saved last; nothing if nothing was.
    fn load(&self) -> BoxFuture<'_, Result<Vec<Remembered>, Error>>;

    /// Replaces everything, all or nothing.
    fn save<'a>(&'a self, remembered: &'a [Remembered]) -> BoxFuture<'a, Result<(), Error>>;
}

/// For the life of the process.
#[derive(Debug, Default)]
pub struct MemorySupervisorStore(Mutex<Vec<Remembered>>);

impl SupervisorStore for MemorySupervisorStore {
    fn load(&self) -> BoxFuture<'_, Result<Vec<Remembered>, Error>> {
        Box::pin(async move { Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()) })
    }

    fn save<'a>(&'a self, remembered: &'a [Remembered]) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = remembered.to_vec();
            Ok(())
        })
    }
}

/// One JSON file with mode 0600, replaced atomically: a crash leaves the old contents or the new.
#[derive(Debug, Clone)]
pub struct FileSupervisorStore {
    path: Arc<Path>,
    writing: Arc<Mutex<()>>,
}

impl FileSupervisorStore {
    /// A store in this file, which need not exist yet; its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: Arc::from(path.into()), writing: Arc::default() }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.clone();
        let path = Arc::clone(&self.path);
        let failed = |error: std::io::Error| {
            Error::new(ErrorCode::Storage, format!("supervisor file {}: {error}", path.display())).with_hint(
                "the folder must exist and be writable, and the file be one that a supervisor wrote",
            )
        };
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result.map_err(failed),
            Err(error) => Err(failed(std::io::Error::other(error))),
        }
    }
}

impl SupervisorStore for FileSupervisorStore {
    fn load(&self) -> BoxFuture<'_, Result<Vec<Remembered>, Error>> {
        Box::pin(self.run(|store| match std::fs::read(&store.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(std::io::Error::from),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }))
    }

    fn save<'a>(&'a self, remembered: &'a [Remembered]) -> BoxFuture<'a, Result<(), Error>> {
        let remembered = remembered.to_vec();
        Box::pin(self.run(move |store| {
            let _turn = store.writing.lock().unwrap_or_else(PoisonError::into_inner);
            atomic_file::replace(&store.path, &serde_json::to_vec_pretty(&remembered)?)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_saved_is_there_again_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileSupervisorStore::new(folder.path().join("wanted.json"));
        assert!(store.load().await.unwrap().is_empty());
        let remembered = [Remembered { wanted: Wanted::new("a").webhook("http://h/"), cures_ms: vec![7] }];
        store.save(&remembered).await.unwrap();
        assert_eq!(store.load().await.unwrap(), remembered);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no neighbour file stays behind");
    }

    #[tokio::test]
    async fn a_file_that_is_something_else_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wanted.json");
        std::fs::write(&path, "half a fi").unwrap();
        let error = FileSupervisorStore::new(&path).load().await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Storage, "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "half a fi");
    }
}
