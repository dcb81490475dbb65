//! Tokens in a file that only its owner can read.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{TokenKey, TokenStore};
use crate::{BoxFuture, Error, ErrorCode, Secret, atomic_file};

/// Tokens in one JSON file with mode 0600, replaced atomically on every change.
///
/// Several processes may share the file: a token lost to a concurrent write is minted again.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    path: Arc<Path>,
    writing: Arc<Mutex<()>>,
}

/// server → session → token.
#[derive(Default, Serialize, Deserialize)]
struct Contents {
    version: u32,
    tokens: BTreeMap<String, BTreeMap<String, Secret>>,
}

impl FileTokenStore {
    /// A store in this file, which need not exist yet; its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: Arc::from(path.into()), writing: Arc::default() }
    }

    fn read(&self) -> io::Result<Contents> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Contents::default()),
            Err(error) => Err(error),
        }
    }

    fn change(&self, edit: impl FnOnce(&mut Contents)) -> io::Result<()> {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        // A damaged file is only a cache: start anew.
        let mut contents = self.read().unwrap_or_default();
        contents.version = 1;
        edit(&mut contents);
        atomic_file::replace(&self.path, &serde_json::to_vec_pretty(&contents)?)
    }

    fn run<'a, T: Send + 'static>(
        &'a self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, Error>> {
        let store = self.clone();
        Box::pin(async move {
            let path = Arc::clone(&store.path);
            let failed = |error: io::Error| {
                Error::new(ErrorCode::InvalidInput, format!("token file {}: {error}", path.display()))
                    .with_hint("the folder must exist and be writable")
            };
            match tokio::task::spawn_blocking(move || work(&store)).await {
                Ok(result) => result.map_err(failed),
                Err(error) => Err(failed(io::Error::other(error))),
            }
        })
    }
}

impl TokenStore for FileTokenStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        let key = key.clone();
        self.run(move |store| {
            let mut contents = store.read()?;
            Ok(contents.tokens.get_mut(&key.server).and_then(|sessions| sessions.remove(&key.session)))
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        let (key, token) = (key.clone(), token.clone());
        self.run(move |store| {
            store.change(|contents| {
                contents.tokens.entry(key.server).or_default().insert(key.session, token);
            })
        })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        let key = key.clone();
        self.run(move |store| {
            store.change(|contents| {
                contents.tokens.entry(key.server).or_default().remove(&key.session);
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(session: &str) -> TokenKey {
        TokenKey::new("http://127.0.0.1:21465", session)
    }

    #[tokio::test]
    async fn tokens_survive_the_store_and_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        FileTokenStore::new(&path).save(&key("a"), &Secret::new("one")).await.unwrap();
        FileTokenStore::new(&path).save(&key("b"), &Secret::new("two")).await.unwrap();
        let store = FileTokenStore::new(&path);
        assert_eq!(store.load(&key("a")).await.unwrap(), Some(Secret::new("one")));
        store.remove(&key("a")).await.unwrap();
        assert_eq!(store.load(&key("a")).await.unwrap(), None);
        assert_eq!(store.load(&key("b")).await.unwrap(), Some(Secret::new("two")));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no neighbour file stays behind");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        FileTokenStore::new(&path).save(&key("a"), &Secret::new("one")).await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test]
    async fn a_damaged_file_is_reported_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "{ half").unwrap();
        let store = FileTokenStore::new(&path);
        assert!(store.load(&key("a")).await.is_err());
        store.save(&key("a"), &Secret::new("one")).await.unwrap();
        assert_eq!(store.load(&key("a")).await.unwrap(), Some(Secret::new("one")));
    }

    #[tokio::test]
    async fn a_folder_that_does_not_exist_is_named() {
        let store = FileTokenStore::new("/nonexistent-folder/tokens.json");
        let error = store.save(&key("a"), &Secret::new("one")).await.unwrap_err();
        assert!(error.to_string().contains("/nonexistent-folder"), "{error}");
    }
}
