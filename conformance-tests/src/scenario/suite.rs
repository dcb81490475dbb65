//! Runs many scenarios through one target, in parallel worlds.

use super::load::Located;
use super::run::{Failure, run};
use crate::control::Control;
use crate::http::Base;
use crate::target::Target;
use crate::token::Mint;
use futures_util::{StreamExt, stream};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is run, and against what.
pub struct Suite {
    /// Server whose worlds are used.
    pub server: Base,
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
    /// The target cannot express it.
    NotForTarget,
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
    /// How it ended.
    pub outcome: Outcome,
    /// Real time that it took.
    pub took: Duration,
}

/// Runs every chosen scenario, and reports them in the order of the files. Each is a task of its own, so that one
/// that is busy does not hold up the time of another.
pub async fn run_all(suite: &Arc<Suite>, scenarios: &[Located]) -> Vec<Ran> {
    let chosen = scenarios.iter().filter(|located| located.chosen(&suite.only)).cloned().enumerate();
    let mut ran: Vec<(usize, Ran)> = stream::iter(chosen)
        .map(|(index, located)| {
            let suite = Arc::clone(suite);
            let (id, group) = (located.id(), located.group.clone());
            async move {
                let started = Instant::now();
                let task = tokio::spawn(async move { run_one(&suite, &located, index).await });
                let outcome = task.await.unwrap_or_else(|error| {
                    Outcome::Failed(Failure {
                        place: "the runner".to_owned(),
                        problems: vec![error.to_string()],
                    })
                });
                (index, Ran { id, group, outcome, took: started.elapsed() })
            }
        })
        .buffer_unordered(suite.parallel)
        .collect()
        .await;
    ran.sort_by_key(|(index, _)| *index);
    ran.into_iter().map(|(_, ran)| ran).collect()
}

async fn run_one(suite: &Suite, located: &Located, index: usize) -> Outcome {
    if !is_for(&located.scenario.targets, &*suite.target) {
        return Outcome::NotForTarget;
    }
    let world = suite.server.join(&format!("/__mock__/worlds/scenario-{}-{index}", suite.target.name()));
    let result = run(&located.scenario, &*suite.target, Control::new(world), &suite.mint).await;
    match (result, suite.known_failing.contains(&located.id())) {
        (Ok(()), false) => Outcome::Passed,
        (Ok(()), true) => Outcome::UnexpectedlyPassed,
        (Err(failure), false) => Outcome::Failed(failure),
        (Err(failure), true) => Outcome::KnownFailing(failure),
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
