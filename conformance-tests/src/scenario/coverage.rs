//! What has no scenario: operations, helpers, error codes and kinds of events of the registry.

use super::load::Located;
use std::collections::BTreeSet;
use wppkit_api::{ErrorCode, events::EventKind, helpers, registry};

/// What has no scenario.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// Ids of operations.
    pub operations: Vec<String>,
    /// Ids of helpers.
    pub helpers: Vec<String>,
    /// Error codes.
    pub error_codes: Vec<String>,
    /// Kinds of events that no scenario has read by every language.
    pub event_kinds: Vec<String>,
}

impl Gaps {
    /// Whether everything has a scenario.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|(_, names)| names.is_empty())
    }

    /// One line per kind that has gaps.
    #[must_use]
    pub fn text(&self) -> String {
        self.kinds()
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(kind, names)| format!("{kind} without a scenario: {}\n", names.join(", ")))
            .collect()
    }

    fn kinds(&self) -> [(&'static str, &Vec<String>); 4] {
        [
            ("operations", &self.operations),
            ("helpers", &self.helpers),
            ("error codes", &self.error_codes),
            ("kinds of events", &self.event_kinds),
        ]
    }
}

/// Compares the scenarios with the registry.
#[must_use]
pub fn gaps(scenarios: &[Located]) -> Gaps {
    let called: BTreeSet<&str> = scenarios.iter().flat_map(Located::calls).collect();
    let expected: BTreeSet<&str> = scenarios.iter().flat_map(Located::error_codes).collect();
    let read: BTreeSet<&str> = scenarios.iter().flat_map(Located::event_kinds).collect();
    let without = |ids: &mut dyn Iterator<Item = &'static str>, known: &BTreeSet<&str>| {
        ids.filter(|id| !known.contains(id)).map(str::to_owned).collect()
    };
    Gaps {
        operations: without(&mut registry().iter().map(|entry| entry.meta.id), &called),
        helpers: without(&mut helpers().iter().map(|entry| entry.meta.id), &called),
        error_codes: without(&mut ErrorCode::ALL.iter().map(|code| code.as_str()), &expected),
        event_kinds: without(&mut EventKind::ALL.iter().map(|kind| kind.as_str()), &read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::parse;

    #[test]
    fn what_no_scenario_calls_or_expects_is_a_gap() {
        let scenario =
            parse("- title: A\n  steps: [{call: all-chats, error: {code: timeout}}]\n").unwrap().remove(0);
        let gaps = gaps(&[Located { group: "g".into(), file: "g/f".into(), scenario }]);
        assert!(!gaps.operations.contains(&"all-chats".to_owned()));
        assert!(gaps.operations.contains(&"send-message".to_owned()));
        assert!(!gaps.error_codes.contains(&"timeout".to_owned()));
        assert!(gaps.text().contains("error codes without a scenario: "));
        assert!(gaps.text().contains("kinds of events without a scenario: status-find, "));
    }
}
