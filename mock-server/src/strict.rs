//! Strict mode: what the real server would misread is refused, with an explanation.

use serde_json::{Map, Value, json};
use wppkit_api::{Method, decode};

use crate::exchange::{Answer, ApiRequest};

/// Status of a refusal in strict mode; the real server never uses it.
const STATUS: u16 = 422;

/// The refusal of a request, unless the real server reads it as it is meant.
#[must_use]
pub(crate) fn refuse(request: &ApiRequest) -> Option<Answer> {
    let problem = broken(request).or_else(|| flag_as_text(&request.body)).or_else(|| by_type(request))?;
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

/// A route that does something else than it says.
fn broken(request: &ApiRequest) -> Option<Problem> {
    let unsupported = request.entry.meta.unsupported?;
    Some(Problem {
        field: "operation".to_owned(),
        problem: "is broken upstream".to_owned(),
        accepted: unsupported.instead.to_owned(),
        real_server: unsupported.reason,
    })
}

/// A text where a flag is meant: every text but the empty one is true.
fn flag_as_text(body: &Value) -> Option<Problem> {
    let (name, _) =
        body.as_object()?.iter().find(|(_, value)| matches!(value.as_str(), Some("true" | "false")))?;
    if !name.starts_with("is") && !matches!(name.as_str(), "waitQrCode" | "value") {
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
    let invalid = match (request.entry.check_request)(Value::Object(fields.clone())) {
        Ok(checked) => return mended(&fields, &checked),
        Err(invalid) => invalid,
    };
    let real_server = match invalid.field.as_str() {
        "phone" if request.entry.meta.method != Method::Get => {
            "drops everything from @ on, strips signs but not spaces, and builds the id from the flags: more than \
             14 characters without a flag become a LID"
        }
        "phone" if request.entry.meta.method == Method::Get => {
            "makes an id of it as it stands, or strips signs and tells numbers and LIDs by their length alone"
        }
        "time" => "unmutes for everything but a JSON number",
        "chatIds" => "completes nothing here: an id that is not whole is nobody's, and the answer is success",
        "id" | "pnLid" if invalid.problem.contains("id") => "finds nobody under it, or begins elsewhere",
        "base64" | "base64Ptt" | "path" => "takes base64 without the prefix data: for the path of a file",
        "groupId" => "splits a text at , and ;, drops everything from @ on and puts @g.us behind it",
        "participants" => "strips signs but not spaces, and takes more than 14 characters for a LID",
        "value" => "takes everything for true but false, 0, null and the empty text, and a missing value too",
        "inviteCode" | "invitecode" => "takes what is left without https://chat.whatsapp.com/ for the code",
        _ if invalid.problem.contains("unknown field") => "ignores fields that it does not know",
        _ if invalid.problem.contains("missing field") => "goes on without it, and mostly fails later",
        _ => "goes on with what it got",
    };
    Some(Problem { field: invalid.field, problem: invalid.problem, accepted: invalid.accepted, real_server })
}

/// What the SDK would have sent in another form, because the real server takes this one for something else.
fn mended(given: &Map<String, Value>, checked: &Map<String, Value>) -> Option<Problem> {
    given.iter().find_map(|(field, value)| {
        let mended = checked.get(field).filter(|mended| *mended != value)?;
        let problem = |problem: &str, real_server| {
            let (field, problem) = (field.clone(), problem.to_owned());
            Some(Problem { field, problem, accepted: mended.to_string(), real_server })
        };
        match (value, mended) {
            (Value::String(text), Value::Array(_)) if text.contains([',', ';']) => {
                problem("is one text", "splits a text at , and ; into several")
            }
            (Value::String(_), Value::String(_)) | (Value::Array(_), Value::Array(_)) => {
                problem("is no full id", "passes the id on as it is, and WhatsApp finds nobody by it")
            }
            (Value::Bool(_), Value::String(_)) => problem(
                "is a flag where the server compares with a text",
                "takes every other value than the text for the opposite: a JSON true is false",
            ),
            _ => None,
        }
    })
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
        for (operation, body) in [
            ("create-group", json!({"name": "Team", "participants": "5511999990001"})),
            ("create-group", json!({"name": ["Hello, World"], "participants": ["5511999990001"]})),
            ("leave-group", json!({"groupId": "120363041234567890"})),
            ("deactivate-community", json!({"id": "120363050000000000@g.us"})),
        ] {
            assert_eq!(refusal(operation, body.clone()), None, "{operation} {body}");
        }
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
        for (operation, body, field) in [
            ("create-group", json!({"name": "Hello, World", "participants": ["5511999990001"]}), "name"),
            ("create-group", json!({"name": "x", "participants": ["+55 11 99999-0001"]}), "participants"),
            ("leave-group", json!({"groupId": "5511999990001@c.us"}), "groupId"),
            ("messages-admins-only", json!({"groupId": "120363", "value": "false"}), "value"),
            ("join-code", json!({"inviteCode": "https://chat.whatsapp.com/AbCd?mode=x"}), "inviteCode"),
            ("deactivate-community", json!({"id": "120363050000000000"}), "id"),
            ("add-community-subgroup", json!({"id": "1203@g.us", "groupsIds": ["1204"]}), "groupsIds"),
            ("change-privacy-group", json!({"groupId": "120363", "status": "true"}), "operation"),
        ] {
            let refused = refusal(operation, body.clone()).unwrap_or_else(|| panic!("{operation} {body}"));
            assert_eq!(refused["field"], field, "{operation} {body}");
        }
        let pin = json!({"phone": "5511999990001", "state": true});
        assert_eq!(refusal("pin-chat", pin).unwrap()["accepted"], "\"true\"");
        let two = json!({"phone": ["5511999990001", "5511999990002"]});
        assert_eq!(refusal("archive-chat", two).unwrap()["field"], "phone");
        let lid = json!({"phone": "12345@lid", "isLid": true});
        assert_eq!(refusal("typing", lid).unwrap()["field"], "phone");
        let labels = json!({"chatIds": ["5511999990001"], "options": [{"labelId": "1", "type": "add"}]});
        assert_eq!(refusal("add-or-remove-label", labels).unwrap()["field"], "chatIds");
        let bare = json!({"phone": "5511999990001", "base64": "SUQzAw=="});
        assert_eq!(refusal("send-file", bare).unwrap()["field"], "base64");
    }
}
