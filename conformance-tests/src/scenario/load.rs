//! Finds and reads scenario files: `<folder>/<group>/<topic>.yaml`, each a list of scenarios.

use super::model::{Scenario, Step};
use std::path::{Path, PathBuf};

/// A scenario and where it stands.
#[derive(Debug, Clone)]
pub struct Located {
    /// Folder below the root, such as `session`.
    pub group: String,
    /// File below the root without extension, such as `session/connect`.
    pub file: String,
    /// The scenario.
    pub scenario: Scenario,
}

impl Located {
    /// `session/connect: A fresh session shows a QR…`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}: {}", self.file, self.scenario.title)
    }

    /// Ids of operations and helpers that it calls.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        self.scenario.steps.iter().filter_map(|step| match step {
            Step::Call(call) => Some(call.call.as_str()),
            Step::Control(_) | Step::Request(_) => None,
        })
    }

    /// Error codes that it expects.
    pub fn error_codes(&self) -> impl Iterator<Item = &str> {
        self.scenario.steps.iter().filter_map(|step| match step {
            Step::Call(call) => call.error.as_ref()?.code.as_deref(),
            Step::Control(_) | Step::Request(_) => None,
        })
    }

    /// Kinds of events that it has read on every SDK.
    pub fn event_kinds(&self) -> impl Iterator<Item = &str> {
        let everywhere = self.scenario.targets.is_empty() || self.scenario.targets == ["sdk"];
        self.scenario.steps.iter().filter(move |_| everywhere).filter_map(|step| match step {
            Step::Call(call) if call.call == "parse-event" => call.ok.as_ref()?.get("kind")?.as_str(),
            _ => None,
        })
    }
}

/// A folder of scenarios that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no list of scenarios.
    #[error("{}: {reason}", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads every scenario below a folder, in order of file name.
pub fn load(root: &Path) -> Result<Vec<Located>, LoadError> {
    let mut located: Vec<Located> = Vec::new();
    for group in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&group)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        {
            let text = std::fs::read_to_string(&path)
                .map_err(|source| LoadError::File { path: path.clone(), source })?;
            let group = name(&group);
            let file = format!("{group}/{}", name(&path.with_extension("")));
            for scenario in
                parse(&text).map_err(|reason| LoadError::Content { path: path.clone(), reason })?
            {
                let one = Located { group: group.clone(), file: file.clone(), scenario };
                if located.iter().any(|other| other.id() == one.id()) {
                    let reason = format!("two scenarios are titled {:?}", one.scenario.title);
                    return Err(LoadError::Content { path, reason });
                }
                located.push(one);
            }
        }
    }
    Ok(located)
}

/// Reads the text of a scenario file.
pub fn parse(text: &str) -> Result<Vec<Scenario>, String> {
    // By way of JSON: the one form of values that expectations and bodies have anyway.
    let values: Vec<serde_json::Value> = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    values
        .into_iter()
        .map(|value| {
            let title =
                value.get("title").and_then(|title| title.as_str()).unwrap_or("(no title)").to_owned();
            let scenario: Scenario =
                serde_json::from_value(value).map_err(|error| format!("{title:?}: {error}"))?;
            if scenario.title.trim().is_empty() || scenario.steps.is_empty() {
                return Err(format!("{title:?}: a scenario has a title and at least one step"));
            }
            Ok(scenario)
        })
        .collect()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let error = |source| LoadError::File { path: folder.to_owned(), source };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(error)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(error)?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_list_of_scenarios() {
        let text = "
- title: A behaviour
  given: {sessions: {shop: {state: CONNECTED}}}
  steps:
    - call: send-message
      with: {phone: '5521999999999', message: Olá}
      ok: [{id: $any}]
";
        let scenarios = parse(text).unwrap();
        assert_eq!(scenarios[0].given.sessions["shop"]["state"], "CONNECTED");
        assert!(matches!(&scenarios[0].steps[0], Step::Call(call) if call.with["phone"] == "5521999999999"));
    }

    #[test]
    fn a_misspelt_key_names_the_scenario_and_the_key() {
        let error = parse("- title: A behaviour\n  stesp: []\n").unwrap_err();
        assert!(error.contains("A behaviour") && error.contains("stesp"), "{error}");
        let error = parse("- title: A behaviour\n  steps: [{call: a, okay: 1}]\n").unwrap_err();
        assert!(error.contains("okay"), "{error}");
    }

    #[test]
    fn a_scenario_without_steps_is_refused() {
        assert!(parse("- title: A behaviour\n  steps: []\n").is_err());
    }
}
