//! Many sends as a stream of JSON texts.

use std::{fmt, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use wppkit_api::{Operation, ops::messages::send_message::SendMessage};

use super::{
    ClientHandle,
    config::{at_least_one, duration},
};
use crate::{
    Error, Job, JobOutcome, Progress, Stopper,
    send::{SendOptions, in_words},
};

/// Many sends, see [`crate::SendMany`].
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ManyConfig {
    jobs: Vec<JobConfig>,
    batch: Option<String>,
    concurrency: Option<usize>,
    limit: Option<usize>,
    pause_ms: Option<u64>,
}

/// One of them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JobConfig {
    session: String,
    to: String,
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    fields: Map<String, Value>,
    #[serde(default)]
    idempotency_key: Option<String>,
    #[serde(default)]
    fixed_id: bool,
}

impl JobConfig {
    fn job(self) -> Job {
        let operation = self.operation.unwrap_or_else(|| SendMessage::META.id.to_owned());
        let mut job = Job::new(self.session, operation, self.to, Value::Object(self.fields));
        job.options = SendOptions { idempotency_key: self.idempotency_key, fixed_id: self.fixed_id };
        job
    }
}

/// The outcomes of many sends, as they come. Dropping it cancels the sends under way.
pub struct Outcomes {
    stream: BoxStream<'static, JobOutcome>,
    stopper: Stopper,
    progress: Progress,
    /// Session and recipient of each job.
    jobs: Vec<(String, String)>,
    client: ClientHandle,
}

impl Outcomes {
    /// The next outcome as JSON text: the fields of `SendOutcome`, `index`, `session` and `progress` (`{total, done, sent,
    /// rejected, unknown, left}`); `None` after the last.
    ///
    /// # Errors
    /// `invalid_input` once the client is closed.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.client.client()?;
        let Some(outcome) = self.stream.next().await else { return Ok(None) };
        self.progress.count(&outcome);
        let index = outcome.index;
        let (session, to) = self.jobs.get(index).cloned().unwrap_or_default();
        // Text, numbers and words always serialize.
        let mut told = serde_json::to_value(in_words(to, outcome)).unwrap_or_default();
        let Progress { total, done, sent, rejected, unknown, left } = self.progress;
        told["index"] = index.into();
        told["session"] = session.into();
        told["progress"] = json!({ "total": total, "done": done, "sent": sent, "rejected": rejected,
            "unknown": unknown, "left": left });
        Ok(Some(told.to_string().into()))
    }

    /// Stops the run: sends under way end, the others are not tried.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }
}

impl fmt::Debug for Outcomes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Outcomes").field("progress", &self.progress).finish_non_exhaustive()
    }
}

/// Sends many messages with settings as JSON: `{jobs: [{session, to, operation, fields, idempotencyKey, fixedId}], batch,
/// concurrency, limit, pauseMs}`. Nothing is sent before the first [`Outcomes::next`].
///
/// # Errors
/// `invalid_input` that names the setting.
pub fn send_many(client: &ClientHandle, settings: &[u8]) -> Result<Outcomes, Error> {
    let config: ManyConfig = super::read("settings of the sends", settings)?;
    at_least_one("concurrency", config.concurrency)?;
    at_least_one("limit", config.limit)?;
    let pause = duration("pause", config.pause_ms)?.unwrap_or(Duration::ZERO);
    let names = config.jobs.iter().map(|job| (job.session.clone(), job.to.clone())).collect::<Vec<_>>();
    let mut run = client.client()?.send_many(config.jobs.into_iter().map(JobConfig::job)).pause(pause);
    if let Some(batch) = &config.batch {
        run = run.batch(batch);
    }
    if let Some(sessions) = config.concurrency {
        run = run.concurrency(sessions);
    }
    if let Some(limit) = config.limit {
        run = run.limit(limit);
    }
    let stopper = run.stopper();
    let progress = Progress { total: names.len(), ..Progress::default() };
    Ok(Outcomes { stream: run.stream().boxed(), stopper, progress, jobs: names, client: client.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::ClientConfig;

    fn client() -> ClientHandle {
        let config = ClientConfig::from_json(br#"{"url":"http://127.0.0.1:9","secretKey":"S","env":false}"#);
        ClientHandle::new(config.unwrap(), None).unwrap()
    }

    #[tokio::test]
    async fn what_is_stopped_before_it_began_is_not_tried_and_told_as_such() {
        let jobs = br#"{"jobs":[{"session":"shop","to":"5511999990001","fields":{"message":"x"}}]}"#;
        let mut outcomes = send_many(&client(), jobs).unwrap();
        outcomes.stopper().stop();
        let told: Value = serde_json::from_slice(&outcomes.next().await.unwrap().unwrap()).unwrap();
        assert_eq!((&told["outcome"], &told["session"]), (&"not_tried".into(), &"shop".into()));
        assert_eq!((&told["progress"]["total"], &told["progress"]["left"]), (&1.into(), &1.into()));
        assert!(outcomes.next().await.unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_its_name() {
        for (json, said) in [
            (r#"{"jobs":[{"session":"shop"}]}"#, "to"),
            (r#"{"jobs":[{"session":"shop","to":"1","texts":"x"}]}"#, "texts"),
            (r#"{"limit":0}"#, "limit: is 0"),
        ] {
            let error = send_many(&client(), json.as_bytes()).unwrap_err();
            assert!(error.message().contains(said), "{error}");
        }
    }
}
