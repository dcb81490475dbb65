//! What a scenario file says. The JSON schema of these types is checked in as `scenario.schema.json`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use wppkit_api::Profile;

/// A behaviour: a world, steps, and what must be true afterwards.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The behaviour as a sentence, unique in its folder.
    pub title: String,
    /// Targets that can express it; empty means all. `sdk` means every target but `http`.
    #[serde(default)]
    pub targets: Vec<String>,
    /// Servers that it holds for; `node-2.10` if left out. It runs in a world of the first one.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// Whether it can also be run against a server that has no control API, and what it needs there.
    #[serde(default)]
    pub server: Option<OnServer>,
    /// It takes seconds of real time, so it begins before the others.
    #[serde(default)]
    pub slow: bool,
    /// The world and the client before the first step.
    #[serde(default)]
    pub given: Given,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What the server must have been asked, whoever asked it.
    #[serde(default)]
    pub journal: Vec<JournalExpectation>,
    /// Webhooks and socket events that must have gone out, in this order, among others.
    #[serde(default)]
    pub deliveries: Vec<Value>,
}

/// What a scenario needs of a server that has no control API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnServer {
    /// A session name that nobody has used there.
    Fresh,
    /// A session that a person logged in. It reads, and sends to `${recipient}` only.
    Connected,
}

/// The world and the client before the first step.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Preset of the world; `empty` unless said otherwise.
    #[serde(default)]
    pub preset: Option<String>,
    /// Session that steps are about unless they say otherwise: `shop` if left out.
    #[serde(default)]
    pub session: Option<String>,
    /// Sessions by name, as the body of `PUT /__mock__/sessions/{name}`.
    #[serde(default)]
    pub sessions: BTreeMap<String, Value>,
    /// Who is on WhatsApp, as the body of `PUT /__mock__/directory`.
    #[serde(default)]
    pub directory: Option<Value>,
    /// Faults, as the body of `PUT /__mock__/faults`.
    #[serde(default)]
    pub faults: Vec<Value>,
    /// Settings of the client; what is left out is the target's test default.
    #[serde(default)]
    pub client: ClientSettings,
    /// Files that exist for the steps, by name; `${file:NAME}` is the path.
    #[serde(default)]
    pub files: BTreeMap<String, FileContent>,
    /// How virtual time passes.
    #[serde(default)]
    pub clock: Clock,
}

/// How virtual time passes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Only while a call waits for its result.
    #[default]
    WhileWaiting,
    /// Only by `POST /clock`.
    Frozen,
}

/// Settings of the client. `${secret}`, `${token}` and `${token:NAME}` may stand in texts.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientSettings {
    /// Address; the world's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Secret key; the server's if neither this nor a token is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// A ready token instead of a secret key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Deadline of each call, in milliseconds of the client's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// How often a repeatable call is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// After so many milliseconds in INITIALIZING a session counts as stuck; long if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck_after_ms: Option<u64>,
    /// Where tokens come from: made locally unless said otherwise.
    #[serde(default)]
    pub mint: Minting,
}

/// Where tokens come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Minting {
    /// Made by the client at the lowest bcrypt cost, without a request.
    #[default]
    Local,
    /// Asked from the server by generate-token.
    Server,
}

/// What is in a file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileContent {
    /// Text.
    Text(String),
    /// Base64 of the content.
    Base64(String),
    /// So many bytes.
    Bytes(usize),
}

/// One thing that is done.
#[derive(Debug, Clone, JsonSchema)]
#[serde(untagged)]
pub enum Step {
    /// A call through the target.
    Call(Box<CallStep>),
    /// A call of the control API by the runner.
    Control(Box<ControlStep>),
    /// A raw HTTP request by the runner, past the target.
    Request(Box<RequestStep>),
}

/// A call through the target.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallStep {
    /// Operation id or name of a helper, in kebab-case.
    pub call: String,
    /// Session, if not the scenario's.
    #[serde(default)]
    pub session: Option<String>,
    /// Arguments, as one object.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// Settings of the client for this call, instead of the scenario's.
    #[serde(default)]
    pub client: Option<ClientSettings>,
    /// The caller cancels the call after so many milliseconds of its own time.
    #[serde(default)]
    pub cancel_after_ms: Option<u64>,
    /// For streams: what the world does when a stage of that type appears: `qr` for the first, `qr 2` for the second.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<ControlStep>>,
    /// For streams: the stages in order, by type or as an object; repeats of a type may be left out.
    #[serde(default)]
    pub stages: Option<Vec<Value>>,
    /// What the result must hold. A call without `ok` and `error` must succeed.
    #[serde(default)]
    pub ok: Option<Value>,
    /// What the error must hold; the call must fail.
    #[serde(default)]
    pub error: Option<ErrorExpectation>,
    /// Name under which later steps find the result: `${NAME.path}`.
    #[serde(default)]
    pub save: Option<String>,
}

/// What an error must hold. What is left out is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorExpectation {
    /// Code, such as `not_connected`. A target without SDK has none.
    #[serde(default)]
    pub code: Option<String>,
    /// Status of the answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// `not_sent` or `unknown`. A target without SDK has none.
    #[serde(default)]
    pub delivery: Option<String>,
    /// Whether the same call may succeed later. A target without SDK has none.
    #[serde(default)]
    pub temporary: Option<bool>,
    /// Operation that failed. A target without SDK has none.
    #[serde(default)]
    pub operation: Option<String>,
    /// Text that the message or the hint holds. A target without SDK has none.
    #[serde(default)]
    pub mentions: Option<String>,
    /// Body of the answer.
    #[serde(default)]
    pub body: Option<Value>,
}

/// A call of the control API.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlStep {
    /// Method and path below `/__mock__`, such as `POST /sessions/shop/phone`.
    pub control: String,
    /// JSON body.
    #[serde(default)]
    pub body: Option<Value>,
    /// What the answer must hold.
    #[serde(default)]
    pub answer: Option<Value>,
}

/// A raw HTTP request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestStep {
    /// Method and path, such as `GET /api/shop/status-session`.
    pub request: String,
    /// Headers; none is added.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Body: text goes out raw, anything else as JSON.
    #[serde(default)]
    pub body: Option<Value>,
    /// What must come back.
    pub answer: RawAnswer,
}

/// What must come back to a raw request.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAnswer {
    /// Status.
    #[serde(default)]
    pub status: Option<u16>,
    /// Media type, without parameters.
    #[serde(default)]
    pub content_type: Option<String>,
    /// Body: JSON, or text.
    #[serde(default)]
    pub body: Option<Value>,
    /// No answer ever comes.
    #[serde(default)]
    pub hang: bool,
}

/// What the server must have been asked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JournalExpectation {
    /// Operation id.
    pub operation: String,
    /// Session, if it matters.
    #[serde(default)]
    pub session: Option<String>,
    /// What each counted request's body holds, if it matters.
    #[serde(default)]
    pub body: Option<Value>,
    /// How often: 1 if left out.
    #[serde(default)]
    pub times: Option<usize>,
    /// Library methods below the first such request, in order, without the others between them.
    #[serde(default)]
    pub client_calls: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for Step {
    /// Chooses by key, so that a misspelt field is named instead of "no variant matched".
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = Value::deserialize(deserializer)?;
        let has = |key: &str| value.get(key).is_some();
        let (call, control, request) = (has("call"), has("control"), has("request"));
        let step = if call {
            serde_json::from_value(value).map(|step| Self::Call(Box::new(step)))
        } else if control {
            serde_json::from_value(value).map(|step| Self::Control(Box::new(step)))
        } else if request {
            serde_json::from_value(value).map(|step| Self::Request(Box::new(step)))
        } else {
            return Err(D::Error::custom("a step has one of the keys call, control, request"));
        };
        step.map_err(D::Error::custom)
    }
}

impl Scenario {
    /// Servers that it holds for.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        if self.profiles.is_empty() { &[Profile::Node210] } else { &self.profiles }
    }

    /// Whether it sends something to somebody.
    #[must_use]
    pub fn needs_recipient(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Call(step) => Value::Object(step.with.clone()).to_string().contains("${recipient}"),
            Step::Control(_) | Step::Request(_) => false,
        })
    }
}

impl Given {
    /// The session that steps are about unless they say otherwise.
    #[must_use]
    pub fn session(&self) -> &str {
        self.session.as_deref().unwrap_or("shop")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error(step: Value) -> String {
        serde_json::from_value::<Step>(step).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_field_is_named() {
        assert!(error(json!({"call": "send-text", "wiht": {}})).contains("unknown field `wiht`"));
        assert!(error(json!({"control": "POST /reset", "with": {}})).contains("unknown field `with`"));
        assert!(error(json!({"with": {}})).contains("one of the keys call, control, request"));
    }

    #[test]
    fn a_step_is_told_by_its_key() {
        let step: Step = serde_json::from_value(json!({"call": "connect", "stages": ["qr"]})).unwrap();
        assert!(matches!(step, Step::Call(call) if call.call == "connect"));
    }
}
