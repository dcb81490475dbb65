//! The report for programs.

use super::{Report, Run, word};
use serde_json::{Value, json};

impl Run {
    /// The whole report as JSON, of the same shape for one target and for several.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "seed": self.seed,
            "targets": self.reports.iter().map(|report| self.target(report)).collect::<Vec<_>>(),
            "secrets_shown_by": self.shown,
            "without_scenario": {
                "operations": self.gaps.operations,
                "helpers": self.gaps.helpers,
                "error_codes": self.gaps.error_codes,
            },
        })
    }

    fn target(&self, report: &Report) -> Value {
        let scenarios: Vec<Value> = report
            .ran
            .iter()
            .map(|one| {
                json!({
                    "id": one.id,
                    "result": word(&one.outcome),
                    "problem": report.problem(one),
                    "again": one.outcome.is_failure().then(|| self.again(&report.target, &one.id)),
                    "seconds": one.took.as_secs_f64(),
                })
            })
            .collect();
        let (passed, run) = report.totals();
        json!({
            "target": report.target, "passed": passed, "run": run, "seconds": report.took.as_secs_f64(),
            "scenarios": scenarios,
        })
    }
}
