//! What `wppkit conform` does, without a command-line parser: plain arguments in, text and an exit code out.

use crate::replay::web::Web;
use crate::replay::{self, Operations, Plan, Report as ReplayReport};
use crate::scenario::{self, Gaps, Located, Place, Report as ScenarioReport, Run, Suite, quoted};
use crate::secrets;
use crate::server::Server;
use crate::target::{Process, Step, Target};
use crate::visit::{Guest, Person};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;
use wppkit_api::Profile;

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
    /// `--profile NAME`: which server it is, or is imitated.
    pub profile: Option<Profile>,
    /// `--phone manual`: who is asked to log a session in, on a server without control API.
    pub phone: Option<Arc<dyn Person>>,
    /// `--session NAME`: session of the person, on a server without control API.
    pub session: Option<String>,
    /// `--recipient PHONE`: whom scenarios may send to there; the account itself if left out.
    pub recipient: Option<String>,
    /// `--seed N`: order in which scenarios begin.
    pub seed: Option<u64>,
    /// `--parallel N`: how many scenarios run at once, per target.
    pub parallel: Option<usize>,
    /// `--fail-fast`: stop once a scenario has failed.
    pub fail_fast: bool,
    /// `--html FILE`: the report as a page, too.
    pub html: Option<PathBuf>,
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
    let folder = folder(args);
    let scenarios = scenario::load(&folder).map_err(error)?;
    let server = Server::reach(args.common.server.as_deref(), args.common.secret_key.as_deref())
        .await
        .map_err(error)?;
    let guest = match server.has_control() && args.phone.is_none() {
        true => None,
        false => Some(Guest::arrive(args, &server).await.map_err(error)?),
    };
    let result = on_targets(args, &folder, &scenarios, &server, guest.as_ref()).await;
    if let Some(guest) = &guest {
        guest.leave().await.map_err(error)?;
    }
    let run = Run { shown: secrets::found(), ..result? };
    if run.reports.iter().all(|report| report.ran.is_empty()) {
        return Err(error(match guest {
            Some(_) => "no scenario that runs on servers matches --only and --profile",
            None => "no scenario matches --only and --profile",
        }));
    }
    if let Some(path) = &args.common.junit {
        write(path, &run.junit().map_err(error)?)?;
    }
    if let Some(path) = &args.html {
        write(path, &run.html().map_err(error)?)?;
    }
    let output = if args.common.json { pretty(&run.json())? } else { run.text() };
    let uncovered = args.require_coverage && !run.gaps.is_empty();
    Ok(Finished { output, exit_code: i32::from(!run.is_clean() || uncovered) })
}

/// Runs scenarios through every target, all targets at once.
async fn on_targets(
    args: &ConformArgs,
    folder: &Path,
    scenarios: &[Located],
    server: &Server,
    guest: Option<&Guest>,
) -> Result<Run, ConformError> {
    let home = folder.parent().unwrap_or(Path::new("."));
    let names = if args.targets.is_empty() { vec!["rust".to_owned()] } else { args.targets.clone() };
    let stop = CancellationToken::new();
    let mut built = BTreeSet::new();
    let mut suites = Vec::new();
    for name in names {
        let target = target(home, &name, &args.adapters, &mut built).await?;
        let known_failing = scenario::known_failing(&home.join("known-failing"), &name, scenarios);
        let place = match guest {
            Some(guest) => Place::Server(guest.visit.clone()),
            None => Place::Worlds { base: server.base().clone(), profile: args.profile },
        };
        // Somebody's server is not put under load.
        let usual = if guest.is_some() { 1 } else { target.parallel() };
        suites.push(Arc::new(Suite {
            place,
            mint: Arc::clone(server.mint()),
            target,
            known_failing: known_failing.map_err(error)?,
            only: args.only.clone(),
            parallel: args.parallel.unwrap_or(usual).max(1),
            seed: args.seed,
            fail_fast: args.fail_fast.then(|| stop.clone()),
        }));
    }
    let running = suites.iter().map(|suite| async {
        let started = Instant::now();
        let ran = scenario::run_all(suite, scenarios).await;
        ScenarioReport { target: suite.target.name().to_owned(), ran, took: started.elapsed() }
    });
    Ok(Run {
        reports: join_all(running).await,
        shown: Vec::new(),
        gaps: if guest.is_some() { Gaps::default() } else { scenario::gaps(scenarios) },
        seed: args.seed,
        flags: flags(args),
    })
}

/// Arguments that a repetition of one scenario needs as well, each with a space before it. The secret key is none:
/// it comes from the environment.
fn flags(args: &ConformArgs) -> String {
    let mut out = String::new();
    let mut add = |flag: &str, value: &str| {
        out.push_str(&format!(" --{flag} {}", quoted(value)));
    };
    if let Some(folder) = &args.scenarios {
        add("scenarios", &folder.to_string_lossy());
    }
    for adapter in &args.adapters {
        add("adapter", adapter);
    }
    if let Some(server) = &args.common.server {
        add("server", server);
    }
    if let Some(profile) = args.profile {
        add("profile", profile.as_str());
    }
    if args.phone.is_some() {
        add("phone", "manual");
    }
    if let Some(session) = &args.session {
        add("session", session);
    }
    if let Some(recipient) = &args.recipient {
        add("recipient", recipient);
    }
    out
}

/// Looks for scenarios that cannot fail or say too little.
pub fn lint(args: &ConformArgs) -> Result<Finished, ConformError> {
    let scenarios = scenario::load(&folder(args)).map_err(error)?;
    let found = scenario::lint(&scenarios);
    let output = match found.len() {
        0 => format!("{} scenarios, nothing to find fault with", scenarios.len()),
        count => format!("{}\n\n{count} findings in {} scenarios", found.join("\n"), scenarios.len()),
    };
    Ok(Finished { output, exit_code: i32::from(!found.is_empty()) })
}

/// Folder of the scenarios.
#[must_use]
pub fn folder(args: &ConformArgs) -> PathBuf {
    args.scenarios.clone().unwrap_or_else(|| PathBuf::from("conformance-tests/scenarios"))
}

/// How many recordings are replayed at once.
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
    if let Some(path) = &args.common.junit {
        write(path, &report.junit().map_err(error)?)?;
    }
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
async fn target(
    home: &Path,
    name: &str,
    adapters: &[String],
    built: &mut BTreeSet<Step>,
) -> Result<Arc<dyn Target>, ConformError> {
    let given = adapters
        .iter()
        .find_map(|adapter| adapter.split_once('=').filter(|(adapter, _)| *adapter == name))
        .map(|(_, command)| command);
    let Some(command) = given else {
        if let Some(target) = crate::target::built_in(name) {
            return Ok(target);
        }
        return match crate::target::adapter(home, name, built).await.map_err(error)? {
            Some(target) => Ok(target),
            None => Err(error(format!("no target {name:?}: give its adapter as --adapter {name}=COMMAND"))),
        };
    };
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| error(format!("the adapter {name} has an empty command")))?;
    Ok(Arc::new(Process::new(name, program, &words.collect::<Vec<_>>())))
}

/// Looks for changes of the files in a folder.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    seen: BTreeMap<PathBuf, SystemTime>,
}

/// How often a watch looks: a few hundred files, whose dates are in memory.
const LOOK: Duration = Duration::from_millis(300);

impl Watch {
    /// A watch on every file below a folder, from now on.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { seen: dates(folder), folder: folder.to_owned() }
    }

    /// Waits until a file is another one, new or gone.
    pub async fn changed(&mut self) {
        loop {
            let now = dates(&self.folder);
            if now != self.seen {
                self.seen = now;
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// When each file below a folder was changed.
fn dates(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut dates = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.metadata() {
            Ok(about) if about.is_dir() => dates.extend(self::dates(&path)),
            Ok(about) => drop(dates.insert(path, about.modified().unwrap_or(UNIX_EPOCH))),
            Err(_) => {}
        }
    }
    dates
}

fn write(path: &Path, content: &str) -> Result<(), ConformError> {
    std::fs::write(path, content).map_err(|problem| error(format!("{}: {problem}", path.display())))
}

fn pretty(value: &serde_json::Value) -> Result<String, ConformError> {
    serde_json::to_string_pretty(value).map_err(error)
}
