//! A call of the client: made while time passes and the world acts, then held against what is expected.

use super::{Runner, none};
use crate::control::Control;
use crate::scenario::errors::{describe, error_problems};
use crate::scenario::matcher::matches;
use crate::scenario::model::{CallStep, Clock, ControlStep};
use crate::scenario::stages::{seen, stage_problems, stage_type};
use crate::scenario::variables::Variables;
use crate::secrets;
use crate::target::{Call, CallError, CallResult, Settings, TargetError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use wppkit_api::{Operation as _, ops::auth::generate_token::GenerateToken};

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
/// When a call that outlives its own deadline is given up: a broken client, not a pause.
const GIVE_UP: Duration = Duration::from_secs(60);
/// The same on a server that is somebody's.
const SERVER_GIVE_UP: Duration = Duration::from_secs(300);

impl Runner<'_> {
    pub(super) async fn call(&mut self, step: &CallStep) -> Result<(), Vec<String>> {
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
                        let seen = stages.iter().filter(|seen| stage_type(seen) == kind).count();
                        let key = if seen == 1 { kind } else { format!("{kind} {seen}") };
                        for action in pending.remove(key.as_str()).into_iter().flatten() {
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
