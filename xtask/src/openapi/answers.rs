//! Everything that an operation answers: its success, its own failures, and the refusals that its kind shares.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use wppkit_api::{Auth, OperationEntry, Payload};

use super::shape::like;

const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// One answer.
struct Answer {
    status: u16,
    when: String,
    media_type: Option<&'static str>,
    schema: Value,
    example: Option<Value>,
}

impl Answer {
    fn example(status: u16, when: &str, body: Value) -> Self {
        Self {
            status,
            when: when.to_owned(),
            media_type: Some(JSON),
            schema: like(&body),
            example: Some(body),
        }
    }

    fn page(status: u16, when: &str) -> Self {
        let schema = json!({"type": "string"});
        Self { status, when: when.to_owned(), media_type: Some(HTML), schema, example: None }
    }
}

/// The `responses` of an operation.
pub(super) fn responses(entry: &OperationEntry, request: &Value, response: Value) -> Value {
    let mut answers = Vec::new();
    let never_succeeds = entry.meta.failures.iter().any(|failure| failure.when == "always");
    if !never_succeeds {
        success(entry, response, &mut answers);
    }
    for failure in entry.meta.failures {
        let body = serde_json::from_str(failure.body).unwrap_or_default();
        answers.push(Answer::example(failure.status, failure.when, body));
    }
    shared(entry, request, &mut answers);
    let mut by_status: BTreeMap<u16, Vec<Answer>> = BTreeMap::new();
    for answer in answers {
        by_status.entry(answer.status).or_default().push(answer);
    }
    by_status
        .into_iter()
        .map(|(status, answers)| (status.to_string(), together(answers)))
        .collect::<Map<_, _>>()
        .into()
}

fn success(entry: &OperationEntry, payload: Value, answers: &mut Vec<Answer>) {
    let meta = &entry.meta;
    let mut add = |media_type: Option<&'static str>, schema: Value| {
        answers.push(Answer {
            status: meta.success,
            when: "it worked".to_owned(),
            media_type,
            schema,
            example: None,
        });
    };
    match meta.payload {
        Payload::Whole => add(Some(JSON), payload),
        Payload::Response => add(Some(JSON), envelope(&[("response", payload)])),
        Payload::ResponseData => {
            let inner = envelope(&[("data", payload), ("contact", json!({}))]);
            add(Some(JSON), envelope(&[("response", inner)]));
        }
        Payload::PngOrObject => {
            add(Some("image/png"), json!({"type": "string", "format": "binary"}));
            add(Some(JSON), payload);
        }
        Payload::Text if meta.success == 301 => add(Some(HTML), json!({"type": "string"})),
        Payload::Text => add(Some("text/plain"), json!({"type": "string"})),
        Payload::Bytes => add(Some("application/zip"), json!({"type": "string", "format": "binary"})),
        Payload::Nothing => add(None, json!({})),
    }
}

/// The object around a payload. What the library returned nothing for is left out.
fn envelope(members: &[(&str, Value)]) -> Value {
    let mut properties = Map::from_iter([
        ("status".to_owned(), json!({"type": ["string", "boolean"]})),
        ("message".to_owned(), json!({"type": "string"})),
        ("mapper".to_owned(), json!({"type": "string"})),
        ("session".to_owned(), json!({"type": "string"})),
    ]);
    properties.extend(members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())));
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

/// What does not depend on the operation but on how it is authenticated, guarded and parsed.
fn shared(entry: &OperationEntry, request: &Value, answers: &mut Vec<Answer>) {
    let meta = &entry.meta;
    match meta.auth {
        Auth::Token => {
            let missing = json!({"message": "Token is not present. Check your header and try again"});
            answers.push(Answer::example(401, "no token is given", missing));
            let wrong = json!({"error": "Check that the Session and Token are correct"});
            answers.push(Answer::example(401, "the token is not the session's", wrong));
        }
        Auth::SecretInPath => {
            let schema = json!({
                "type": "object",
                "properties": {
                    "response": {"enum": [false, "error"]},
                    "message": {"enum": ["The SECRET_KEY is incorrect", "The token is incorrect"]},
                },
                "required": ["response", "message"],
                "additionalProperties": false,
            });
            answers.push(Answer {
                status: 400,
                when: "the secret key is wrong".to_owned(),
                media_type: Some(JSON),
                schema,
                example: None,
            });
        }
        Auth::None => {}
    }
    if meta.needs_connected {
        let body = json!({"response": null, "status": "Disconnected",
            "message": "A sessão do WhatsApp não está ativa."});
        answers.push(Answer::example(404, "the session is not connected, or phone is no text", body));
        if meta.method.has_body() && request["properties"].get("phone").is_some() {
            let body = json!({"response": null, "status": "Connected",
                "message": "O número 5511000000000 não existe."});
            answers.push(Answer::example(
                400,
                "a number is not on WhatsApp; the others are served all the same",
                body,
            ));
        }
    }
    if meta.path.contains('{') || meta.method.has_body() {
        answers.push(Answer::page(400, "the request cannot be read"));
    }
    if meta.method.has_body() {
        answers.push(Answer::page(413, "the body is larger than 50 MB"));
        answers.push(Answer::page(415, "the body has an unknown charset or encoding"));
    }
    if meta.multipart.is_some() {
        answers.push(Answer::page(500, "the form has a file under another name, or two"));
    }
}

/// Answers of one status.
fn together(answers: Vec<Answer>) -> Value {
    let mut causes: Vec<String> = Vec::new();
    let mut by_type: BTreeMap<&'static str, Vec<Answer>> = BTreeMap::new();
    for answer in answers {
        if !causes.contains(&answer.when) {
            causes.push(answer.when.clone());
        }
        if let Some(media_type) = answer.media_type {
            by_type.entry(media_type).or_default().push(answer);
        }
    }
    let mut response = json!({"description": sentence(&causes.join("; or "))});
    let mut content = Map::new();
    for (media_type, answers) in by_type {
        let schemas: Vec<Value> = answers.iter().map(|answer| answer.schema.clone()).collect();
        let schema = if schemas.len() == 1 { schemas[0].clone() } else { json!({"anyOf": schemas}) };
        let mut media = json!({"schema": schema});
        let examples: Map<String, Value> = answers
            .iter()
            .enumerate()
            .filter_map(|(at, answer)| {
                let value = answer.example.clone()?;
                Some((
                    format!("answer{}", at + 1),
                    json!({"summary": sentence(&answer.when), "value": value}),
                ))
            })
            .collect();
        if !examples.is_empty() {
            media["examples"] = examples.into();
        }
        content.insert(media_type.to_owned(), media);
    }
    if !content.is_empty() {
        response["content"] = content.into();
    }
    response
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
