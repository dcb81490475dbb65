//! Answers, and the hook through which the real server sends them.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::library::js;
use crate::world::effect::Reply;

/// Media type of JSON answers.
pub const JSON: &str = "application/json; charset=utf-8";
/// Media type of pages and of plain texts sent by `res.send`.
pub const HTML: &str = "text/html; charset=utf-8";

/// A complete answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header `content-type`, if there is one.
    pub media_type: Option<&'static str>,
    /// Body.
    pub body: Bytes,
    /// Written straight to the response, past Express: without an ETag.
    pub is_raw: bool,
}

impl Answer {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        Self {
            status,
            media_type: Some(JSON),
            body: serde_json::to_vec(value).unwrap_or_default().into(),
            is_raw: false,
        }
    }
}

impl Answer {
    /// A status and nothing else.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, media_type: None, body: Bytes::new(), is_raw: true }
    }
}

/// What the hook writes into the key `session` of an answer: what `req.client.session` is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SessionEcho {
    /// No such property: before authentication, on routes without session, after a close.
    #[default]
    Absent,
    /// This text; empty for a session that was never started.
    Name(String),
}

/// Why an answer got lost in the hook; the text is what the server's log shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost(pub String);

/// How answers to one request are sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hook {
    /// The request's content type was exactly `application/json`.
    pub active: bool,
    /// What the hook adds.
    pub echo: SessionEcho,
}

impl Hook {
    /// `res.status(status).json(value)`.
    pub fn json(&self, status: u16, value: &impl Serialize) -> Result<Answer, Lost> {
        if !self.active {
            return Ok(Answer::json(status, value));
        }
        let mut value = serde_json::to_value(value).unwrap_or_default();
        match &mut value {
            Value::Object(object) => self.add_session(object),
            // A property set on an array is no part of its JSON.
            Value::Array(_) => {}
            Value::Null => return Err(Lost("Cannot read properties of null (reading 'session')".to_owned())),
            scalar => {
                let (kind, text) = match scalar {
                    Value::String(text) => ("string", text.clone()),
                    Value::Bool(_) => ("boolean", scalar.to_string()),
                    _ => ("number", scalar.to_string()),
                };
                return Err(Lost(format!("Cannot create property 'session' on {kind} '{text}'")));
            }
        }
        Ok(Answer::json(status, &value))
    }

    /// The same for a value whose text is there already.
    pub fn json_text(&self, status: u16, text: Vec<u8>) -> Result<Answer, Lost> {
        if !self.active {
            return Ok(Answer { status, media_type: Some(JSON), body: text.into(), is_raw: false });
        }
        let value: Value = serde_json::from_slice(&text).unwrap_or_default();
        self.json(status, &value)
    }

    /// `res.status(status).json(undefined)`.
    pub fn undefined(&self, status: u16) -> Result<Answer, Lost> {
        if self.active {
            return Err(Lost("\"undefined\" is not valid JSON".to_owned()));
        }
        Ok(Answer { status, media_type: Some(JSON), body: Bytes::new(), is_raw: false })
    }

    /// `res.status(status).send(object)`: the hook finds no JSON text in it.
    pub fn object(&self, status: u16, value: &Value) -> Result<Answer, Lost> {
        if self.active {
            return Err(Lost("\"[object Object]\" is not valid JSON".to_owned()));
        }
        Ok(Answer::json(status, value))
    }

    /// `res.status(status).send(text)`.
    pub fn text(
        &self,
        status: u16,
        media_type: &'static str,
        text: impl Into<Bytes> + AsRef<str>,
    ) -> Result<Answer, Lost> {
        if self.active {
            return match serde_json::from_str::<Value>(text.as_ref()) {
                Ok(value) => self.json(status, &value),
                Err(_) => Err(Lost(crate::v8::unexpected_token(text.as_ref()))),
            };
        }
        Ok(Answer { status, media_type: Some(media_type), body: text.into(), is_raw: false })
    }

    /// An answer that its handler left for later.
    pub fn reply(&self, reply: Reply) -> Result<Answer, Lost> {
        self.json(reply.status, &reply.body)
    }

    /// `if (!data.session) data.session = …`.
    fn add_session(&self, object: &mut Map<String, Value>) {
        if js::truthy(object.get("session")) {
            return;
        }
        match &self.echo {
            SessionEcho::Absent => drop(object.shift_remove("session")),
            SessionEcho::Name(name) => drop(object.insert("session".to_owned(), Value::from(name.as_str()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hook(echo: SessionEcho) -> Hook {
        Hook { active: true, echo }
    }

    fn body(answer: Result<Answer, Lost>) -> Value {
        serde_json::from_slice(&answer.unwrap().body).unwrap()
    }

    #[test]
    fn the_hook_adds_the_name_of_a_started_session_and_nothing_else() {
        let named = hook(SessionEcho::Name("shop".into()));
        assert_eq!(body(named.json(200, &json!({"a": 1}))), json!({"a": 1, "session": "shop"}));
        assert_eq!(body(named.json(200, &json!({"session": "mine"}))), json!({"session": "mine"}));
        assert_eq!(body(named.json(200, &json!({"session": ""}))), json!({"session": "shop"}));
        assert_eq!(body(named.json(200, &json!([1]))), json!([1]));
        assert_eq!(
            body(hook(SessionEcho::Name(String::new())).json(404, &json!({}))),
            json!({"session": ""})
        );
        assert_eq!(body(hook(SessionEcho::Absent).json(401, &json!({"a": 1}))), json!({"a": 1}));
    }

    #[test]
    fn scalars_objects_by_send_and_texts_are_lost_in_the_hook() {
        let hook = hook(SessionEcho::Absent);
        let lost = |answer: Result<Answer, Lost>| answer.unwrap_err().0;
        assert_eq!(lost(hook.json(400, &json!("x"))), "Cannot create property 'session' on string 'x'");
        assert_eq!(lost(hook.json(200, &json!(true))), "Cannot create property 'session' on boolean 'true'");
        assert_eq!(lost(hook.json(200, &json!(null))), "Cannot read properties of null (reading 'session')");
        assert_eq!(lost(hook.object(401, &json!({}))), "\"[object Object]\" is not valid JSON");
        assert_eq!(
            lost(hook.text(200, HTML, "# HELP process_cpu_user_seconds_total")),
            "Unexpected token '#', \"# HELP pro\"... is not valid JSON"
        );
    }

    #[test]
    fn without_the_hook_everything_is_sent_as_it_is() {
        let plain = Hook::default();
        assert_eq!(body(plain.json(400, &json!("x"))), json!("x"));
        assert_eq!(body(plain.object(401, &json!({"a": 1}))), json!({"a": 1}));
        assert_eq!(plain.text(200, HTML, "x").unwrap().body, "x");
    }
}
