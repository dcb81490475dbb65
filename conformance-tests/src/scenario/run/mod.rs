//! Runs one scenario through a target, in a world of its own.

mod call;
mod request;

use super::matcher::matches;
use super::model::{ClientSettings, Clock, ControlStep, FileContent, Scenario, Step};
use super::place::Site;
use super::variables::Variables;
use crate::control::Control;
use crate::replay::Driver;
use crate::target::{Clients, Target};
use crate::token::Mint;
use base64::Engine as _;
use serde_json::Value;
use std::collections::BTreeMap;
use wppkit_api::Profile;

/// Runs a scenario. The error says which step failed and how.
pub async fn run(scenario: &Scenario, target: &dyn Target, site: &Site, mint: &Mint) -> Result<(), Stop> {
    let folder = tempfile::tempdir().map_err(|error| Failure::given(error.to_string()))?;
    let files = write_files(scenario, folder.path()).map_err(Failure::given)?;
    let mut runner = Runner {
        world: site.control.clone().map(|control| Driver::new(control, mint)),
        site,
        clients: target.open().await.map_err(|error| Failure::given(error.to_string()))?,
        is_sdk: target.is_sdk(),
        variables: Variables {
            mint,
            session: &site.session,
            recipient: &site.recipient,
            url: site.base.url(),
            files,
            saved: BTreeMap::new(),
        },
        settings: scenario.given.client.clone(),
        clock: scenario.given.clock,
        calls: 0,
        unsupported: None,
    };
    if let Some(world) = &runner.world {
        runner.given(scenario, world.control()).await.map_err(Failure::given)?;
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        if let Err(problems) = runner.step(step).await {
            return Err(match runner.unsupported {
                Some(why) => Stop::Unsupported(why),
                None => {
                    Stop::Failed(Failure { place: format!("step {} ({})", index + 1, name(step)), problems })
                }
            });
        }
    }
    let Some(world) = &runner.world else { return Ok(()) };
    let afterwards = runner.afterwards(scenario, world.control()).await.map_err(Failure::given)?;
    if afterwards.is_empty() {
        Ok(())
    } else {
        Err(Stop::Failed(Failure { place: "afterwards".to_owned(), problems: afterwards }))
    }
}

/// Why a scenario did not get through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Something is not as written.
    Failed(Failure),
    /// The client has nothing for one of its calls.
    Unsupported(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Where a scenario failed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `step 2 (send-text)`, `afterwards` or `given`.
    pub place: String,
    /// One line each.
    pub problems: Vec<String>,
}

impl Failure {
    fn given(problem: String) -> Self {
        Self { place: "given".to_owned(), problems: vec![problem] }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.place, self.problems.join("; "))
    }
}

fn name(step: &Step) -> &str {
    match step {
        Step::Call(step) => &step.call,
        Step::Control(step) => &step.control,
        Step::Request(step) => &step.request,
    }
}

fn write_files(scenario: &Scenario, folder: &std::path::Path) -> Result<BTreeMap<String, String>, String> {
    let mut paths = BTreeMap::new();
    for (name, content) in &scenario.given.files {
        let bytes = match content {
            FileContent::Text(text) => text.clone().into_bytes(),
            FileContent::Base64(text) => base64::engine::general_purpose::STANDARD
                .decode(text)
                .map_err(|error| format!("file {name}: {error}"))?,
            FileContent::Bytes(count) => vec![b'x'; *count],
        };
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| format!("file {name}: {error}"))?;
        paths.insert(name.clone(), path.to_string_lossy().into_owned());
    }
    Ok(paths)
}

struct Runner<'a> {
    /// The world; none on a server that is somebody's.
    world: Option<Driver<'a>>,
    site: &'a Site,
    clients: Box<dyn Clients>,
    is_sdk: bool,
    variables: Variables<'a>,
    settings: ClientSettings,
    clock: Clock,
    calls: u64,
    /// What the client said of a call that it has nothing for.
    unsupported: Option<String>,
}

impl Runner<'_> {
    async fn given(&self, scenario: &Scenario, control: &Control) -> Result<(), String> {
        let given = &scenario.given;
        let text = |error: crate::control::ControlError| error.to_string();
        control.reset(given.preset.as_deref().unwrap_or("empty")).await.map_err(text)?;
        control.freeze().await.map_err(text)?;
        if self.site.profile != Profile::default() {
            control.set_profile(self.site.profile).await.map_err(text)?;
        }
        for (session, state) in &given.sessions {
            control.put_session(session, &self.variables.fill(state)?).await.map_err(text)?;
        }
        if let Some(directory) = &given.directory {
            control.call("PUT", "/directory", Some(directory)).await.map_err(text)?;
        }
        if !given.faults.is_empty() {
            let faults = self.variables.fill(&Value::Array(given.faults.clone()))?;
            control.put_faults(&faults).await.map_err(text)?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), Vec<String>> {
        match step {
            Step::Call(step) => self.call(step).await,
            Step::Control(step) => self.control(step).await,
            Step::Request(step) => self.request(step).await,
        }
    }

    fn control_api(&self) -> Result<&Control, Vec<String>> {
        let world = self.world.as_ref().map(Driver::control);
        world.ok_or_else(|| vec!["this server has no control API".to_owned()])
    }

    async fn control(&self, step: &ControlStep) -> Result<(), Vec<String>> {
        let one = |problem: String| vec![problem];
        let (method, path) =
            step.control.split_once(' ').ok_or_else(|| one("a control step is METHOD /path".into()))?;
        let body = step.body.as_ref().map(|body| self.variables.fill(body)).transpose().map_err(one)?;
        let answer = self
            .control_api()?
            .call(method, path, body.as_ref())
            .await
            .map_err(|error| one(error.to_string()))?;
        let Some(expected) = &step.answer else { return Ok(()) };
        none(matches(&self.variables.fill(expected).map_err(one)?, &answer))
    }

    async fn afterwards(&self, scenario: &Scenario, control: &Control) -> Result<Vec<String>, String> {
        let mut problems = Vec::new();
        if !scenario.journal.is_empty() {
            let entries = control.requests().await.map_err(|error| error.to_string())?;
            for expected in &scenario.journal {
                let body = expected.body.as_ref().map(|body| self.variables.fill(body)).transpose()?;
                problems.extend(super::afterwards::journal(expected, body.as_ref(), &entries));
            }
        }
        if !scenario.deliveries.is_empty() {
            let log = control.deliveries().await.map_err(|error| error.to_string())?;
            problems.extend(super::afterwards::deliveries(&scenario.deliveries, &log));
        }
        Ok(problems)
    }
}

fn none(problems: Vec<String>) -> Result<(), Vec<String>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
