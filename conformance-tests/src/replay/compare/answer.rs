//! The answer itself: whether there is one, its status, its media type, its body.

use super::{Difference, compare_json, html::compare_text};
use crate::http::{Response, media_type};
use crate::replay::recording::RecordedResponse;
use serde_json::Value;

/// How an exchange with the mock ended.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It answered.
    Answered(Response),
    /// It never will.
    Hang,
    /// The connection broke.
    Broken(String),
}

/// Compares the recorded answer with what came.
#[must_use]
pub fn compare_answer(recorded: &RecordedResponse, outcome: &Outcome) -> Vec<Difference> {
    match (recorded.hang, outcome) {
        (true, Outcome::Hang) => Vec::new(),
        (true, Outcome::Answered(response)) => vec![Difference::new(
            "an answer where none was recorded",
            format!("status {}: {}", response.status, head(&response.text())),
        )],
        (false, Outcome::Hang) => vec![Difference::new(
            "no answer where one was recorded",
            format!("recorded status {}", recorded.status.unwrap_or_default()),
        )],
        (_, Outcome::Broken(reason)) => vec![Difference::new("the connection broke", reason.clone())],
        (false, Outcome::Answered(response)) => answered(recorded, response),
    }
}

fn answered(recorded: &RecordedResponse, response: &Response) -> Vec<Difference> {
    let mut found = Vec::new();
    if recorded.status != Some(response.status) {
        found.push(Difference::new(
            format!("status {} instead of {}", response.status, recorded.status.unwrap_or_default()),
            head(&response.text()),
        ));
        // The body of another status says nothing more.
        return found;
    }
    let wanted = recorded.headers.get("content-type").and_then(Value::as_str).map(media_type);
    let got = response.media_type();
    if wanted != got {
        let name = |t: Option<String>| t.unwrap_or_else(|| "none".to_owned());
        found.push(Difference::new(
            format!("content-type {} instead of {}", name(got), name(wanted)),
            head(&response.text()),
        ));
        return found;
    }
    found.extend(body(recorded, wanted.as_deref(), response));
    found
}

fn body(recorded: &RecordedResponse, media: Option<&str>, response: &Response) -> Vec<Difference> {
    if recorded.empty {
        return non_empty(response);
    }
    match media {
        Some("application/json") => match response.json() {
            Some(actual) => compare_json(&recorded.body, &actual),
            None => vec![Difference::new("body: not JSON", head(&response.text()))],
        },
        Some("image/png") => {
            let png = response.body.starts_with(b"\x89PNG\r\n\x1a\n");
            if png { Vec::new() } else { vec![Difference::new("body: not a PNG", head(&response.text()))] }
        }
        Some("application/zip") => {
            let zip = response.body.starts_with(b"PK");
            if zip { Vec::new() } else { vec![Difference::new("body: not a ZIP", head(&response.text()))] }
        }
        _ => match &recorded.body {
            Value::String(text) => compare_text(text, &response.text()).into_iter().collect(),
            Value::Null => non_empty(response),
            other => vec![Difference::new("body: recorded as something unknown", other.to_string())],
        },
    }
}

fn non_empty(response: &Response) -> Vec<Difference> {
    if response.body.is_empty() {
        Vec::new()
    } else {
        vec![Difference::new("body: not empty", head(&response.text()))]
    }
}

fn head(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn recorded(value: Value) -> RecordedResponse {
        serde_json::from_value(value).unwrap()
    }

    fn answer(status: u16, content_type: &str, body: &str) -> Outcome {
        Outcome::Answered(Response {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.to_owned().into(),
        })
    }

    fn causes(recorded: &RecordedResponse, outcome: &Outcome) -> Vec<String> {
        compare_answer(recorded, outcome).into_iter().map(|difference| difference.cause).collect()
    }

    #[test]
    fn a_hang_is_matched_by_a_hang_only() {
        let hang = recorded(json!({"hang": true, "after_ms": 5000}));
        assert!(compare_answer(&hang, &Outcome::Hang).is_empty());
        assert_eq!(causes(&hang, &answer(200, "text/html", "")), ["an answer where none was recorded"]);
        let ok = recorded(json!({"status": 200, "headers": {}, "body": null}));
        assert_eq!(causes(&ok, &Outcome::Hang), ["no answer where one was recorded"]);
    }

    #[test]
    fn status_and_media_type_count_but_not_the_charset() {
        let page = recorded(
            json!({"status": 200, "headers": {"content-type": "text/html; charset=utf-8"}, "body": "x"}),
        );
        assert!(compare_answer(&page, &answer(200, "text/html; charset=UTF-8", "x")).is_empty());
        assert_eq!(causes(&page, &answer(201, "text/html", "x")), ["status 201 instead of 200"]);
        assert_eq!(
            causes(&page, &answer(200, "application/json", "1")),
            ["content-type application/json instead of text/html"]
        );
    }

    #[test]
    fn a_picture_is_a_picture() {
        let png = recorded(json!({
            "status": 200, "headers": {"content-type": "image/png"}, "body": {"base64_png": true, "bytes": 7403},
        }));
        let bytes = Outcome::Answered(Response {
            status: 200,
            headers: vec![("content-type".into(), "image/png".into())],
            body: b"\x89PNG\r\n\x1a\nrest".to_vec().into(),
        });
        assert!(compare_answer(&png, &bytes).is_empty());
        assert_eq!(causes(&png, &answer(200, "image/png", "GIF89a")), ["body: not a PNG"]);
    }

    #[test]
    fn an_empty_body_stays_empty() {
        let none = recorded(json!({"status": 204, "headers": {}, "body": null}));
        let empty = Outcome::Answered(Response { status: 204, headers: vec![], body: Default::default() });
        assert!(compare_answer(&none, &empty).is_empty());
        let full = Outcome::Answered(Response { status: 204, headers: vec![], body: "x".into() });
        assert_eq!(causes(&none, &full), ["body: not empty"]);
    }
}
