//! Requests by example: the first call of each operation in the scenarios that is spelled out and succeeds. So every
//! example was run.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Map, Value};

use crate::schema::Error;

/// Requests by operation.
#[derive(Debug, Default)]
pub(crate) struct Examples(BTreeMap<String, Map<String, Value>>);

impl Examples {
    /// Reads the scenarios.
    pub(crate) fn from_scenarios() -> Result<Self, Error> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance-tests/scenarios");
        let mut files = Vec::new();
        for group in fs::read_dir(root)? {
            for file in fs::read_dir(group?.path())? {
                files.push(file?.path());
            }
        }
        files.sort();
        let mut examples = Self::default();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "yaml"))
        {
            let scenarios: Vec<Value> = serde_saphyr::from_str(&fs::read_to_string(file)?)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            scenarios.iter().for_each(|scenario| examples.take(scenario));
        }
        Ok(examples)
    }

    fn take(&mut self, scenario: &Value) {
        for step in scenario["steps"].as_array().into_iter().flatten() {
            let (Some(call), Some(with)) = (step["call"].as_str(), step["with"].as_object()) else {
                continue;
            };
            let spelled_out = !Value::Object(with.clone()).to_string().contains("${");
            if spelled_out && step.get("error").is_none() {
                self.0.entry(call.to_owned()).or_insert_with(|| with.clone());
            }
        }
    }

    /// The request of an operation.
    pub(crate) fn of(&self, operation: &str) -> Option<&Map<String, Value>> {
        self.0.get(operation)
    }
}
