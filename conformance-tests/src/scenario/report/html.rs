//! The report as one page that needs no other file: operations × targets, and every scenario behind them.

use super::{Counts, Run, word};
use crate::scenario::suite::Outcome;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wppkit_api::{helpers, registry};

const PAGE: &str = include_str!("page.html.j2");

/// A row of the matrix.
#[derive(Serialize)]
struct Row {
    /// Operation or helper.
    id: String,
    /// Group of operations, or `helpers`.
    group: String,
    /// One cell per target.
    cells: Vec<Counts>,
    /// Numbers of the scenarios that call it.
    scenarios: Vec<usize>,
}

impl Run {
    /// The report as a page.
    ///
    /// # Errors
    /// When the template cannot be rendered.
    pub fn html(&self) -> Result<String, String> {
        let mut environment = minijinja::Environment::new();
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.add_template("page.html", PAGE).map_err(|error| error.to_string())?;
        let template = environment.get_template("page.html").map_err(|error| error.to_string())?;
        let targets: Vec<Value> = self
            .reports
            .iter()
            .map(|report| json!({"name": report.target, "counts": report.counts(), "clean": report.is_clean()}))
            .collect();
        let context = json!({
            "failures": self.failures(), "targets": targets, "rows": self.rows(), "files": self.files(), "gaps": self.gaps.text(),
            "seed": self.seed,
        });
        template.render(context).map_err(|error| error.to_string())
    }

    /// Scenarios that failed, with the targets on which they did.
    fn failures(&self) -> Vec<Value> {
        let mut failures: BTreeMap<usize, (&str, Vec<&str>)> = BTreeMap::new();
        for report in &self.reports {
            for (number, one) in report.ran.iter().enumerate().filter(|(_, one)| one.outcome.is_failure()) {
                failures.entry(number).or_insert((&one.id, Vec::new())).1.push(&report.target);
            }
        }
        let shown =
            |(number, (title, targets))| json!({"number": number, "title": title, "targets": targets});
        failures.into_iter().map(shown).collect()
    }

    /// Every operation and helper, in the order of the registry.
    fn rows(&self) -> Vec<Row> {
        let operations = registry().iter().map(|entry| (entry.meta.id, entry.meta.group.as_str()));
        let rows = operations.chain(helpers().iter().map(|entry| (entry.meta.id, "helpers")));
        let calls = |index: usize, id: &str| {
            self.reports.iter().any(|report| {
                report.ran.get(index).is_some_and(|one| one.calls.iter().any(|called| called == id))
            })
        };
        let count = self.reports.iter().map(|report| report.ran.len()).max().unwrap_or_default();
        rows.map(|(id, group)| {
            let scenarios: Vec<usize> = (0..count).filter(|index| calls(*index, id)).collect();
            let outcomes = |ran: &[crate::scenario::Ran]| {
                Counts::of(scenarios.iter().filter_map(|index| ran.get(*index)).map(|one| &one.outcome))
            };
            let cells = self.reports.iter().map(|report| outcomes(&report.ran)).collect();
            Row { id: id.to_owned(), group: group.to_owned(), cells, scenarios }
        })
        .collect()
    }

    /// Scenarios by file, each with what every target made of it.
    fn files(&self) -> Vec<Value> {
        let Some(first) = self.reports.first() else { return Vec::new() };
        let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (number, one) in first.ran.iter().enumerate() {
            let (file, title) = one.id.split_once(": ").unwrap_or(("", &one.id));
            let results: Vec<Value> = self
                .reports
                .iter()
                .filter_map(|report| {
                    let one = report.ran.get(number)?;
                    let again = one.outcome.is_failure().then(|| self.again(&report.target, &one.id));
                    Some(json!({
                        "target": report.target, "word": word(&one.outcome), "failed": one.outcome.is_failure(),
                        "problem": report.problem(one), "again": again,
                        "milliseconds": one.took.as_millis() as u64,
                    }))
                })
                .collect();
            let outcomes = || self.reports.iter().filter_map(|report| report.ran.get(number));
            let failed = outcomes().any(|one| one.outcome.is_failure());
            let known = outcomes().any(|one| matches!(one.outcome, Outcome::KnownFailing(_)));
            let calls: Vec<&String> = one.calls.iter().collect();
            files.entry(file).or_default().push(json!({
                "number": number, "title": title, "results": results, "failed": failed, "known": known,
                "calls": calls,
            }));
        }
        files.into_iter().map(|(file, scenarios)| json!({"file": file, "scenarios": scenarios})).collect()
    }
}
