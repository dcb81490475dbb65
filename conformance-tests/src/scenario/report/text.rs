//! The report for a terminal.

use super::{Counts, Report, Run};
use comfy_table::{Table, presets};
use std::collections::BTreeMap;
use std::fmt::Write as _;

impl Run {
    /// The whole report as text.
    #[must_use]
    pub fn text(&self) -> String {
        let table = match self.reports.as_slice() {
            [one] => by_outcome(one),
            several => by_target(several),
        };
        let mut out = format!("{table}\n");
        if let Some(seed) = self.seed {
            let _ = writeln!(out, "order: --seed {seed}");
        }
        for report in &self.reports {
            for one in report.ran.iter().filter(|one| one.outcome.is_failure()) {
                let problem = report.problem(one).unwrap_or_default();
                let on =
                    if self.reports.len() > 1 { format!("on {}: ", report.target) } else { String::new() };
                let again = self.again(&report.target, &one.id);
                let _ = writeln!(out, "\nFAILED {on}{}\n   {problem}\n   again: {again}", one.id);
            }
        }
        for place in &self.shown {
            let _ = writeln!(out, "\nFAILED: the secret key or a token is shown by {place}");
        }
        let _ = write!(out, "{}{}", if self.gaps.is_empty() { "" } else { "\n" }, self.gaps.text());
        out
    }
}

fn table<'a>(header: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(header);
    table
}

fn groups(report: &Report) -> BTreeMap<&str, Counts> {
    let mut groups: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for one in &report.ran {
        groups.entry(&one.group).or_default().push(&one.outcome);
    }
    groups.into_iter().map(|(group, outcomes)| (group, Counts::of(outcomes.into_iter()))).collect()
}

/// One target: a column per way to end.
fn by_outcome(report: &Report) -> Table {
    let title = format!("scenarios, target {}", report.target);
    let mut table = table([title.as_str(), "passed", "failed", "known failing", "not for this target"]);
    let row = |name: &str, counts: Counts| {
        let cells = [counts.passed, counts.failed, counts.known, counts.left_out];
        std::iter::once(name.to_owned()).chain(cells.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    for (group, counts) in groups(report) {
        table.add_row(row(group, counts));
    }
    table.add_row(row("all", report.counts()));
    table
}

/// Several targets: a column for each.
fn by_target(reports: &[Report]) -> Table {
    let names = reports.iter().map(|report| report.target.as_str());
    let mut table = table(std::iter::once("scenarios passed").chain(names));
    let columns: Vec<_> = reports.iter().map(groups).collect();
    let all: std::collections::BTreeSet<&str> = columns.iter().flat_map(BTreeMap::keys).copied().collect();
    for group in all {
        let cells = columns.iter().map(|column| column.get(group).map_or_else(String::new, |c| cell(*c)));
        table.add_row(std::iter::once(group.to_owned()).chain(cells));
    }
    let totals = reports.iter().map(|report| cell(report.counts()));
    table.add_row(std::iter::once("all".to_owned()).chain(totals));
    table
}

fn cell(counts: Counts) -> String {
    let mut out = counts.passed.to_string();
    let others = [(counts.failed, "failed"), (counts.known, "known failing"), (counts.left_out, "left out")];
    for (count, word) in others.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(out, ", {count} {word}");
    }
    out
}
