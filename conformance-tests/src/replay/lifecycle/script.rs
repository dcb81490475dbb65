//! What has to be done, and when, so that a world goes through a recorded sequence.

use super::sequence::{Event, Sequence};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    /// A request of the API; the answer is compared.
    Request {
        /// Method word.
        method: String,
        /// Path.
        path: String,
        /// JSON body of a POST.
        body: Option<Value>,
        /// Whether the recording has its answer.
        compared: bool,
    },
    /// A call of the control API: method, path below `/__mock__`, body.
    Control(&'static str, String, Value),
    /// The endpoint that webhooks go to stops answering, or answers again.
    WebhookEndpoint {
        /// Whether it answers.
        up: bool,
    },
    /// From now on the endpoint that webhooks go to answers with this status.
    WebhookStatus(u16),
}

/// An action and its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// Milliseconds since the start of the sequence.
    pub ms: u64,
    /// What is done.
    pub action: Action,
}

/// The sessions that exist at the start, and what is done.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Script {
    /// Body of `PUT /sessions/{s}` for each session at the start.
    pub sessions: BTreeMap<String, Value>,
    /// In order of time.
    pub steps: Vec<Step>,
}

/// From the request to the first sign of the browser's start.
const START_LEAD_MS: u64 = 50;
/// From the request to the first QR, where the browser's start was not recorded.
const FIRST_QR_LEAD_MS: u64 = 900;
/// From the scan to `qrReadSuccess`.
const SCAN_LEAD_MS: u64 = 300;

/// The contact who writes in all recordings.
const WRITER: &str = "5511999990001@c.us";
/// From the arrival of a message to its events.
const MESSAGE_LEAD_MS: u64 = 10;

/// Derives the script of a sequence. The recorder did some things before it began to write: a session that is
/// CONNECTED at the first poll, a start or a scan whose effects are recorded, are put in.
#[must_use]
pub(super) fn script(sequence: &Sequence) -> Script {
    let mut script = Script { sessions: initial(sequence), steps: Vec::new() };
    for (index, event) in sequence.events.iter().enumerate() {
        script.steps.extend(given(sequence, index, event));
    }
    script.steps.extend(unrecorded(sequence));
    script.steps.extend(webhook_statuses(sequence));
    script.steps.sort_by_key(|step| step.ms);
    script
}

fn given(sequence: &Sequence, index: usize, event: &Event) -> Option<Step> {
    let action = match event.kind.as_str() {
        "http-request" => request(event, true)?,
        // An answer whose request was not written down was asked for at once.
        "http-response" => {
            let asked = |one: &Event| one.kind == "http-request" && one.request == event.request;
            if sequence.events[..index].iter().any(asked) {
                return None;
            }
            request(event, true)?
        }
        "phone/world" => world(&sequence.session, event)?,
        _ => return None,
    };
    Some(Step { ms: event.ms, action })
}

fn request(event: &Event, compared: bool) -> Option<Action> {
    let (method, path) = event.request.as_deref()?.split_once(' ')?;
    let body = event.body.clone().filter(|_| method != "GET");
    Some(Action::Request { method: method.to_owned(), path: path.to_owned(), body, compared })
}

fn world(session: &str, event: &Event) -> Option<Action> {
    let phone = |body: Value| Action::Control("POST", format!("/sessions/{session}/phone"), body);
    let argument = event.body.as_ref();
    Some(match event.action.as_deref()? {
        "newQr" => phone(json!({"do": "new_qr"})),
        "idleQr" => phone(json!({"do": "idle_qr"})),
        "scan" => match argument.and_then(|body| body.get("syncMs")) {
            Some(ms) => phone(json!({"do": "scan", "sync_ms": ms})),
            None => phone(json!({"do": "scan"})),
        },
        "unpair" => phone(json!({"do": "unlink"})),
        "kill-browser" => {
            Action::Control("POST", format!("/sessions/{session}/browser"), json!({"do": "crash"}))
        }
        "socket" => match argument.and_then(Value::as_str)? {
            "CONFLICT" => phone(json!({"do": "use_elsewhere"})),
            "TIMEOUT" => phone(json!({"do": "offline"})),
            "CONNECTED" => phone(json!({"do": "online"})),
            // States of the socket that nobody publishes.
            _ => return None,
        },
        "inbound" => deliver(session, argument.cloned().unwrap_or_else(|| json!({}))),
        "liveLocation" => arrives(session, "location", argument),
        "reaction" | "poll" | "revoke" | "label" | "call" | "presence" | "participants" | "ack" => {
            arrives(session, event.action.as_deref()?, argument)
        }
        // The browser goes down with the process; that is all that is seen before the process ends.
        "SIGTERM" => Action::Control("POST", format!("/sessions/{session}/browser"), json!({"do": "crash"})),
        "start the server process" => Action::Control("POST", "/restart".to_owned(), json!({})),
        "webhook endpoint down" => Action::WebhookEndpoint { up: false },
        "webhook endpoint back" => Action::WebhookEndpoint { up: true },
        _ => return None,
    })
}

/// Something other than a message arrives.
fn arrives(session: &str, event: &str, argument: Option<&Value>) -> Action {
    let mut what = argument.filter(|body| body.is_object()).cloned().unwrap_or_else(|| json!({}));
    what["event"] = json!(event);
    if event != "participants" && what.get("group").is_none() && event != "ack" {
        what["chat"] = json!(WRITER);
    }
    Action::Control("POST", format!("/sessions/{session}/deliver"), what)
}

/// A message arrives; unless it says otherwise, from the contact who writes in all recordings.
fn deliver(session: &str, mut message: Value) -> Action {
    message["event"] = json!("message");
    if message.get("chat").is_none() {
        message["chat"] = json!(WRITER);
    }
    Action::Control("POST", format!("/sessions/{session}/deliver"), message)
}

/// Sessions that exist before the first event.
fn initial(sequence: &Sequence) -> BTreeMap<String, Value> {
    let mut sessions = BTreeMap::new();
    let own = &sequence.session;
    let first =
        sequence.events.iter().find(|event| event.kind == "poll").and_then(|event| event.response.as_ref());
    let status = first.and_then(|answer| answer.body.get("status")).and_then(Value::as_str);
    let restarted =
        sequence.events.iter().any(|event| event.action.as_deref() == Some("start the server process"));
    // Nothing but what a working session does is recorded.
    let working =
        first.is_none() && sequence.events.iter().any(|event| event.action.as_deref() == Some("inbound"));
    if working {
        sessions.insert(own.clone(), json!({"state": "CONNECTED"}));
    } else if status == Some("CONNECTED") && unrecorded_start(sequence).is_none() {
        let stale = first.is_some_and(|answer| answer.body["qrcode"].is_string());
        sessions
            .insert(own.clone(), json!({"state": "CONNECTED", "login": if stale { "qr" } else { "stored" }}));
    }
    if restarted {
        for (session, login) in known_to_the_store(sequence) {
            if session != *own || sequence.events.first().is_some_and(|event| event.kind == "phone/world") {
                sessions.insert(session, json!({"state": "closed_by_user", "login": login}));
            }
        }
    }
    sessions
}

/// Sessions that a boot brings up: by stored login, or to a QR.
fn known_to_the_store(sequence: &Sequence) -> BTreeMap<String, &'static str> {
    let boot = sequence
        .events
        .iter()
        .position(|event| event.action.as_deref() == Some("start the server process"))
        .unwrap_or_default();
    let mut known = BTreeMap::new();
    for event in &sequence.events[boot..] {
        let (Some(body), true) = (&event.body, event.is_webhook()) else { continue };
        let Some(session) = body.get("session").and_then(Value::as_str) else { continue };
        match (body["event"].as_str(), body["status"].as_str()) {
            (Some("status-find"), Some("isLogged")) => known.insert(session.to_owned(), "stored"),
            (Some("qrcode"), _) => known.insert(session.to_owned(), "qr"),
            _ => None,
        };
    }
    known
}

/// The first sign of a start that nobody is recorded to have asked for: before any poll, request or boot.
fn unrecorded_start(sequence: &Sequence) -> Option<usize> {
    let (own, events) = (&sequence.session, &sequence.events);
    let life = |event: &Event| {
        event.is_callback(own, "create", None)
            || (event.kind == "socketio" && event.data.get("session").and_then(Value::as_str) == Some(own))
    };
    let explained = |event: &Event| {
        event.kind == "poll"
            || event.action.as_deref() == Some("start the server process")
            || (event.kind == "http-request"
                && event.request.as_deref().is_some_and(|request| request.ends_with("/start-session")))
    };
    events.iter().position(|event| life(event) || explained(event)).filter(|first| life(&events[*first]))
}

/// What the endpoint answered where the recording's title tells: 500 to the first message, 200 to the next.
fn webhook_statuses(sequence: &Sequence) -> Vec<Step> {
    if !sequence.title.contains("the webhook answers 500") {
        return Vec::new();
    }
    let arrivals = sequence.events.iter().filter(|event| event.action.as_deref() == Some("inbound"));
    arrivals
        .zip([500, 200])
        .map(|(event, status)| Step { ms: event.ms.saturating_sub(1), action: Action::WebhookStatus(status) })
        .collect()
}

/// Starts, scans and messages that were done without being written down.
fn unrecorded(sequence: &Sequence) -> Vec<Step> {
    let (own, events) = (&sequence.session, &sequence.events);
    let mut steps = Vec::new();
    if let Some(first) = unrecorded_start(sequence) {
        let lead = if events[first].kind == "library" { START_LEAD_MS } else { FIRST_QR_LEAD_MS };
        let webhook = events.iter().any(|event| event.kind == "webhook(per-session url)");
        let body = if webhook { json!({"webhook": "{{webhook}}"}) } else { json!({}) };
        steps.push(Step {
            ms: events[first].ms.saturating_sub(lead),
            action: Action::Request {
                method: "POST".to_owned(),
                path: format!("/api/{own}/start-session"),
                body: Some(body),
                compared: false,
            },
        });
    }
    let mut scanned = false;
    for event in events {
        scanned |= event.action.as_deref() == Some("scan");
        let success = event.is_webhook()
            && event
                .body
                .as_ref()
                .is_some_and(|body| body["status"] == "qrReadSuccess" && body["session"] == **own);
        if success && !std::mem::take(&mut scanned) {
            steps.push(Step {
                ms: event.ms.saturating_sub(SCAN_LEAD_MS),
                action: Action::Control("POST", format!("/sessions/{own}/phone"), json!({"do": "scan"})),
            });
        }
    }
    let mut arrived = 0;
    for event in events {
        if event.action.as_deref() == Some("inbound") {
            arrived += 1;
        }
        let message =
            event.data.get("response").filter(|_| event.event.as_deref() == Some("received-message"));
        let Some(message) = message.filter(|message| message["fromMe"] == false) else { continue };
        if arrived > 0 {
            arrived -= 1;
        } else {
            let text = json!({"body": message["body"], "chat": message["from"]});
            steps.push(Step { ms: event.ms.saturating_sub(MESSAGE_LEAD_MS), action: deliver(own, text) });
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(events: Value) -> Sequence {
        serde_json::from_value(json!({"name": "x", "title": "x", "session": "np", "events": events})).unwrap()
    }

    #[test]
    fn a_connected_first_poll_is_the_state_at_the_start() {
        let script = script(&sequence(json!([
            {"ms": 5, "type": "poll", "request": "GET /api/np/status-session",
                "response": {"status": 200, "body": {"status": "CONNECTED", "qrcode": null, "version": "2.10.4"}}},
            {"ms": 90, "type": "phone/world", "action": "unpair"},
        ])));
        assert_eq!(script.sessions["np"], json!({"state": "CONNECTED", "login": "stored"}));
        let unlink = Action::Control("POST", "/sessions/np/phone".into(), json!({"do": "unlink"}));
        assert_eq!(script.steps, [Step { ms: 90, action: unlink }]);
    }

    #[test]
    fn an_unrecorded_start_and_scan_are_put_in() {
        let script = script(&sequence(json!([
            {"ms": 101, "type": "library", "session": "np", "callback": "create"},
            {"ms": 2000, "type": "webhook", "body": {"event": "status-find", "session": "np", "status": "qrReadSuccess"}},
        ])));
        assert_eq!(script.steps.iter().map(|step| step.ms).collect::<Vec<_>>(), [51, 1700]);
    }

    #[test]
    fn a_recorded_scan_is_done_once() {
        let script = script(&sequence(json!([
            {"ms": 10, "type": "http-request", "request": "POST /api/np/start-session", "body": {}},
            {"ms": 20, "type": "library", "session": "np", "callback": "create"},
            {"ms": 900, "type": "phone/world", "action": "scan", "body": {"syncMs": 600}},
            {"ms": 1200, "type": "webhook", "body": {"event": "status-find", "session": "np", "status": "qrReadSuccess"}},
        ])));
        assert_eq!(script.steps.len(), 2);
        assert!(script.sessions.is_empty());
    }

    #[test]
    fn a_boot_brings_up_what_its_webhooks_tell_of() {
        let script = script(&sequence(json!([
            {"ms": 0, "type": "phone/world", "action": "start the server process"},
            {"ms": 900, "type": "webhook", "body": {"event": "status-find", "session": "np", "status": "isLogged"}},
            {"ms": 950, "type": "webhook", "body": {"event": "qrcode", "session": "b"}},
        ])));
        assert_eq!(script.sessions["np"]["login"], "stored");
        assert_eq!(script.sessions["b"]["login"], "qr");
    }
}
