//! Takes a world through a script under a frozen clock and writes down what is seen from outside.

use super::script::{Action, Script};
use super::sequence::Sequence;
use crate::control::{Control, ControlError, Delivery};
use crate::http::{Request, Response, exchange};
use crate::replay::compare::Outcome;
use crate::replay::web::Web;
use crate::token::Mint;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::task::JoinHandle;

/// What was seen of a world.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// Answers of the compared requests, by method and path, in order of asking.
    pub answers: Vec<(String, Outcome)>,
    /// Answers of each polled route that differ from the one before, with their virtual time.
    pub polls: BTreeMap<String, Vec<(u64, Response)>>,
    /// Webhooks and socket events since the start.
    pub deliveries: Vec<Delivery>,
    /// Library calls that no request caused, as `[method, arguments]`.
    pub client_calls: Vec<Value>,
}

/// Virtual time after the last recorded event in which what is late may come.
const TAIL_MS: u64 = 600;
/// How long an answer that the server says it gave may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

struct Asked {
    request: String,
    compared: bool,
    task: JoinHandle<Outcome>,
}

/// Drives one sequence.
pub(super) struct Drive<'a> {
    control: Control,
    mint: &'a Mint,
    web: Web,
    now_ms: u64,
    asked: Vec<Asked>,
    observed: Observed,
    polled: BTreeSet<String>,
}

impl<'a> Drive<'a> {
    /// Puts a world into the state at the start of the sequence.
    pub(super) async fn begin(
        control: Control,
        mint: &'a Mint,
        sequence: &Sequence,
        script: &Script,
    ) -> Result<Self, ControlError> {
        let web = Web::start().await.map_err(|error| ControlError::Http {
            call: "a web server of the runner".to_owned(),
            source: crate::http::HttpError::Connection(error.to_string()),
        })?;
        control.reset(if sequence.needs_recorded_world() { "recordings" } else { "empty" }).await?;
        control.freeze().await?;
        control
            .call("PUT", "/server", Some(&json!({"webhook": format!("http://{}/all", web.host())})))
            .await?;
        for (session, state) in &script.sessions {
            control.put_session(session, state).await?;
        }
        let polled = sequence.events.iter().filter(|event| event.kind == "poll");
        let polled = polled.filter_map(|event| event.request.clone()).collect();
        let drive =
            Self { control, mint, web, now_ms: 0, asked: Vec::new(), observed: Observed::default(), polled };
        drive.present_tokens(script).await?;
        drive.control.call("DELETE", "/requests", None).await?;
        Ok(drive)
    }

    /// Lets the server verify every token once: that takes real time, and a handler that is late by it would be
    /// late in a world whose time is advanced meanwhile.
    async fn present_tokens(&self, script: &Script) -> Result<(), ControlError> {
        let asked = script.steps.iter().filter_map(|step| match &step.action {
            Action::Request { path, .. } => path.split('/').nth(2),
            _ => None,
        });
        for session in asked.filter(|session| !session.starts_with('{')).collect::<BTreeSet<_>>() {
            let path = format!("/api/{session}/check-connection-session");
            let request = self.request("GET", &path, None);
            exchange(self.control.world(), &request)
                .await
                .map_err(|source| ControlError::Http { call: path, source })?;
        }
        Ok(())
    }

    /// Goes through the whole sequence.
    pub(super) async fn run(
        mut self,
        sequence: &Sequence,
        script: &Script,
    ) -> Result<Observed, ControlError> {
        let skip = self.control.deliveries().await?.last().map_or(0, |delivery| delivery.id);
        let mut stops: BTreeSet<u64> = sequence.events.iter().map(|event| event.ms).collect();
        stops.extend(script.steps.iter().map(|step| step.ms));
        let last = stops.last().copied().unwrap_or_default();
        stops.extend((1..=6).map(|part| last + part * TAIL_MS / 6));
        let downtimes = sequence.downtimes();
        let first_poll =
            sequence.events.iter().find(|event| event.kind == "poll").map_or(0, |event| event.ms);
        for ms in stops {
            self.advance_to(ms).await?;
            if ms >= first_poll && !downtimes.iter().any(|span| span.contains(&ms)) {
                self.poll().await?;
            }
            for step in script.steps.iter().filter(|step| step.ms == ms) {
                self.act(&step.action).await?;
            }
        }
        self.settle().await?;
        self.observed.deliveries =
            self.control.deliveries().await?.into_iter().filter(|delivery| delivery.id > skip).collect();
        self.observed.client_calls = self.control.client_calls().await?;
        Ok(self.observed)
    }

    async fn advance_to(&mut self, ms: u64) -> Result<(), ControlError> {
        if ms > self.now_ms {
            self.control.advance(ms - self.now_ms).await?;
            self.now_ms = ms;
        }
        Ok(())
    }

    async fn act(&mut self, action: &Action) -> Result<(), ControlError> {
        match action {
            Action::Control(method, path, body) => {
                let host = self.web.host();
                let body = body.to_string().replace("{{media_base}}", &format!("http://{host}/media"));
                let body = serde_json::from_str(&body.replace("{{host}}", host)).unwrap_or_default();
                self.control.call(method, path, Some(&body)).await.map(drop)
            }
            Action::WebhookStatus(status) => {
                self.web.answer_with(*status);
                Ok(())
            }
            Action::WebhookEndpoint { up } => {
                self.web.set_up(*up);
                Ok(())
            }
            Action::Request { method, path, body, compared } => {
                let before = self.control.requests_after(0).await?.last().map_or(0, |entry| entry.id);
                let own = format!("http://{}/own", self.web.host());
                let body = body.as_ref().map(|body| body.to_string().replace("{{webhook}}", &own));
                let request = self.request(method, path, body);
                let world = self.control.world().clone();
                let task = tokio::spawn(async move {
                    match exchange(&world, &request).await {
                        Ok(response) => Outcome::Answered(response),
                        Err(error) => Outcome::Broken(error.to_string()),
                    }
                });
                self.asked.push(Asked { request: format!("{method} {path}"), compared: *compared, task });
                self.arrived(before).await
            }
        }
    }

    /// Waits until the server has the request: time stands still until then.
    async fn arrived(&self, before: u64) -> Result<(), ControlError> {
        let started = tokio::time::Instant::now();
        loop {
            let task = self.asked.last().map(|asked| &asked.task);
            let noted = !self.control.requests_after(before).await?.is_empty();
            if noted || task.is_none_or(JoinHandle::is_finished) || started.elapsed() > ARRIVAL {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
    }

    fn request(&self, method: &str, path: &str, body: Option<String>) -> Request {
        let path = path.replace("{secret}", self.mint.secret());
        let session = path.split('/').nth(2).unwrap_or_default();
        let mut headers = Vec::new();
        if let Ok(token) = self.mint.token(session) {
            headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Request { method: method.to_owned(), path, headers, body: body.map(Into::into) }
    }

    async fn poll(&mut self) -> Result<(), ControlError> {
        for name in &self.polled {
            let (method, path) = name.split_once(' ').unwrap_or(("GET", name));
            let request = self.request(method, path, None);
            let response = exchange(self.control.world(), &request)
                .await
                .map_err(|source| ControlError::Http { call: name.clone(), source })?;
            let seen = self.observed.polls.entry(name.clone()).or_default();
            if seen
                .last()
                .is_none_or(|(_, last)| last.status != response.status || last.body != response.body)
            {
                seen.push((self.now_ms, response));
            }
        }
        Ok(())
    }

    /// Collects the answers; a request of which the journal says so has none.
    async fn settle(&mut self) -> Result<(), ControlError> {
        for mut asked in std::mem::take(&mut self.asked) {
            let open = |entry: &crate::control::JournalEntry| entry.answered != Some(true);
            let pending = self
                .control
                .requests()
                .await?
                .iter()
                .any(|entry| asked.request == format!("{} {}", entry.method, entry.path) && open(entry));
            let wait = if pending { Duration::from_millis(50) } else { ARRIVAL };
            let outcome = match tokio::time::timeout(wait, &mut asked.task).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) => Outcome::Broken(error.to_string()),
                Err(_) => {
                    asked.task.abort();
                    Outcome::Hang
                }
            };
            if asked.compared {
                self.observed.answers.push((asked.request, outcome));
            }
        }
        Ok(())
    }
}
