//! Stages of a stream, held against the expected ones.

use super::matcher::matches;
use serde_json::Value;

/// The type of a stage.
pub(super) fn stage_type(stage: &Value) -> &str {
    stage.get("type").or(Some(stage)).and_then(Value::as_str).unwrap_or_default()
}

/// The stages in order; a type that comes again right after itself counts once.
pub(super) fn stage_problems(expected: &[Value], stages: &[Value]) -> Vec<String> {
    let mut seen_stages: Vec<&Value> = Vec::new();
    for stage in stages {
        if seen_stages.last().is_none_or(|last| stage_type(last) != stage_type(stage)) {
            seen_stages.push(stage);
        }
    }
    let fits = |expected: &Value, stage: &Value| match expected {
        Value::String(kind) => stage_type(stage) == kind,
        other => matches(other, stage).is_empty(),
    };
    if expected.len() == seen_stages.len() && expected.iter().zip(&seen_stages).all(|(a, b)| fits(a, b)) {
        return Vec::new();
    }
    vec![format!("expected the stages {}; {}", Value::Array(expected.to_vec()), seen(stages))]
}

/// The stages that were seen, in words.
pub(super) fn seen(stages: &[Value]) -> String {
    format!("seen: {}", stages.iter().map(stage_type).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn repeated_stages_count_once_and_their_order_counts() {
        let stages =
            [json!({"type": "starting"}), json!({"type": "qr", "seq": 1}), json!({"type": "qr", "seq": 2})];
        assert!(stage_problems(&[json!("starting"), json!({"type": "qr", "seq": 1})], &stages).is_empty());
        assert_eq!(stage_problems(&[json!("qr"), json!("starting")], &stages).len(), 1);
        assert_eq!(stage_problems(&[json!("starting")], &stages).len(), 1);
    }
}
