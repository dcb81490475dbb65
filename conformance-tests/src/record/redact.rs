//! Takes everything private out of an exchange. What is not known to be harmless is replaced.

use super::words::{Marks, Numbers, by_form};
use crate::replay::PIXEL;
use serde_json::{Map, Number, Value};
use std::collections::HashMap;

/// Where a value stands: the server's own sentences are kept in answers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Body, query or form of a request.
    Request,
    /// Body of an answer.
    Answer,
    /// Body of a webhook.
    Event,
}

/// Keys whose texts are words of the protocol.
const WORDS: &[&str] = &[
    "action",
    "chatstate",
    "connection",
    "currency",
    "encoding",
    "event",
    "kind",
    "level",
    "mapper",
    "mimetype",
    "option",
    "platform",
    "presence",
    "property",
    "reviewStatus",
    "server",
    "stage",
    "state",
    "subtype",
    "time",
    "type",
    "version",
    "viewMode",
];
/// Keys under which an answer's first levels say what happened, in the server's own words.
const SENTENCES: &[&str] = &["error", "log", "message", "response", "text"];
/// Keys of names, so that a replaced one still reads like one.
const NAMES: &[&str] = &[
    "formattedName",
    "formattedTitle",
    "name",
    "notifyName",
    "pushname",
    "shortName",
    "subject",
    "verifiedName",
];

/// What stands in a list is content, never the server's sentence.
const IN_LIST: usize = 8;

/// Replaces what is private, the same thing by the same replacement as long as it lives.
#[derive(Debug, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    sessions: HashMap<String, String>,
    numbers: Numbers,
    texts: HashMap<String, String>,
}

impl Redactor {
    /// A redactor that knows no secret yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The server's secret key; replaced wherever it stands, also percent-encoded.
    pub fn learn_secret(&mut self, secret: &str) {
        if !secret.is_empty() && !self.secrets.iter().any(|known| known == secret) {
            self.secrets.push(secret.to_owned());
        }
    }

    /// The number of a recorded account, which a replay's account has another one for.
    pub fn learn_own_number(&mut self, digits: &str) {
        self.numbers.learn_own(digits);
    }

    /// The name that stands for a session.
    pub fn session(&mut self, name: &str) -> String {
        let next = self.sessions.len() + 1;
        self.sessions.entry(name.to_owned()).or_insert_with(|| format!("session-{next}")).clone()
    }

    /// A text that is kept, without what is private by its form.
    pub(super) fn kept(&mut self, text: &str, marks: &mut Marks) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret, "{{secret}}");
            text = text.replace(
                &percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC)
                    .to_string(),
                "{{secret}}",
            );
        }
        for (name, stand_in) in &self.sessions {
            for (before, after) in [("/", "/"), ("/", ":"), ("\"", "\"")] {
                text = text.replace(&format!("{before}{name}{after}"), &format!("{before}{stand_in}{after}"));
            }
        }
        by_form(&text, &mut self.numbers, marks)
    }

    /// `session:token`, as paths and generate-token have it.
    pub(super) fn credentials(&mut self, text: &str, marks: &mut Marks) -> String {
        let Some((session, token)) = text.split_once(':') else { return self.session(text) };
        let token = match self.kept(token, marks) {
            marked if marked.contains("{{") => marked,
            _ => "{{bad_token}}".to_owned(),
        };
        format!("{}:{token}", self.session(session))
    }

    /// A JSON value.
    pub(super) fn value(&mut self, value: &Value, place: Place, marks: &mut Marks) -> Value {
        self.inner("", value, place, 0, marks)
    }

    fn inner(&mut self, key: &str, value: &Value, place: Place, depth: usize, marks: &mut Marks) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(key, text, place, depth, marks)),
            Value::Number(number) => self.number(key, number, place),
            Value::Array(items) => {
                items.iter().map(|item| self.inner(key, item, place, depth + IN_LIST, marks)).collect()
            }
            Value::Object(map) => Value::Object(self.object(map, place, depth, marks)),
            other => other.clone(),
        }
    }

    fn object(
        &mut self,
        map: &Map<String, Value>,
        place: Place,
        depth: usize,
        marks: &mut Marks,
    ) -> Map<String, Value> {
        // An error's `name` is its class; every other one is somebody's.
        let is_error = map.contains_key("level")
            && map.keys().all(|key| ["code", "level", "name"].contains(&key.as_str()));
        let replaced = map.iter().map(|(key, value)| {
            let value =
                if is_error { value.clone() } else { self.inner(key, value, place, depth + 1, marks) };
            // Some answers use ids as keys.
            (self.kept(key, marks), value)
        });
        replaced.collect()
    }

    fn number(&mut self, key: &str, number: &Number, place: Place) -> Value {
        if ["lat", "lng", "latitude", "longitude"].contains(&key) {
            return Value::from(1.5);
        }
        let Some(whole) = number.as_u64() else { return Value::Number(number.clone()) };
        match (whole, place) {
            (1_000_000_000..3_000_000_000, Place::Answer | Place::Event) => "{{timestamp}}".into(),
            (1_000_000_000_000..3_000_000_000_000, Place::Answer | Place::Event) => "{{timestamp_ms}}".into(),
            _ => self
                .numbers
                .replace(&whole.to_string())
                .parse()
                .map_or(Value::Null, |whole: u64| whole.into()),
        }
    }

    fn text(&mut self, key: &str, text: &str, place: Place, depth: usize, marks: &mut Marks) -> String {
        match key {
            _ if text.is_empty() => String::new(),
            "session" => self.session(text),
            "urlcode" => "{{urlcode}}".to_owned(),
            "phoneCode" => "{{phone_code}}".to_owned(),
            "qrcode" if text.starts_with("data:") => "{{qr_png_data_url}}".to_owned(),
            "qrcode" => "{{qr_png_base64}}".to_owned(),
            "token" => self.kept(text, marks),
            "full" => self.credentials(text, marks),
            _ if is_data_url(text) => with_pixel(text),
            _ if is_base64(text) => PIXEL.to_owned(),
            _ if self.sessions.contains_key(text) => self.session(text),
            _ if WORDS.contains(&key) && is_word(text) => self.kept(text, marks),
            "status" if place != Place::Request && depth <= 1 && is_word(text) => self.kept(text, marks),
            _ if place == Place::Answer && depth <= 2 && SENTENCES.contains(&key) => self.kept(text, marks),
            _ if is_written_number(text) => self.written(text),
            _ if is_identifier(text) => self.kept(text, marks),
            _ => self.replacement(key, text),
        }
    }

    /// Numbers as people write them, one or several: digits are replaced where they stand.
    fn written(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in text.split_inclusive([',', ';']) {
            let digits: String = piece.chars().filter(char::is_ascii_digit).collect();
            let replaced = self.numbers.replace(&digits);
            let mut next = replaced.chars();
            out.extend(piece.chars().map(|c| if c.is_ascii_digit() { next.next().unwrap_or(c) } else { c }));
        }
        out
    }

    /// What stands for a name, an address or a text of somebody.
    fn replacement(&mut self, key: &str, text: &str) -> String {
        let number = self.texts.len() + 1;
        self.texts
            .entry(text.to_owned())
            .or_insert_with(|| match text {
                _ if text.starts_with("http://") || text.starts_with("https://") => {
                    format!("http://{{{{webhook_host}}}}/{number}")
                }
                _ if NAMES.contains(&key) => format!("Name {number}"),
                _ => format!("Text {number}"),
            })
            .clone()
    }

    /// Whether something private that was seen before still stands in a line that is about to be kept.
    pub(super) fn leaks(&self, line: &str) -> bool {
        // A single short word may be one of the protocol's as well.
        let telling = |text: &&String| text.contains(char::is_whitespace) || text.chars().count() >= 12;
        let texts = self.texts.keys().filter(telling);
        self.secrets.iter().chain(texts).any(|private| line.contains(private.as_str()))
    }
}

/// Digits with what people put between them.
fn is_written_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "+-() .,;".contains(c))
}

/// One word without spaces, as protocols have them.
fn is_word(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Ids and dates: digits in essence, with what WhatsApp puts around them.
fn is_identifier(text: &str) -> bool {
    let suffixed = text.rsplit_once('@').is_some_and(|(user, server)| {
        let server = server.split('_').next().unwrap_or(server);
        let user = user.trim_start_matches("true_").trim_start_matches("false_");
        ["c.us", "g.us", "lid", "newsletter", "broadcast", "s.whatsapp.net"].contains(&server)
            && (is_written_number(user) || user == "status" || user.contains('@'))
    });
    let date = text.len() == 24 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    suffixed || date
}

fn is_data_url(text: &str) -> bool {
    text.starts_with("data:") && text.contains(";base64,")
}

/// A data URL of the same type with a harmless picture in it.
fn with_pixel(text: &str) -> String {
    let head = text.split(";base64,").next().unwrap_or("data:image/png");
    format!("{head};base64,{PIXEL}")
}

/// Long enough to be a file, and nothing but base64.
fn is_base64(text: &str) -> bool {
    text.len() >= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn redacted(value: &Value, place: Place) -> Value {
        let mut redactor = Redactor::new();
        redactor.learn_secret("TOP/SECRET");
        redactor.value(value, place, &mut Marks::default())
    }

    #[test]
    fn names_texts_and_addresses_are_replaced_and_words_of_the_protocol_kept() {
        let out = redacted(
            &json!({"status": "success", "response": [{"id": {"server": "c.us", "user": "5521987654321", "_serialized": "5521987654321@c.us"},
                "name": "João Silva", "pushname": "João Silva", "body": "meet me at 10", "type": "chat", "ack": 1,
                "eurl": "https://pps.whatsapp.net/x?oe=1", "t": 1_760_000_000}]}),
            Place::Answer,
        );
        let element = &out["response"][0];
        assert_eq!(out["status"], "success");
        assert_eq!(element["id"]["_serialized"], "5511999000001@c.us");
        assert_eq!(element["name"], element["pushname"]);
        assert!(element["name"].as_str().unwrap().starts_with("Name "));
        assert!(element["body"].as_str().unwrap().starts_with("Text "));
        assert_eq!(
            (&element["type"], &element["ack"], &element["t"]),
            (&json!("chat"), &json!(1), &json!("{{timestamp}}"))
        );
        assert!(!out.to_string().contains("pps"));
    }

    #[test]
    fn the_servers_sentences_are_kept_without_the_number_in_them() {
        let out = redacted(
            &json!({"response": null, "status": "Connected", "message": "O número 5521987654321 não existe."}),
            Place::Answer,
        );
        assert_eq!(out["message"], "O número 5511999000001 não existe.");
        let sent = redacted(
            &json!({"message": "O número é segredo", "phone": "+55 (21) 98765-4321"}),
            Place::Request,
        );
        assert_eq!(sent["message"], "Text 1");
        assert_eq!(sent["phone"], "+55 (11) 99900-0001");
    }

    #[test]
    fn media_codes_and_error_classes() {
        let long = "A".repeat(100);
        let out = redacted(
            &json!({"qrcode": "data:image/png;base64,AAAA", "urlcode": "2@x", "phoneCode": "ABCD1234", "base64": format!("data:audio/ogg;base64,{long}"),
                "thumb": long, "error": {"name": "Error", "level": "error"}, "lat": -23.5}),
            Place::Answer,
        );
        assert_eq!(
            (&out["qrcode"], &out["urlcode"], &out["phoneCode"]),
            (&json!("{{qr_png_data_url}}"), &json!("{{urlcode}}"), &json!("{{phone_code}}"))
        );
        assert_eq!(out["base64"], format!("data:audio/ogg;base64,{PIXEL}"));
        assert_eq!((&out["thumb"], &out["lat"]), (&json!(PIXEL), &json!(1.5)));
        assert_eq!(out["error"], json!({"name": "Error", "level": "error"}));
    }

    #[test]
    fn a_number_as_json_number_and_an_id_as_key_are_replaced() {
        let out = redacted(
            &json!({"5521987654321@c.us": {"code": 200}, "phone": 5_521_987_654_321_u64}),
            Place::Request,
        );
        assert_eq!(out["phone"], 5_511_999_000_001_u64);
        assert_eq!(out["5511999000001@c.us"]["code"], 200);
    }
}
