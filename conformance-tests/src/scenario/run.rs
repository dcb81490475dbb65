//! Runs one scenario through a target, in a world of its own.

use super::errors::{describe, error_problems};
use super::matcher::matches;
use super::model::{CallStep, ClientSettings, Clock, ControlStep, FileContent, RequestStep, Scenario, Step};
use super::place::Site;
use super::stages::{seen, stage_problems, stage_type};
use super::variables::Variables;
use crate::control::Control;
use crate::http::{Base, Request, exchange};
use crate::replay::Driver;
use crate::replay::compare::Outcome;
use crate::secrets;
use crate::target::{Call, CallError, CallResult, Clients, Settings, Target, TargetError};
use crate::token::Mint;
use base64::Engine as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use wppkit_api::{Operation as _, Profile, ops::auth::generate_token::GenerateToken};

/// Virtual time per step while a call waits.
const STEP_MS: u64 = 200;
/// Long waits pass in longer steps: this part of the wait so far.
const STEP_PART: u64 = 20;
/// No step is longer, so that a client does not miss what a session does within a minute.
const LONGEST_STEP_MS: u64 = 2_000;
/// Real time between two steps: what a client needs to react.
const PAUSE: Duration = Duration::from_millis(5);
/// Deadline of calls in scenarios, in the client's own time: far above what any call needs, far below a hang.
const CALL_TIMEOUT_MS: u64 = 20_000;
/// The same on a server that is somebody's: Chrome and WhatsApp take their time.
const SERVER_TIMEOUT_MS: u64 = 120_000;
/// Deadline of a raw request there.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);
/// When a call that outlives its own deadline is given up: a broken client, not a pause.
const GIVE_UP: Duration = Duration::from_secs(60);
/// The same on a server that is somebody's.
const SERVER_GIVE_UP: Duration = Duration::from_secs(300);

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

    async fn request(&self, step: &RequestStep) -> Result<(), Vec<String>> {
        let one = |problem: String| vec![problem];
        let (method, path) =
            step.request.split_once(' ').ok_or_else(|| one("a request is METHOD /path".into()))?;
        let headers = step
            .headers
            .iter()
            .map(|(name, value)| Ok((name.clone(), self.variables.text(value)?)))
            .collect::<Result<_, String>>()
            .map_err(one)?;
        let body = match step.body.as_ref().map(|body| self.variables.fill(body)).transpose().map_err(one)? {
            None => None,
            Some(Value::String(text)) => Some(text.into()),
            Some(value) => Some(value.to_string().into()),
        };
        let path = self.variables.text(path).map_err(one)?;
        let request = Request { method: method.to_owned(), path, headers, body };
        let outcome = match &self.world {
            Some(world) => world.send(request).await.map_err(|error| one(error.to_string()))?.0,
            None => send(&self.site.base, &request).await,
        };
        let wanted = &step.answer;
        match outcome {
            Outcome::Hang if wanted.hang => Ok(()),
            Outcome::Hang => Err(one("no answer ever comes".to_owned())),
            Outcome::Broken(reason) => Err(one(format!("the connection broke: {reason}"))),
            Outcome::Answered(response) if wanted.hang => {
                Err(one(format!("expected no answer, got status {}: {}", response.status, response.text())))
            }
            Outcome::Answered(response) => {
                let body = response.json().unwrap_or_else(|| Value::String(response.text()));
                let got =
                    json!({"status": response.status, "content_type": response.media_type(), "body": body});
                let mut expected = Map::new();
                expected.extend(wanted.status.map(|status| ("status".to_owned(), json!(status))));
                expected.extend(
                    wanted.content_type.as_ref().map(|media| ("content_type".to_owned(), json!(media))),
                );
                if let Some(body) = &wanted.body {
                    expected.insert("body".to_owned(), self.variables.fill(body).map_err(one)?);
                }
                none(matches(&Value::Object(expected), &got))
            }
        }
    }

    async fn call(&mut self, step: &CallStep) -> Result<(), Vec<String>> {
        let one = |problem: String| vec![problem];
        let call = self.prepare(step).map_err(one)?;
        let (result, stages) = self.perform(&call, step).await?;
        let mut problems = match (&step.ok, &step.error, &result) {
            (Some(_), Some(_), _) => vec!["a call has ok or error, not both".to_owned()],
            (None, None, Ok(_)) => Vec::new(),
            (Some(expected), None, Ok(value)) => matches(&self.variables.fill(expected).map_err(one)?, value),
            (_, None, Err(error)) => vec![format!("failed with {}", describe(error))],
            (None, Some(_), Ok(value)) => {
                vec![format!("expected an error, got {}", crate::replay::compare::brief(value))]
            }
            (None, Some(expected), Err(error)) => {
                error_problems(expected, error, self.is_sdk, &self.variables).map_err(one)?
            }
        };
        if let Some(expected) = &step.stages {
            problems.extend(stage_problems(expected, &stages));
        }
        problems.extend(leak(&step.call, &result, &stages));
        if let (Some(name), Ok(value)) = (&step.save, result) {
            self.variables.saved.insert(name.clone(), value);
        }
        none(problems)
    }

    fn prepare(&mut self, step: &CallStep) -> Result<Call, String> {
        let settings = step.client.as_ref().unwrap_or(&self.settings);
        let text = |text: &Option<String>| text.as_ref().map(|text| self.variables.text(text)).transpose();
        let token = text(&settings.token)?;
        let secret_key = match text(&settings.secret_key)? {
            None if token.is_none() => Some(self.variables.mint.secret().to_owned()),
            given => given,
        };
        let client = Settings {
            url: text(&settings.url)?.unwrap_or_else(|| self.variables.url.clone()),
            secret_key,
            token,
            timeout_ms: Some(settings.timeout_ms.unwrap_or(match self.world {
                Some(_) => CALL_TIMEOUT_MS,
                None => SERVER_TIMEOUT_MS,
            })),
            retries: settings.retries,
            stuck_after_ms: settings.stuck_after_ms,
            mint: settings.mint,
        };
        let session = match &step.session {
            Some(session) => self.variables.text(session)?,
            None => self.site.session.clone(),
        };
        self.calls += 1;
        Ok(Call {
            id: self.calls,
            client,
            session,
            call: step.call.clone(),
            with: self.variables.fill_map(&step.with)?,
            cancel_after_ms: step.cancel_after_ms,
        })
    }

    /// Makes the call; meanwhile time passes, and the world acts when a stage appears.
    async fn perform(
        &mut self,
        call: &Call,
        step: &CallStep,
    ) -> Result<(Result<Value, CallError>, Vec<Value>), Vec<String>> {
        let one = |problem: String| vec![problem];
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let control = self.world.as_ref().map(|world| world.control().clone());
        let (clock, variables) = (self.clock, &self.variables);
        let mut stages: Vec<Value> = Vec::new();
        let mut pending: BTreeMap<&str, &Vec<ControlStep>> =
            step.when.iter().map(|(stage, actions)| (stage.as_str(), actions)).collect();
        let result: CallResult = {
            let calling = self.clients.call(call, &sender);
            tokio::pin!(calling);
            let started = tokio::time::Instant::now();
            let mut waited_ms = 0;
            loop {
                tokio::select! {
                    biased;
                    Some(stage) = receiver.recv() => {
                        waited_ms = 0;
                        let kind = stage_type(&stage).to_owned();
                        stages.push(stage);
                        for action in pending.remove(kind.as_str()).into_iter().flatten() {
                            let Some(control) = &control else { continue };
                            act(control, variables, action).await?;
                        }
                    }
                    result = &mut calling => break result,
                    () = tokio::time::sleep(PAUSE) => {
                        if started.elapsed() > if control.is_some() { GIVE_UP } else { SERVER_GIVE_UP } {
                            return Err(one(format!("{} neither succeeds nor fails", call.call)));
                        }
                        if let (Clock::WhileWaiting, Some(control)) = (clock, &control) {
                            let step_ms = (waited_ms / STEP_PART).clamp(STEP_MS, LONGEST_STEP_MS);
                            control.advance(step_ms).await.map_err(|error| one(error.to_string()))?;
                            waited_ms += step_ms;
                        }
                    }
                }
            }
        };
        while let Ok(stage) = receiver.try_recv() {
            stages.push(stage);
        }
        let result = result.map_err(|error| {
            let problem = error.to_string();
            if let TargetError::Unsupported(why) = error {
                self.unsupported = Some(why);
            }
            one(problem)
        })?;
        if let Some(stage) = pending.keys().next() {
            let end = result.as_ref().err().map(|error| format!("; {}", describe(error))).unwrap_or_default();
            return Err(one(format!("the stage {stage:?} never appeared; {}{end}", seen(&stages))));
        }
        Ok((result, stages))
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

/// A raw request to a server that is somebody's.
async fn send(base: &Base, request: &Request) -> Outcome {
    match tokio::time::timeout(ANSWER_LIMIT, exchange(base, request)).await {
        Ok(Ok(response)) => Outcome::Answered(response),
        Ok(Err(error)) => Outcome::Broken(error.to_string()),
        Err(_) => Outcome::Hang,
    }
}

/// Whether a client shows the secret key or a token, in whatever it gives: results, stages, errors. The body of an error is
/// the server's, untouched.
fn leak(call: &str, result: &Result<Value, CallError>, stages: &[Value]) -> Option<String> {
    let shown = match result {
        // The one call that is made for the sake of a token.
        Ok(_) if call == GenerateToken::META.id => false,
        Ok(value) => secrets::shows(&value.to_string()),
        Err(error) => {
            let said = CallError { body: Value::Null, ..error.clone() };
            serde_json::to_string(&said).is_ok_and(|text| secrets::shows(&text))
        }
    };
    let shown = shown || stages.iter().any(|stage| secrets::shows(&stage.to_string()));
    shown.then(|| format!("what {call} gives shows the secret key or a token"))
}

async fn act(control: &Control, variables: &Variables<'_>, action: &ControlStep) -> Result<(), Vec<String>> {
    let one = |problem: String| vec![problem];
    let (method, path) =
        action.control.split_once(' ').ok_or_else(|| one("a control step is METHOD /path".into()))?;
    let body = action.body.as_ref().map(|body| variables.fill(body)).transpose().map_err(one)?;
    control.call(method, path, body.as_ref()).await.map(drop).map_err(|error| one(error.to_string()))
}

fn none(problems: Vec<String>) -> Result<(), Vec<String>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
