//! What earlier runs found, in `target/mutants/results.json`: a run that was interrupted goes on where it stopped, and
//! a mutant is tried first with the scenario that caught it last.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// What is known of the mutants.
#[derive(Debug)]
pub(super) struct Results {
    path: PathBuf,
    /// Which sources are run now.
    sources: String,
    caught: BTreeMap<String, Catch>,
}

/// Which scenario caught a mutant.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Catch {
    by: String,
    /// In which sources.
    sources: String,
}

impl Results {
    /// Reads what was kept.
    pub(super) fn open(root: &Path) -> Result<Self, String> {
        let path = root.join("target/mutants/results.json");
        Ok(Self { sources: sources(root)?, caught: read(&path), path })
    }

    /// The scenario that caught this mutant in the same sources.
    pub(super) fn known(&self, id: &str) -> Option<&str> {
        self.caught.get(id).filter(|catch| catch.sources == self.sources).map(|catch| catch.by.as_str())
    }

    /// The scenario that caught it last, in whichever sources.
    pub(super) fn last(&self, id: &str) -> Option<&str> {
        self.caught.get(id).map(|catch| catch.by.as_str())
    }

    /// Keeps who caught a mutant, or that nobody does any more.
    pub(super) fn keep(&mut self, id: &str, by: Option<&str>) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.path.display());
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        // Another run may have found something meanwhile.
        let turn = std::fs::File::create(self.path.with_extension("lock")).map_err(failed)?;
        turn.lock().map_err(failed)?;
        self.caught = read(&self.path);
        match by {
            Some(by) => {
                let catch = Catch { by: by.to_owned(), sources: self.sources.clone() };
                self.caught.insert(id.to_owned(), catch);
            }
            None => drop(self.caught.remove(id)),
        }
        let text = serde_json::to_string_pretty(&self.caught).map_err(|error| error.to_string())?;
        // A run that is ended in the middle of this leaves the file as it was.
        let new = self.path.with_extension("new");
        std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, &self.path)).map_err(failed)
    }
}

/// What was kept; nothing if there is no such file, or if it is from another version of this task.
fn read(path: &Path) -> BTreeMap<String, Catch> {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_default()
}

/// A name for the content of all sources, committed or not.
fn sources(root: &Path) -> Result<String, String> {
    let index = root.join("target/mutants/index");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(root)
            .env("GIT_INDEX_FILE", &index)
            .output()
            .map_err(|error| format!("git: {error}"))?;
        match done.status.success() {
            true => Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned()),
            false => Err(format!("git {}: {}", arguments[0], String::from_utf8_lossy(&done.stderr))),
        }
    };
    std::fs::create_dir_all(root.join("target/mutants")).map_err(|error| error.to_string())?;
    git(&["add", "--all"])?;
    git(&["write-tree"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(path: PathBuf, sources: &str) -> Results {
        Results { caught: read(&path), path, sources: sources.to_owned() }
    }

    #[test]
    fn what_was_found_in_the_same_sources_is_known_and_in_others_a_hint() {
        let folder = std::env::temp_dir().join(format!("wppkit-xtask-{}", std::process::id()));
        let path = folder.join("results.json");
        let mut first = results(path.clone(), "one");
        let mut beside = results(path.clone(), "one");
        first.keep("core/a", Some("chat: A")).unwrap();
        beside.keep("mock/c", Some("chat: C")).unwrap();
        first.keep("core/b", Some("chat: B")).unwrap();
        first.keep("core/b", None).unwrap();
        let again = results(path.clone(), "one");
        assert_eq!((again.known("core/a"), again.known("core/b")), (Some("chat: A"), None));
        assert_eq!(again.known("mock/c"), Some("chat: C"), "a run beside it forgets nothing");
        let later = results(path, "two");
        assert_eq!((later.known("core/a"), later.last("core/a")), (None, Some("chat: A")));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
