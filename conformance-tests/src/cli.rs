//! What `wppkit conform` does, without a command-line parser: plain arguments in, text and an exit code out.

use crate::replay::web::Web;
use crate::replay::{self, Operations, Plan, Report as ReplayReport};
use crate::scenario::{self, Report as ScenarioReport, Suite};
use crate::server::Server;
use crate::target::{Process, Target};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `wppkit conform`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ConformArgs {
    /// `--target T`: what scenarios are run through; `rust` if none is named. May be given several times.
    pub targets: Vec<String>,
    /// `--adapter NAME=COMMAND`: an adapter process that speaks the protocol, chosen by `--target NAME`.
    pub adapters: Vec<String>,
    /// `--only PATTERN`: part of an id, or an operation. May be given several times.
    pub only: Vec<String>,
    /// `--require-coverage`: what has no scenario is a failure.
    pub require_coverage: bool,
    /// `--scenarios FOLDER`: `conformance-tests/scenarios` of the current folder if left out.
    pub scenarios: Option<PathBuf>,
    /// Server and report.
    pub common: CommonArgs,
}

/// Arguments of `wppkit conform replay FILE…`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReplayArgs {
    /// Files: `.jsonl` holds exchanges, `.json` life cycles.
    pub files: Vec<PathBuf>,
    /// `--only PATTERN`: part of an id or a route, or a group. May be given several times.
    pub only: Vec<String>,
    /// `--all-routes`: also routes that the registry does not have.
    pub operations: Operations,
    /// Server and report.
    pub common: CommonArgs,
}

/// What both have.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CommonArgs {
    /// `--server URL`: a running mock instead of one in this process.
    pub server: Option<String>,
    /// `--secret-key S`: secret key of that server.
    pub secret_key: Option<String>,
    /// `--json`: the report as JSON.
    pub json: bool,
    /// `--junit FILE`: the report as JUnit, too.
    pub junit: Option<PathBuf>,
}

/// What is printed, and how the process ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished {
    /// For standard output.
    pub output: String,
    /// 0: everything as expected; 1: something differs or fails.
    pub exit_code: i32,
}

/// A run that could not be made: wrong arguments or files, no server.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConformError(pub String);

fn error(problem: impl std::fmt::Display) -> ConformError {
    ConformError(problem.to_string())
}

/// Runs scenarios.
pub async fn conform(args: &ConformArgs) -> Result<Finished, ConformError> {
    let folder = args.scenarios.clone().unwrap_or_else(|| PathBuf::from("conformance-tests/scenarios"));
    let scenarios = scenario::load(&folder).map_err(error)?;
    let server = Server::open(args.common.server.as_deref(), args.common.secret_key.as_deref())
        .await
        .map_err(error)?;
    let names = if args.targets.is_empty() { vec!["rust".to_owned()] } else { args.targets.clone() };
    let mut reports = Vec::new();
    for name in &names {
        let home = folder.parent().unwrap_or(Path::new("."));
        let target = target(home, name, &args.adapters).await?;
        let failing = home.join("known-failing");
        let suite = Arc::new(Suite {
            server: server.base().clone(),
            mint: Arc::clone(server.mint()),
            target,
            known_failing: scenario::known_failing(&failing, name, &scenarios).map_err(error)?,
            only: args.only.clone(),
            parallel: PARALLEL,
        });
        let ran = scenario::run_all(&suite, &scenarios).await;
        if ran.is_empty() {
            return Err(error("no scenario matches --only"));
        }
        reports.push(ScenarioReport { target: name.clone(), ran, gaps: scenario::gaps(&scenarios) });
    }
    let junit = || reports.iter().map(ScenarioReport::junit).collect::<Result<Vec<_>, _>>();
    write_junit(&args.common, junit)?;
    let output = if args.common.json {
        let all: Vec<_> = reports.iter().map(ScenarioReport::json).collect();
        pretty(&if all.len() == 1 { all[0].clone() } else { all.into() })?
    } else {
        reports.iter().map(ScenarioReport::text).collect::<Vec<_>>().join("\n")
    };
    let uncovered = args.require_coverage && reports.iter().any(|report| !report.gaps.is_empty());
    let clean = reports.iter().all(ScenarioReport::is_clean) && !uncovered;
    Ok(Finished { output, exit_code: i32::from(!clean) })
}

/// How many worlds are used at once.
const PARALLEL: usize = 16;

/// Replays recordings.
pub async fn replay(args: &ReplayArgs) -> Result<Finished, ConformError> {
    if args.files.is_empty() {
        return Err(error("name at least one file of recordings"));
    }
    let server = Server::open(args.common.server.as_deref(), args.common.secret_key.as_deref())
        .await
        .map_err(error)?;
    let report = replay_files(&server, &args.files, &args.only, args.operations).await?;
    write_junit(&args.common, || report.junit().map(|report| vec![report]))?;
    let output = if args.common.json { pretty(&report.json())? } else { report.text() };
    Ok(Finished { output, exit_code: i32::from(!report.is_clean()) })
}

/// Replays files against an open server.
pub async fn replay_files(
    server: &Server,
    files: &[PathBuf],
    only: &[String],
    operations: Operations,
) -> Result<ReplayReport, ConformError> {
    let folder = tempfile::tempdir().map_err(error)?;
    std::fs::write(folder.path().join("voice.mp3"), VOICE).map_err(error)?;
    let web = Web::start().await.map_err(error)?;
    let plan = Arc::new(Plan {
        server: server.base().clone(),
        mint: Arc::clone(server.mint()),
        files: folder.path().to_string_lossy().into_owned(),
        web_host: web.host().to_owned(),
        only: only.to_vec(),
        operations,
        parallel: PARALLEL,
    });
    let mut report = ReplayReport::default();
    for file in files {
        let replayed = if file.extension().is_some_and(|extension| extension == "json") {
            let sequences = replay::lifecycle::sequence::load(file).map_err(error)?;
            replay::lifecycle::replay(&plan, sequences).await
        } else {
            replay::replay(&plan, replay::recording::load(file).map_err(error)?).await
        };
        report.replayed.extend(replayed);
    }
    Ok(report)
}

/// The beginning of an MP3 file: enough for its kind to be told.
const VOICE: &[u8] = b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\0";

/// The target of this name: an adapter that was given, one that is built in, or one of the repository.
async fn target(home: &Path, name: &str, adapters: &[String]) -> Result<Arc<dyn Target>, ConformError> {
    let given = adapters
        .iter()
        .find_map(|adapter| adapter.split_once('=').filter(|(adapter, _)| *adapter == name))
        .map(|(_, command)| command);
    let Some(command) = given else {
        if let Some(target) = crate::target::built_in(name) {
            return Ok(target);
        }
        return match crate::target::adapter(home, name).await.map_err(error)? {
            Some(process) => Ok(Arc::new(process)),
            None => Err(error(format!("no target {name:?}: give its adapter as --adapter {name}=COMMAND"))),
        };
    };
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| error(format!("the adapter {name} has an empty command")))?;
    Ok(Arc::new(Process::new(name, program, &words.collect::<Vec<_>>())))
}

fn write_junit(
    common: &CommonArgs,
    reports: impl FnOnce() -> Result<Vec<String>, String>,
) -> Result<(), ConformError> {
    let Some(path) = &common.junit else { return Ok(()) };
    let reports = reports().map_err(error)?;
    // One file holds one report; further targets get a number.
    for (index, report) in reports.iter().enumerate() {
        let path = if index == 0 { path.clone() } else { path.with_extension(format!("{index}.xml")) };
        std::fs::write(&path, report).map_err(|e| error(format!("{}: {e}", path.display())))?;
    }
    Ok(())
}

fn pretty(value: &serde_json::Value) -> Result<String, ConformError> {
    serde_json::to_string_pretty(value).map_err(error)
}
