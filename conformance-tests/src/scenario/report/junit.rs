//! The report for build servers.

use super::{Report, Run};
use crate::scenario::suite::{Outcome, Ran};
use quick_junit::{NonSuccessKind, Report as JUnit, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;

impl Run {
    /// The whole report as one JUnit document: a suite per target and group.
    pub fn junit(&self) -> Result<String, String> {
        let mut document = JUnit::new("conformance");
        for report in &self.reports {
            let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
            for one in &report.ran {
                let name = format!("{}.{}", report.target, one.group);
                let mut case = TestCase::new(one.id.clone(), self.status(report, one));
                case.set_classname(name.clone());
                case.set_time(one.took);
                suites.entry(&one.group).or_insert_with(|| TestSuite::new(name)).add_test_case(case);
            }
            document.add_test_suites(suites.into_values());
        }
        document.to_string().map_err(|error| error.to_string())
    }

    fn status(&self, report: &Report, one: &Ran) -> TestCaseStatus {
        let problem = report.problem(one).unwrap_or_default();
        let (mut status, message) = match &one.outcome {
            Outcome::Passed => return TestCaseStatus::success(),
            Outcome::Failed(_) | Outcome::UnexpectedlyPassed => (
                TestCaseStatus::non_success(NonSuccessKind::Failure),
                format!("{problem}\nagain: {}", self.again(&report.target, &one.id)),
            ),
            Outcome::KnownFailing(_) => (TestCaseStatus::skipped(), format!("known to fail: {problem}")),
            Outcome::NotForTarget(_) => {
                (TestCaseStatus::skipped(), format!("not for this target: {problem}"))
            }
        };
        status.set_message(message);
        status
    }
}
