//! The sending helpers, for callers that speak JSON.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use wppkit_api::{
    Operation,
    helpers::{
        OutcomeWord, Reconcile, ReconcileReport, ReconcileVerdict, SendAny, SendMany, SendManyReport,
        SendOutcome, SentMessage,
    },
    ops::messages::send_message::SendMessage,
};

use super::{Attempt, Job, JobOutcome, Reconciled, SendOptions};
use crate::{Delivery, Error, Media, Session};

/// How far back a message is looked for when nobody says when it was sent.
const LOOK_BACK: Duration = Duration::from_secs(5 * 60);

impl Session {
    pub(crate) async fn help_send(
        &self,
        request: SendAny,
        file: Option<Media>,
    ) -> Result<SentMessage, Error> {
        let options = SendOptions {
            idempotency_key: request.idempotency_key,
            fixed_id: request.fixed_id == Some(true),
        };
        let fields = Value::Object(request.fields);
        self.send_operation_with_file(&request.operation, request.to, fields, file, options)
            .await
            .map(SentMessage::from)
    }

    pub(crate) async fn help_send_many(&self, request: SendMany) -> Result<SendManyReport, Error> {
        let operation = request.operation.as_deref().unwrap_or(SendMessage::META.id);
        let fields = Value::Object(request.fields);
        let jobs = request.to.iter().map(|to| Job::new(self.name(), operation, to, fields.clone()));
        let mut run = self.client().send_many(jobs);
        if let Some(batch) = &request.batch {
            run = run.batch(batch);
        }
        if let Some(limit) = request.limit {
            run = run.limit(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        let run = run.pause(Duration::from_millis(request.pause_ms.unwrap_or(0)));
        let outcomes = run.run(|_, _| {}).await;
        let outcomes = request.to.into_iter().zip(outcomes).map(|(to, outcome)| in_words(to, outcome));
        Ok(SendManyReport::new(outcomes.collect()))
    }

    pub(crate) async fn help_reconcile(&self, request: Reconcile) -> Result<ReconcileReport, Error> {
        let found = if let Some(key) = &request.idempotency_key {
            self.reconcile_key(key).await?
        } else {
            let attempt = self.attempt_of(&request).await?;
            self.look_for(&attempt, request.id.as_deref()).await?
        };
        Ok(match found {
            Reconciled::Sent(sent) => {
                let mut report = ReconcileReport::new(ReconcileVerdict::Sent);
                (report.id, report.ack, report.chat) = (Some(sent.id), Some(sent.ack), Some(sent.chat));
                report
            }
            Reconciled::Failed(ack) => {
                let mut report = ReconcileReport::new(ReconcileVerdict::Failed);
                (report.id, report.ack) = (request.id, Some(ack));
                report
            }
            Reconciled::NotFound => ReconcileReport::new(ReconcileVerdict::NotFound),
        })
    }

    /// What a caller says of a send.
    async fn attempt_of(&self, request: &Reconcile) -> Result<Attempt, Error> {
        let chat = match &request.to {
            Some(to) => self.find_recipient(to).await?.chat_id(),
            None => String::new(),
        };
        let mut fields = Map::new();
        if let Some(text) = &request.text {
            fields.insert("message".to_owned(), Value::String(text.clone()));
        }
        let look_back = (SystemTime::now() - LOOK_BACK).duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = request.since.unwrap_or(look_back.as_secs());
        let began = i64::try_from(since).unwrap_or(i64::MAX);
        Ok(Attempt { began, ..Attempt::new(SendMessage::META.id, chat, &fields) })
    }
}

/// An outcome as callers that speak JSON get it.
pub(crate) fn in_words(to: String, outcome: JobOutcome) -> SendOutcome {
    let error = match outcome.result {
        None => return SendOutcome::new(to, OutcomeWord::NotTried),
        Some(Ok(sent)) => {
            let mut words = SendOutcome::new(to, OutcomeWord::Sent);
            (words.id, words.ack, words.chat) = (Some(sent.id), Some(sent.ack), Some(sent.chat));
            return words;
        }
        Some(Err(error)) => error,
    };
    let word = match error.delivery() {
        Some(Delivery::NotSent) => OutcomeWord::Rejected,
        _ => OutcomeWord::Unknown,
    };
    let mut words = SendOutcome::new(to, word);
    words.code = Some(error.code());
    words.message = Some(error.message().to_owned());
    words.hint = error.hint().map(str::to_owned);
    words.id = error.message_id().map(str::to_owned);
    words
}
