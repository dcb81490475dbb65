//! Strict mode: what the real server would misread is refused, with an explanation.

use serde_json::{Map, Value, json};
use wppkit_api::decode;

use crate::exchange::{Answer, ApiRequest};

/// Status of a refusal in strict mode; the real server never uses it.
const STATUS: u16 = 422;

/// The refusal of a request, unless the real server reads it as it is meant.
#[must_use]
pub(crate) fn refuse(request: &ApiRequest) -> Option<Answer> {
    let problem = flag_as_text(&request.body).or_else(|| by_type(request))?;
    let Problem { field, problem, accepted, real_server } = problem;
    Some(Answer::json(
        STATUS,
        &json!({
            "error": "refused in strict mode",
            "operation": request.entry.meta.id,
            "field": field,
            "problem": problem,
            "accepted": accepted,
            "real_server": real_server,
        }),
    ))
}

struct Problem {
    field: String,
    problem: String,
    accepted: String,
    real_server: &'static str,
}

/// A text where a flag is meant: every text but the empty one is true.
fn flag_as_text(body: &Value) -> Option<Problem> {
    let (name, _) =
        body.as_object()?.iter().find(|(_, value)| matches!(value.as_str(), Some("true" | "false")))?;
    if !name.starts_with("is") && name != "waitQrCode" {
        return None;
    }
    Some(Problem {
        field: name.clone(),
        problem: "is a text".to_owned(),
        accepted: "true, false".to_owned(),
        real_server: "takes every text but the empty one for true, \"false\" included",
    })
}

/// What does not fit the operation's type or its checks.
fn by_type(request: &ApiRequest) -> Option<Problem> {
    let meta = &request.entry.meta;
    let path = request.parameters.iter().map(|(name, value)| (*name, value.as_str()));
    let query: Vec<(&str, String)> =
        request.query.iter().map(|(name, value)| (name.as_str(), plain(value))).collect();
    let query = query.iter().map(|(name, value)| (*name, value.as_str()));
    let body = match &request.body {
        Value::Object(body) => body.clone(),
        Value::Array(_) => {
            return Some(Problem {
                field: "body".to_owned(),
                problem: "is a list".to_owned(),
                accepted: "an object".to_owned(),
                real_server: "takes it for an object without any field",
            });
        }
        _ => Map::new(),
    };
    let fields = match decode(meta, path, query, body) {
        Ok(fields) => fields,
        Err(error) => {
            return Some(Problem {
                field: "query".to_owned(),
                problem: error.to_string(),
                accepted: "see the operation's query parameters".to_owned(),
                real_server: "takes what is not true or false as text",
            });
        }
    };
    let invalid = (request.entry.check_request)(Value::Object(fields)).err()?;
    let real_server = match invalid.field.as_str() {
        "phone" => {
            "drops everything from @ on, strips signs but not spaces, and builds the id from the flags: more than \
             14 characters without a flag become a LID"
        }
        "base64" | "base64Ptt" | "path" => "takes base64 without the prefix data: for the path of a file",
        _ if invalid.problem.contains("unknown field") => "ignores fields that it does not know",
        _ if invalid.problem.contains("missing field") => "goes on without it, and mostly fails later",
        _ => "goes on with what it got",
    };
    Some(Problem { field: invalid.field, problem: invalid.problem, accepted: invalid.accepted, real_server })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(operation: &str, body: Value) -> Option<Value> {
        let mut request = ApiRequest::new(wppkit_api::by_id(operation).unwrap());
        request.body = body;
        refuse(&request).map(|answer| {
            assert_eq!(answer.status, 422);
            serde_json::from_slice(&answer.body).unwrap()
        })
    }

    #[test]
    fn what_the_real_server_reads_as_meant_passes() {
        assert_eq!(refusal("send-message", json!({"phone": "5511999990001", "message": "x"})), None);
        assert_eq!(
            refusal(
                "send-message",
                json!({"phone": "120363041234567890@g.us", "isGroup": true, "message": "x"})
            ),
            None
        );
    }

    #[test]
    fn what_it_would_misread_is_refused_with_the_field_and_what_would_happen() {
        for (body, field) in [
            (json!({"phone": "5511999990001", "message": "x", "isGroup": "false"}), "isGroup"),
            (json!({"phone": "120363041234567890@g.us", "message": "x"}), "phone"),
            (json!({"phone": "5511999990001", "message": "x", "isgroup": true}), "isgroup"),
            (json!([]), "body"),
        ] {
            let refused = refusal("send-message", body.clone()).unwrap();
            assert_eq!(refused["field"], field, "{body}");
            assert!(!refused["real_server"].as_str().unwrap().is_empty());
        }
        let bare = json!({"phone": "5511999990001", "base64": "SUQzAw=="});
        assert_eq!(refusal("send-file", bare).unwrap()["field"], "base64");
    }
}
