//! What was being sent, for looking it up when the outcome is unknown.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wppkit_api::types::Message;

/// How far the clocks of this machine and of WhatsApp may be apart, in seconds.
const CLOCK_SKEW: i64 = 120;

/// What was being sent when the outcome became unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    pub(crate) chat: String,
    /// Text of a message, caption of a file, title of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) filename: Option<String>,
    /// Types that the message may have in the chat, where the operation decides that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<String>,
    /// The id that the message has, if this client chose it or the server told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<String>,
    /// Seconds since 1970.
    pub(crate) began: i64,
}

/// Fields that say what can be read in the message, the most telling first.
const TELLING: [&str; 7] = ["message", "caption", "text", "name", "title", "description", "url"];

impl Attempt {
    /// An attempt with these request fields.
    pub(crate) fn new(operation: &str, chat: String, fields: &Map<String, Value>) -> Self {
        let text = |name: &str| {
            fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            chat,
            text: TELLING.iter().find_map(|name| text(name)),
            filename: text("filename"),
            kinds: kinds(operation).iter().map(|kind| (*kind).to_owned()).collect(),
            message_id: None,
            began: now(),
        }
    }

    /// Whether this message of the chat may be the one.
    pub(crate) fn matches(&self, message: &Message) -> bool {
        let recent =
            message.t.or(message.timestamp).is_some_and(|time| time >= self.began.saturating_sub(CLOCK_SKEW));
        let mine = message.from_me.unwrap_or_else(|| message.id.from_me());
        mine && recent && self.same_content(message)
    }

    fn same_content(&self, message: &Message) -> bool {
        if !self.kinds.is_empty() {
            let kind = message.kind.as_deref().unwrap_or_default();
            // Where a title stands differs from type to type; that it is there is enough.
            let titled = self.text.as_deref().is_none_or(|text| {
                let whole = serde_json::to_value(message).unwrap_or_default();
                contains(&whole, text)
            });
            return self.kinds.iter().any(|expected| expected == kind) && titled;
        }
        match (&self.filename, &self.text) {
            // A file's body is a thumbnail, and pictures come without a name: the caption tells most.
            (Some(_), Some(caption)) => message.caption.as_ref() == Some(caption),
            (Some(filename), None) => message.filename.as_ref() == Some(filename),
            (None, Some(text)) => [&message.body, &message.content, &message.caption]
                .into_iter()
                .any(|found| found.as_ref() == Some(text)),
            (None, None) => false,
        }
    }
}

fn contains(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(list) => list.iter().any(|value| contains(value, text)),
        Value::Object(fields) => fields.values().any(|value| contains(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The types of WhatsApp's messages that an operation makes, where its text alone would not tell.
fn kinds(operation: &str) -> &'static [&'static str] {
    match operation {
        "send-sticker" | "send-sticker-gif" => &["sticker"],
        "send-location" => &["location"],
        "send-poll-message" => &["poll_creation"],
        "send-list-message" => &["list"],
        "send-order-message" => &["order"],
        "send-pix-key" => &["interactive"],
        "contact-vcard" => &["vcard", "multi_vcard"],
        "send-voice" | "send-voice-base64" => &["ptt", "audio"],
        _ => &[],
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(since).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "true_5521999999999@c.us_A";
    const BEGAN: i64 = 1_760_000_000;

    fn message(value: Value) -> Message {
        serde_json::from_value(value).unwrap()
    }

    fn attempt(operation: &str, fields: Value) -> Attempt {
        let Value::Object(fields) = fields else { panic!("an object") };
        Attempt { began: BEGAN, ..Attempt::new(operation, "5521999999999@c.us".to_owned(), &fields) }
    }

    #[test]
    fn only_an_own_recent_message_with_the_same_text_matches() {
        let text = attempt("send-message", json!({"message": "hi"}));
        assert!(text.matches(&message(json!({"id": ID, "body": "hi", "t": BEGAN + 5, "fromMe": true}))));
        for other in [
            json!({"id": ID, "body": "hi", "t": BEGAN - 1000, "fromMe": true}),
            json!({"id": ID, "body": "ho", "t": BEGAN + 5, "fromMe": true}),
            json!({"id": "false_5521999999999@c.us_A", "body": "hi", "t": BEGAN + 5}),
            json!({"id": ID, "body": "hi"}),
        ] {
            assert!(!text.matches(&message(other.clone())), "{other}");
        }
    }

    #[test]
    fn a_file_matches_by_name_and_caption() {
        let file = attempt("send-file", json!({"caption": "hi", "filename": "a.pdf"}));
        let sent = |caption: &str| json!({"id": ID, "caption": caption, "filename": "a.pdf", "t": BEGAN + 5});
        assert!(file.matches(&message(sent("hi"))));
        assert!(!file.matches(&message(sent("ho"))));
        let bare = attempt("send-file", json!({"filename": "a.pdf"}));
        let other = [
            json!({"id": ID, "caption": "hi", "t": BEGAN + 5}),
            json!({"id": ID, "body": "hello", "t": BEGAN}),
        ];
        assert!(other.into_iter().all(|other| !bare.matches(&message(other))), "another file, and a text");
    }

    #[test]
    fn what_has_no_text_matches_by_its_type_and_title() {
        let poll = attempt("send-poll-message", json!({"name": "Cake?", "choices": ["a", "b"]}));
        let sent = |name: &str| json!({"id": ID, "type": "poll_creation", "pollName": name, "t": BEGAN});
        assert!(poll.matches(&message(sent("Cake?"))));
        assert!(!poll.matches(&message(sent("Bread?"))));
        assert!(!poll.matches(&message(json!({"id": ID, "type": "chat", "body": "Cake?", "t": BEGAN}))));
        let sticker = attempt("send-sticker", json!({"path": "x"}));
        assert!(sticker.matches(&message(json!({"id": ID, "type": "sticker", "t": BEGAN}))));
    }

    #[test]
    fn an_attempt_survives_on_paper() {
        let poll = attempt("send-poll-message", json!({"name": "Cake?"}));
        let paper = serde_json::to_string(&poll).unwrap();
        assert_eq!(serde_json::from_str::<Attempt>(&paper).unwrap(), poll);
    }
}
