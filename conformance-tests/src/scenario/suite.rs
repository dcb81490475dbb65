//! Runs many scenarios through one target, in parallel worlds.

use super::choose::{choose, order};
use super::load::Located;
use super::place::{Place, Site};
use super::run::{Failure, Stop, run};
use crate::secrets;
use crate::target::Target;
use crate::token::Mint;
use futures_util::{StreamExt, stream};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// What is run, and against what.
pub struct Suite {
    /// Where the scenarios happen.
    pub place: Place,
    /// Tokens of that server.
    pub mint: Arc<Mint>,
    /// What the scenarios are run through.
    pub target: Arc<dyn Target>,
    /// Ids of scenarios that are known to fail, and must.
    pub known_failing: BTreeSet<String>,
    /// Patterns that choose scenarios; empty chooses all.
    pub only: Vec<String>,
    /// How many run at once.
    pub parallel: usize,
    /// Seed of the order in which they begin; `None`: the order of the files.
    pub seed: Option<u64>,
    /// Stop once a scenario has failed, here or in another suite that has the same token.
    pub fail_fast: Option<CancellationToken>,
}

/// How a scenario ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As written.
    Passed,
    /// Not as written.
    Failed(Failure),
    /// Not as written, as is known.
    KnownFailing(Failure),
    /// As written, though it is listed as failing.
    UnexpectedlyPassed,
    /// The target cannot express it, or the server cannot be brought to it; says why.
    NotForTarget(String),
}

impl Outcome {
    /// Whether the run as a whole fails by it.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::UnexpectedlyPassed)
    }
}

/// A scenario and how it ended.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Id of the scenario.
    pub id: String,
    /// Its group.
    pub group: String,
    /// Operations and helpers that it calls, each once.
    pub calls: Vec<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Real time that it took.
    pub took: Duration,
}

/// Runs every chosen scenario, and reports them in the order of the files. Each is a task of its own, so that one
/// that is busy does not hold up the time of another.
pub async fn run_all(suite: &Arc<Suite>, scenarios: &[Located]) -> Vec<Ran> {
    let chosen: Vec<&Located> = choose(scenarios, &suite.only)
        .into_iter()
        .filter(|located| suite.place.concerns(&located.scenario))
        .collect();
    let in_order = order(&chosen, suite.seed).into_iter().map(|at| (at, chosen[at].clone()));
    let running = stream::iter(in_order)
        .map(|(at, located)| {
            let suite = Arc::clone(suite);
            async move { (at, run_located(suite, located, at).await) }
        })
        .buffer_unordered(suite.parallel);
    tokio::pin!(running);
    let stop = suite.fail_fast.clone().unwrap_or_default();
    let mut ran: Vec<(usize, Ran)> = Vec::new();
    loop {
        tokio::select! {
            biased;
            one = running.next() => match one {
                None => break,
                Some(one) => {
                    if suite.fail_fast.is_some() && one.1.outcome.is_failure() {
                        stop.cancel();
                    }
                    ran.push(one);
                }
            },
            // What is under way is dropped.
            () = stop.cancelled() => break,
        }
    }
    ran.sort_by_key(|(at, _)| *at);
    ran.into_iter().map(|(_, ran)| ran).collect()
}

async fn run_located(suite: Arc<Suite>, located: Located, at: usize) -> Ran {
    let (id, group) = (located.id(), located.group.clone());
    let calls: BTreeSet<String> = located.calls().map(str::to_owned).collect();
    let started = Instant::now();
    let task = AbortOnDropHandle::new(tokio::spawn(async move { run_one(&suite, &located, at).await }));
    let outcome = task.await.unwrap_or_else(|error| {
        Outcome::Failed(Failure { place: "the runner".to_owned(), problems: vec![error.to_string()] })
    });
    Ran { id, group, calls: calls.into_iter().collect(), outcome, took: started.elapsed() }
}

async fn run_one(suite: &Suite, located: &Located, index: usize) -> Outcome {
    let scenario = &located.scenario;
    if !is_for(&scenario.targets, &*suite.target) {
        return Outcome::NotForTarget("the target cannot express it".to_owned());
    }
    if let Some(why) = suite.place.lacks(scenario) {
        return Outcome::NotForTarget(why.to_owned());
    }
    let site = Site::of(&suite.place, scenario, suite.target.name(), index);
    let result = run(scenario, &*suite.target, &site, &suite.mint).await;
    let shown = |failure: Failure| Failure {
        problems: failure.problems.into_iter().map(secrets::fit_for_report).collect(),
        ..failure
    };
    match (result, suite.known_failing.contains(&located.id())) {
        (Ok(()), false) => Outcome::Passed,
        (Ok(()), true) => Outcome::UnexpectedlyPassed,
        (Err(Stop::Unsupported(why)), _) => Outcome::NotForTarget(why),
        (Err(Stop::Failed(failure)), false) => Outcome::Failed(shown(failure)),
        (Err(Stop::Failed(failure)), true) => Outcome::KnownFailing(shown(failure)),
    }
}

fn is_for(targets: &[String], target: &dyn Target) -> bool {
    targets.is_empty()
        || targets.iter().any(|name| name == target.name() || (name == "sdk" && target.is_sdk()))
}

/// Reads `known-failing/<target>.txt`: one id per line, `#` begins a comment. A missing file lists none.
pub fn known_failing(folder: &Path, target: &str, scenarios: &[Located]) -> Result<BTreeSet<String>, String> {
    let path = folder.join(format!("{target}.txt"));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let ids: BTreeSet<String> = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    match ids.iter().find(|id| !scenarios.iter().any(|located| located.id() == **id)) {
        Some(unknown) => Err(format!("{}: no scenario is called {unknown:?}", path.display())),
        None => Ok(ids),
    }
}
