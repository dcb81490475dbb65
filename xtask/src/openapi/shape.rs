//! The schema of an answer that is known by example.

use serde_json::{Map, Value, json};

/// The schema of bodies like this one. Texts that a client compares are fixed; what stands under `error` and `log` may
/// be anything, or missing. `session` is added to objects for requests with exactly `application/json`.
pub(super) fn like(example: &Value) -> Value {
    let mut schema = value("", example);
    if example.is_object() && example.get("session").is_none() {
        schema["properties"]["session"] = json!({"type": "string"});
    }
    schema
}

fn value(name: &str, example: &Value) -> Value {
    match example {
        _ if is_error(name) => json!({}),
        // The only member tells what happened; beside others it is whatever was thrown.
        Value::Object(object) if object.len() == 1 && object.values().all(Value::is_string) => {
            let properties: Map<String, Value> =
                object.iter().map(|(name, text)| (name.clone(), json!({"const": text}))).collect();
            let required: Vec<&String> = object.keys().collect();
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
        }
        Value::Object(object) => {
            let properties: Map<String, Value> =
                object.iter().map(|(name, member)| (name.clone(), value(name, member))).collect();
            let required: Vec<&String> = object.keys().filter(|name| !is_error(name)).collect();
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
        }
        Value::String(text) if fixed(name, text) => json!({"const": text}),
        Value::String(_) => json!({"type": "string"}),
        Value::Bool(flag) => json!({"const": flag}),
        Value::Number(_) => json!({"type": "number"}),
        Value::Null => json!({"type": "null"}),
        Value::Array(_) => json!({"type": "array"}),
    }
}

/// Objects under these names are what became of a JavaScript error.
fn is_error(name: &str) -> bool {
    matches!(name, "error" | "log")
}

/// Texts that are the same each time: a digit is somebody's number.
fn fixed(name: &str, text: &str) -> bool {
    matches!(name, "" | "status" | "message" | "response") && !text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_fixed_numbers_are_not_and_errors_are_free() {
        let schema = like(
            &json!({"status": "Error", "message": "O número 55 não existe.", "error": {}, "response": null}),
        );
        assert_eq!(schema["properties"]["status"], json!({"const": "Error"}));
        assert_eq!(schema["properties"]["message"], json!({"type": "string"}));
        assert_eq!(schema["properties"]["response"], json!({"type": "null"}));
        assert_eq!(schema["required"], json!(["status", "message", "response"]));
        assert_eq!(like(&json!("Error sending message")), json!({"const": "Error sending message"}));
    }
}
