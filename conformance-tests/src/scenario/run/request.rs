//! A raw request, past the client.

use super::{Runner, none};
use crate::http::{Base, Request, exchange};
use crate::replay::compare::Outcome;
use crate::scenario::matcher::matches;
use crate::scenario::model::RequestStep;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Deadline of a raw request there.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);
impl Runner<'_> {
    pub(super) async fn request(&self, step: &RequestStep) -> Result<(), Vec<String>> {
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
}

/// A raw request to a server that is somebody's.
async fn send(base: &Base, request: &Request) -> Outcome {
    match tokio::time::timeout(ANSWER_LIMIT, exchange(base, request)).await {
        Ok(Ok(response)) => Outcome::Answered(response),
        Ok(Err(error)) => Outcome::Broken(error.to_string()),
        Err(_) => Outcome::Hang,
    }
}
