//! The JSON schema of scenario files, for editors and for other runners.

use super::model::Scenario;

/// The schema as pretty-printed JSON with a final newline, as `scenario.schema.json` holds it.
pub fn schema() -> Result<String, serde_json::Error> {
    let mut schema = schemars::schema_for!(Vec<Scenario>);
    schema.insert("title".to_owned(), "wppkit conformance scenarios".into());
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
