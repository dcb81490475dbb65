//! The control API of a mock: preconditions in, journal and deliveries out.

use crate::http::{Base, HttpError, Kept, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use wppkit_api::Profile;

/// A control call that did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The server could not be asked.
    #[error("control call {call}: {source}")]
    Http {
        /// Method and path of the call.
        call: String,
        /// What went wrong.
        source: HttpError,
    },
    /// The server refused.
    #[error("control call {call} answered {status}: {body}")]
    Refused {
        /// Method and path of the call.
        call: String,
        /// Status of the answer.
        status: u16,
        /// Body of the answer.
        body: String,
    },
    /// The answer has another shape than the control API documents.
    #[error("control call {call} answered something unreadable: {reason}")]
    Unreadable {
        /// Method and path of the call.
        call: String,
        /// What could not be read.
        reason: String,
    },
}

/// One library call below a handler.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ClientCall {
    /// Session that it was made for.
    #[serde(default)]
    pub session: Option<String>,
    /// Name of the library method.
    pub method: String,
    /// Its arguments.
    #[serde(default)]
    pub args: Vec<Value>,
}

/// One request in the mock's journal.
#[derive(Debug, Clone, Deserialize)]
pub struct JournalEntry {
    /// Its number, counted up.
    pub id: u64,
    /// Operation id; `None` for a route that is no operation.
    #[serde(default)]
    pub operation: Option<String>,
    /// Session named by the path.
    #[serde(default)]
    pub session: Option<String>,
    /// Method word.
    #[serde(default)]
    pub method: String,
    /// Path as sent.
    #[serde(default)]
    pub path: String,
    /// Body as read.
    #[serde(default)]
    pub body: Value,
    /// `Some(true)`: answered; `Some(false)`: no answer will ever come; `None`: in progress.
    #[serde(default)]
    pub answered: Option<bool>,
    /// Status of the answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// Library calls that the request caused, in order.
    #[serde(default)]
    pub client_calls: Vec<ClientCall>,
}

/// One webhook or socket event in the mock's log.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivery {
    /// Its number, counted up.
    pub id: u64,
    /// Virtual time, in milliseconds.
    #[serde(default)]
    pub at_ms: i64,
    /// `webhook` or `socket`.
    pub kind: String,
    /// Where a webhook went; `None`: nowhere was configured.
    #[serde(default)]
    pub url: Option<String>,
    /// Body of a webhook.
    #[serde(default)]
    pub body: Value,
    /// Name of a socket event.
    #[serde(default)]
    pub event: Option<String>,
    /// Payload of a socket event.
    #[serde(default)]
    pub data: Value,
    /// Why a webhook did not arrive.
    #[serde(default)]
    pub error: Option<Value>,
}

/// The control API of one world.
#[derive(Debug, Clone)]
pub struct Control {
    world: Base,
    /// Time passes in many small calls.
    connection: Kept,
}

impl Control {
    /// The control API of the world whose API is below `world`.
    #[must_use]
    pub fn new(world: Base) -> Self {
        Self { world, connection: Kept::default() }
    }

    /// Base of the world's API.
    #[must_use]
    pub fn world(&self) -> &Base {
        &self.world
    }

    /// Any control call: `path` is below `/__mock__`.
    pub async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, ControlError> {
        let name = || format!("{method} {path}");
        let headers = match body {
            Some(_) => vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())],
            None => Vec::new(),
        };
        let request = Request {
            method: method.to_owned(),
            path: format!("/__mock__{path}"),
            headers,
            body: body.map(|body| body.to_string().into()),
        };
        let response = self
            .connection
            .exchange(&self.world, &request)
            .await
            .map_err(|source| ControlError::Http { call: name(), source })?;
        if !(200..300).contains(&response.status) {
            return Err(ControlError::Refused {
                call: name(),
                status: response.status,
                body: response.text(),
            });
        }
        read(&response).map_err(|reason| ControlError::Unreadable { call: name(), reason })
    }

    /// A known world; faults, journal and clock cleared.
    pub async fn reset(&self, preset: &str) -> Result<(), ControlError> {
        self.call("POST", "/reset", Some(&json!({"preset": preset}))).await.map(drop)
    }

    /// Puts a session straight into a state.
    pub async fn put_session(&self, session: &str, state: &Value) -> Result<(), ControlError> {
        self.call("PUT", &format!("/sessions/{session}"), Some(state)).await.map(drop)
    }

    /// Lets the person with the phone act.
    pub async fn phone(&self, session: &str, action: &Value) -> Result<(), ControlError> {
        self.call("POST", &format!("/sessions/{session}/phone"), Some(action)).await.map(drop)
    }

    /// Lets Chrome have trouble.
    pub async fn browser(&self, session: &str, action: &Value) -> Result<(), ControlError> {
        self.call("POST", &format!("/sessions/{session}/browser"), Some(action)).await.map(drop)
    }

    /// Replaces the list of faults.
    pub async fn put_faults(&self, faults: &Value) -> Result<(), ControlError> {
        self.call("PUT", "/faults", Some(faults)).await.map(drop)
    }

    /// Lets the world imitate another server.
    pub async fn set_profile(&self, profile: Profile) -> Result<(), ControlError> {
        self.call("PUT", "/server", Some(&json!({"profile": profile}))).await.map(drop)
    }

    /// Stops virtual time.
    pub async fn freeze(&self) -> Result<(), ControlError> {
        self.call("POST", "/clock", Some(&json!({"freeze": true}))).await.map(drop)
    }

    /// Moves virtual time forward; everything due has run when this returns.
    pub async fn advance(&self, ms: u64) -> Result<(), ControlError> {
        self.call("POST", "/clock", Some(&json!({"advance_ms": ms}))).await.map(drop)
    }

    /// The journal after the entry of that number, oldest first, without bodies.
    pub async fn requests_after(&self, number: u64) -> Result<Vec<JournalEntry>, ControlError> {
        self.list(&format!("/requests?bodies=false&after={number}")).await
    }

    /// The journal, oldest first, with whole bodies.
    pub async fn requests(&self) -> Result<Vec<JournalEntry>, ControlError> {
        self.list("/requests").await
    }

    /// The webhook and socket log, oldest first.
    pub async fn deliveries(&self) -> Result<Vec<Delivery>, ControlError> {
        self.list("/deliveries").await
    }

    /// Library calls that no request caused, as `[method, arguments]`.
    pub async fn client_calls(&self) -> Result<Vec<Value>, ControlError> {
        let calls: Vec<ClientCall> = self.list("/client-calls").await?;
        Ok(calls.into_iter().map(|call| json!([call.method, call.args])).collect())
    }

    async fn list<T: for<'de> Deserialize<'de>>(&self, path: &str) -> Result<Vec<T>, ControlError> {
        let answer = self.call("GET", path, None).await?;
        serde_json::from_value(answer).map_err(|error| ControlError::Unreadable {
            call: format!("GET {path}"),
            reason: error.to_string(),
        })
    }
}

fn read(response: &Response) -> Result<Value, String> {
    if response.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&response.body).map_err(|error| error.to_string())
}
