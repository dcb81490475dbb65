//! Adapters of this repository: `adapters/<name>/adapter.yaml` says how one is built and started.

use super::{Process, Shared, Target, TargetError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::process::Command;

/// Longest time for one step of building.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// How an adapter is built and started; paths are from the root of the repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adapter {
    /// What is run first, in this order.
    #[serde(default)]
    prepare: Vec<Step>,
    /// Command of the adapter.
    run: String,
    /// Whether one process serves all scenarios, several at a time.
    #[serde(default)]
    shared: bool,
}

/// One step of building.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Command.
    run: String,
    /// Folder that it is run in.
    #[serde(default, rename = "in")]
    folder: PathBuf,
    /// A path that says that it was done already.
    unless: Option<PathBuf>,
    /// Files and folders that it is made of: it is done again once one of them is newer than `unless`.
    #[serde(default)]
    of: Vec<PathBuf>,
}

impl Step {
    fn is_done(&self, root: &Path) -> bool {
        let Some(made) = self.unless.as_ref().and_then(|path| changed(&root.join(path))) else {
            return false;
        };
        !self.of.iter().any(|path| is_newer(&root.join(path), made))
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

/// Whether a file, or anything in a folder, was changed after that moment. What is gone is newer than anything.
fn is_newer(path: &Path, than: SystemTime) -> bool {
    // What tools leave behind.
    let left = path.file_name().and_then(OsStr::to_str);
    let left = left.is_some_and(|name| name.starts_with('.') || ["__pycache__", "target"].contains(&name));
    !left
        && (changed(path).is_none_or(|changed| changed > than)
            || std::fs::read_dir(path)
                .into_iter()
                .flatten()
                .flatten()
                .any(|entry| is_newer(&entry.path(), than)))
}

/// The adapter of this name, built; `None` if the repository has none. `folder` is `conformance-tests`. What is in
/// `done` was built for another adapter of the same run.
///
/// # Errors
/// A description that cannot be read, or a step that fails.
pub async fn adapter(
    folder: &Path,
    name: &str,
    done: &mut BTreeSet<Step>,
) -> Result<Option<Arc<dyn Target>>, TargetError> {
    let path = folder.join("adapters").join(name).join("adapter.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    let broken =
        |problem: &dyn std::fmt::Display| TargetError::Broken(format!("{}: {problem}", path.display()));
    let adapter: Adapter = serde_saphyr::from_str(&text).map_err(|error| broken(&error))?;
    let root = folder.join("..");
    let root = root.canonicalize().map_err(|error| broken(&error))?;
    for step in &adapter.prepare {
        if !done.insert(step.clone()) || step.is_done(&root) {
            continue;
        }
        tell(&format!("target {name}: {}", step.run));
        prepare(&root, step).await.map_err(|problem| broken(&problem))?;
    }
    let (program, arguments) = words(&adapter.run).ok_or_else(|| broken(&"run is empty"))?;
    let process = Process::new(name, program, &arguments).within(&root);
    Ok(Some(if adapter.shared { Arc::new(Shared::new(process)) } else { Arc::new(process) }))
}

fn words(command: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = command.split_whitespace();
    Some((words.next()?, words.collect()))
}

async fn prepare(root: &Path, step: &Step) -> Result<(), String> {
    let (program, arguments) = words(&step.run).ok_or("a step is empty")?;
    let child = Command::new(program)
        .args(arguments)
        .current_dir(root.join(&step.folder))
        .stdin(Stdio::null())
        // Results go to standard output; how they came about does not.
        .stdout(std::io::stderr())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("{} cannot be started: {error}", step.run))?;
    let waiting = async {
        let mut child = child;
        child.wait().await
    };
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("{} failed ({status})", step.run)),
        Ok(Err(error)) => Err(format!("{}: {error}", step.run)),
        Err(_) => Err(format!("{} is not done after {PATIENCE:?}", step.run)),
    }
}

/// Says on standard error what takes its time.
fn tell(line: &str) {
    // Nobody reads it if that fails.
    drop(writeln!(std::io::stderr(), "{line}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(adapter: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("conformance-tests/adapters/shell");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("adapter.yaml"), adapter).unwrap();
        root
    }

    async fn built(root: &tempfile::TempDir) -> Result<Option<Arc<dyn Target>>, TargetError> {
        adapter(&root.path().join("conformance-tests"), "shell", &mut BTreeSet::new()).await
    }

    #[tokio::test]
    async fn steps_are_run_once_where_they_say_so() {
        let root = repository(
            "prepare:\n  - {run: mkdir made, unless: made}\n  - {run: touch there, in: made}\nrun: sh -c true\n",
        );
        assert!(built(&root).await.unwrap().is_some());
        assert!(root.path().join("made/there").exists());
        assert!(built(&root).await.unwrap().is_some(), "mkdir would fail a second time");

        let root = repository("prepare: [{run: mkdir made}]\nrun: sh -c true\n");
        let mut done = BTreeSet::new();
        for _ in 0..2 {
            adapter(&root.path().join("conformance-tests"), "shell", &mut done).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_step_is_done_again_when_what_it_is_made_of_changes() {
        let root =
            repository("prepare: [{run: sh build, unless: made, of: [sources, build]}]\nrun: sh -c true\n");
        std::fs::create_dir_all(root.path().join("sources/deeper")).unwrap();
        std::fs::write(root.path().join("build"), "echo built >>made").unwrap();
        let times = || std::fs::read_to_string(root.path().join("made")).unwrap().lines().count();
        let date = |path: &str, seconds: u64| {
            let file = std::fs::File::open(root.path().join(path)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        };
        built(&root).await.unwrap();
        built(&root).await.unwrap();
        assert_eq!(times(), 1);
        let source = "sources/deeper/file";
        std::fs::write(root.path().join(source), "").unwrap();
        date(source, 1 << 32);
        built(&root).await.unwrap();
        assert_eq!(times(), 2);
        for path in ["sources", "sources/deeper", source, "build"] {
            date(path, 1);
        }
        built(&root).await.unwrap();
        assert_eq!(times(), 2);
    }

    #[tokio::test]
    async fn a_step_that_fails_and_an_unknown_key_are_told() {
        let error = built(&repository("prepare: [{run: 'false'}]\nrun: sh\n")).await.err().unwrap();
        assert!(error.to_string().contains("false failed"), "{error}");
        let error = built(&repository("runs: sh\n")).await.err().unwrap();
        assert!(error.to_string().contains("runs"), "{error}");
        let root = tempfile::tempdir().unwrap();
        assert!(adapter(root.path(), "shell", &mut BTreeSet::new()).await.unwrap().is_none());
    }
}
