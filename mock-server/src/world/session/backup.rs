//! backup-sessions and restore-sessions: the token store and the profile folders in a ZIP.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::world::World;
use crate::world::effect::RequestId;

use super::Profile;
use super::client::StartBody;
use super::run::{RunId, Stage};

/// What stands for all of Chrome's files.
const PROFILE_FILE: &str = "Default/login.json";
/// More of one file is not read.
const LONGEST: u64 = 1024 * 1024;

/// A profile folder.
#[derive(Debug, Serialize, Deserialize)]
struct SavedProfile {
    linked: bool,
    phone: Arc<str>,
}

impl World {
    /// Forgets every client, and closes the browsers of those that work. A browser that shows a code has no client
    /// to be closed by: it goes on and keeps its profile locked.
    pub fn close_all(&mut self, request: RequestId) {
        let known = self.sessions.values().filter(|session| session.memory.is_some());
        let known: Vec<(Arc<str>, Option<RunId>)> = known
            .map(|session| {
                (Arc::clone(&session.name), session.live_run().filter(|run| run.alive).map(|run| run.id))
            })
            .collect();
        for (name, run) in known {
            if let Some(session) = self.sessions.get_mut(&name) {
                session.replace_memory(None);
            }
            if let Some(run) = run {
                self.status_find(&name, run, "browserClose");
                if let Some(run) = self.sessions.get_mut(&name).and_then(|session| session.run_mut(run)) {
                    run.stage = Stage::Closing;
                    run.request = Some(request);
                }
                self.end_run(&name, run);
            }
            self.changed(&name);
        }
    }

    /// The ZIP; none when nothing was ever started, and so no folder of profiles exists.
    #[must_use]
    pub fn backup(&self) -> Option<Result<Vec<u8>, ZipError>> {
        let started = |session: &super::Session| session.profile.exists || session.stored.is_some();
        self.sessions.values().any(started).then(|| self.pack())
    }

    fn pack(&self) -> Result<Vec<u8>, ZipError> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |path: String, content: Vec<u8>| {
            archive.start_file(path, SimpleFileOptions::default())?;
            archive.write_all(&content).map_err(ZipError::from)
        };
        for session in self.sessions.values() {
            if let Some(stored) = &session.stored {
                add(token_path(&session.name), serde_json::to_vec(stored).unwrap_or_default())?;
            }
            if session.profile.exists {
                let saved =
                    SavedProfile { linked: session.profile.linked, phone: Arc::clone(&session.phone) };
                add(profile_path(&session.name), serde_json::to_vec(&saved).unwrap_or_default())?;
            }
        }
        Ok(archive.finish()?.into_inner())
    }

    /// Takes over what a ZIP holds: token files replace those that exist, profile folders do not. Everything in it is
    /// read before anything changes.
    ///
    /// # Errors
    /// Says what is wrong with the ZIP.
    pub fn restore(&mut self, archive: &[u8]) -> Result<(), String> {
        let mut tokens: BTreeMap<String, StartBody> = BTreeMap::new();
        let mut profiles: BTreeMap<String, SavedProfile> = BTreeMap::new();
        let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|error| error.to_string())?;
        for at in 0..archive.len() {
            let file = archive.by_index(at).map_err(|error| error.to_string())?;
            let path = file.name().map_err(|error| error.to_string())?.into_owned();
            let content = file.take(LONGEST);
            if let Some(name) = token_of(&path) {
                tokens.insert(name.to_owned(), read(content, &path)?);
            } else if let Some(name) = profile_of(&path) {
                profiles.insert(name.to_owned(), read(content, &path)?);
            }
        }
        for (name, body) in tokens {
            self.session_entry(&name).stored = Some(Arc::new(body));
        }
        for (name, saved) in profiles {
            let session = self.session_entry(&name);
            if !session.profile.exists {
                session.profile = Profile { exists: true, linked: saved.linked };
                session.phone = saved.phone;
            }
        }
        self.changed_all();
        Ok(())
    }
}

fn read<T: serde::de::DeserializeOwned>(content: impl Read, path: &str) -> Result<T, String> {
    serde_json::from_reader(content).map_err(|error| format!("{path}: {error}"))
}

fn token_path(name: &str) -> String {
    format!("tokens/{name}.data.json")
}

fn token_of(path: &str) -> Option<&str> {
    path.strip_prefix("tokens/")?.strip_suffix(".data.json")
}

fn profile_path(name: &str) -> String {
    format!("userDataDir/{name}/{PROFILE_FILE}")
}

fn profile_of(path: &str) -> Option<&str> {
    path.strip_prefix("userDataDir/")?.strip_suffix(PROFILE_FILE)?.strip_suffix('/')
}
