//! What a run found: a table per group, each failure with the line that repeats it, what has no scenario.

use super::coverage::Gaps;
use super::suite::{Outcome, Ran};
use comfy_table::{Table, presets};
use quick_junit::{NonSuccessKind, Report as JUnit, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The result of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Name of the target.
    pub target: String,
    /// Every chosen scenario, in order.
    pub ran: Vec<Ran>,
    /// What has no scenario.
    pub gaps: Gaps,
}

#[derive(Default, Clone, Copy)]
struct Counts {
    passed: usize,
    failed: usize,
    known: usize,
    not_for_target: usize,
}

impl Counts {
    fn add(mut self, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Failed(_) | Outcome::UnexpectedlyPassed => self.failed += 1,
            Outcome::KnownFailing(_) => self.known += 1,
            Outcome::NotForTarget => self.not_for_target += 1,
        }
        self
    }

    fn row(self, name: &str) -> Vec<String> {
        let cells = [self.passed, self.failed, self.known, self.not_for_target];
        std::iter::once(name.to_owned()).chain(cells.iter().map(ToString::to_string)).collect()
    }
}

impl Report {
    /// Whether nothing failed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.ran.iter().any(|one| one.outcome.is_failure())
    }

    /// How many scenarios passed, and how many were run.
    #[must_use]
    pub fn totals(&self) -> (usize, usize) {
        let total = self.total();
        (total.passed, total.passed + total.failed + total.known)
    }

    fn total(&self) -> Counts {
        self.ran.iter().fold(Counts::default(), |counts, one| counts.add(&one.outcome))
    }

    /// The whole report as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.table());
        for one in &self.ran {
            let problem = match &one.outcome {
                Outcome::Failed(failure) => failure.to_string(),
                Outcome::UnexpectedlyPassed => {
                    format!("passes, and is listed in known-failing/{}.txt: take it off", self.target)
                }
                Outcome::Passed | Outcome::KnownFailing(_) | Outcome::NotForTarget => continue,
            };
            let _ = writeln!(out, "\nFAILED {}\n   {problem}\n   again: {}", one.id, self.again(&one.id));
        }
        let _ = write!(out, "{}{}", if self.gaps.is_empty() { "" } else { "\n" }, self.gaps.text());
        out
    }

    fn again(&self, id: &str) -> String {
        format!("wppkit conform --target {} --only '{}'", self.target, id.replace('\'', r"'\''"))
    }

    fn table(&self) -> Table {
        let mut groups: BTreeMap<&str, Counts> = BTreeMap::new();
        for one in &self.ran {
            let counts = groups.entry(&one.group).or_default();
            *counts = counts.add(&one.outcome);
        }
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED);
        table.set_header([
            format!("scenarios, target {}", self.target),
            "passed".to_owned(),
            "failed".to_owned(),
            "known failing".to_owned(),
            "not for this target".to_owned(),
        ]);
        for (group, counts) in groups {
            table.add_row(counts.row(group));
        }
        table.add_row(self.total().row("all"));
        table
    }

    /// The whole report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let scenarios: Vec<Value> = self
            .ran
            .iter()
            .map(|one| {
                let (result, problem) = match &one.outcome {
                    Outcome::Passed => ("passed", None),
                    Outcome::Failed(failure) => ("failed", Some(failure.to_string())),
                    Outcome::KnownFailing(failure) => ("known_failing", Some(failure.to_string())),
                    Outcome::UnexpectedlyPassed => ("unexpectedly_passed", None),
                    Outcome::NotForTarget => ("not_for_target", None),
                };
                json!({"id": one.id, "result": result, "problem": problem})
            })
            .collect();
        let (passed, run) = self.totals();
        json!({
            "target": self.target, "passed": passed, "run": run, "scenarios": scenarios,
            "without_scenario": {
                "operations": self.gaps.operations,
                "helpers": self.gaps.helpers,
                "error_codes": self.gaps.error_codes,
            },
        })
    }

    /// The whole report as JUnit test cases, a suite per group.
    pub fn junit(&self) -> Result<String, String> {
        let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
        for one in &self.ran {
            let status = match &one.outcome {
                Outcome::Passed => TestCaseStatus::success(),
                Outcome::Failed(failure) => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    status.set_message(format!("{failure}\nagain: {}", self.again(&one.id)));
                    status
                }
                Outcome::UnexpectedlyPassed => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    status.set_message("passes, and is listed as failing");
                    status
                }
                Outcome::KnownFailing(failure) => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message(format!("known to fail: {failure}"));
                    status
                }
                Outcome::NotForTarget => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message("not for this target");
                    status
                }
            };
            let mut case = TestCase::new(one.id.clone(), status);
            case.set_time(one.took);
            suites
                .entry(&one.group)
                .or_insert_with(|| TestSuite::new(format!("{}.{}", self.target, one.group)))
                .add_test_case(case);
        }
        let mut report = JUnit::new(format!("conformance of {}", self.target));
        report.add_test_suites(suites.into_values());
        report.to_string().map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Failure;
    use std::time::Duration;

    fn report(outcomes: Vec<Outcome>) -> Report {
        let ran = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| Ran {
                id: format!("session/connect: it's behaviour {index}"),
                group: "session".into(),
                outcome,
                took: Duration::ZERO,
            })
            .collect();
        Report { target: "rust".into(), ran, gaps: Gaps::default() }
    }

    fn failure() -> Failure {
        Failure { place: "step 1 (connect)".into(), problems: vec!["expected 1, got 2".into()] }
    }

    #[test]
    fn a_failure_names_step_problem_and_the_line_to_repeat_it() {
        let report = report(vec![Outcome::Passed, Outcome::Failed(failure())]);
        assert!(!report.is_clean());
        let text = report.text();
        assert!(text.contains("step 1 (connect): expected 1, got 2"));
        assert!(text.contains(r"wppkit conform --target rust --only 'session/connect: it'\''s behaviour 1'"));
        assert!(report.junit().unwrap().contains("<failure"));
    }

    #[test]
    fn a_known_failure_is_none_and_an_unexpected_pass_is_one() {
        assert!(report(vec![Outcome::KnownFailing(failure())]).is_clean());
        assert!(!report(vec![Outcome::UnexpectedlyPassed]).is_clean());
        assert!(report(vec![Outcome::NotForTarget]).is_clean());
    }
}
