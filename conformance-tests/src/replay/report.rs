//! What a replay found: a table per group, the differences grouped by cause, what was left out.

use super::known;
use super::run::{Replayed, Verdict};
use comfy_table::{Table, presets};
use quick_junit::{NonSuccessKind, Report as JUnit, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Recordings named for one cause.
const NAMED: usize = 6;

/// The result of a replay.
#[derive(Debug, Default)]
pub struct Report {
    /// Every recording, in order.
    pub replayed: Vec<Replayed>,
}

#[derive(Default, Clone, Copy)]
struct Counts {
    matched: usize,
    differ: usize,
    not_counted: usize,
    unknown: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Matched => self.matched += 1,
            Verdict::Differs { .. } => self.differ += 1,
            Verdict::NotCounted { .. } => self.not_counted += 1,
            Verdict::UnknownRoute => self.unknown += 1,
        }
    }

    fn row(self, name: &str) -> Vec<String> {
        let cells = [self.matched + self.differ, self.matched, self.differ, self.not_counted, self.unknown];
        std::iter::once(name.to_owned()).chain(cells.iter().map(ToString::to_string)).collect()
    }
}

impl Report {
    /// Whether every counted recording matched, but for those that are known to differ and do.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.replayed.iter().all(|one| match one.verdict {
            Verdict::Matched => known::reason(&one.id).is_none(),
            Verdict::Differs { .. } => known::reason(&one.id).is_some(),
            Verdict::NotCounted { .. } | Verdict::UnknownRoute => true,
        })
    }

    /// Reason → the recordings that are known to differ and do.
    pub(super) fn known_differences(&self) -> BTreeMap<&'static str, Vec<&str>> {
        let mut reasons: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for one in self.replayed.iter().filter(|one| matches!(one.verdict, Verdict::Differs { .. })) {
            if let Some(reason) = known::reason(&one.id) {
                reasons.entry(reason).or_default().push(&one.id);
            }
        }
        reasons
    }

    /// How many recordings matched, and how many were counted.
    #[must_use]
    pub fn totals(&self) -> (usize, usize) {
        let total = self.total();
        (total.matched, total.matched + total.differ)
    }

    fn total(&self) -> Counts {
        self.replayed.iter().fold(Counts::default(), |mut counts, one| {
            counts.add(&one.verdict);
            counts
        })
    }

    /// The whole report as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}", self.table());
        for (cause, ids) in self.causes() {
            let more = ids.len().saturating_sub(NAMED);
            let names: Vec<&str> = ids.iter().take(NAMED).map(|(id, _)| id.as_str()).collect();
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "\n{}× {cause}\n   in {}{rest}", ids.len(), names.join(", "));
            if let Some((_, detail)) = ids.first().filter(|(_, detail)| !detail.is_empty()) {
                let _ = writeln!(out, "   {detail}");
            }
        }
        for (reason, ids) in self.known_differences() {
            let _ = writeln!(out, "\nknown to differ, {reason}: {}", ids.join(", "));
        }
        let matching = |one: &&Replayed| one.verdict == Verdict::Matched && known::reason(&one.id).is_some();
        for one in self.replayed.iter().filter(matching) {
            let _ = writeln!(out, "\n{} is known to differ and matches: take it off the list", one.id);
        }
        self.left_out(&mut out);
        out
    }

    fn table(&self) -> Table {
        let mut groups: BTreeMap<&str, Counts> = BTreeMap::new();
        for one in &self.replayed {
            groups.entry(&one.group).or_default().add(&one.verdict);
        }
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED);
        table.set_header(["recordings", "counted", "matched", "differ", "not counted", "route unknown"]);
        for (group, counts) in groups {
            table.add_row(counts.row(group));
        }
        table.add_row(self.total().row("all"));
        table
    }

    /// Cause → the recordings that show it with their detail; the most frequent first.
    fn causes(&self) -> Vec<(String, Vec<(String, String)>)> {
        let mut causes: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        for one in &self.replayed {
            let Verdict::Differs { differences } = &one.verdict else { continue };
            for difference in differences {
                let shown = causes.entry(&difference.cause).or_default();
                if shown.last().is_none_or(|(id, _)| *id != one.id) {
                    shown.push((one.id.clone(), difference.detail.clone()));
                }
            }
        }
        let mut causes: Vec<_> = causes.into_iter().map(|(cause, ids)| (cause.to_owned(), ids)).collect();
        causes.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
        causes
    }

    fn left_out(&self, out: &mut String) {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.replayed {
            match &one.verdict {
                Verdict::NotCounted { reason } => reasons.entry(reason).or_default().push(&one.id),
                Verdict::UnknownRoute => *unknown.entry(&one.route).or_default() += 1,
                Verdict::Matched | Verdict::Differs { .. } => {}
            }
        }
        for (reason, ids) in reasons {
            let _ = writeln!(out, "\nnot counted, {reason}: {}", ids.join(", "));
        }
        if !unknown.is_empty() {
            let lines: usize = unknown.values().sum();
            let _ = writeln!(
                out,
                "\nroute not in the registry yet: {lines} recordings of {} routes",
                unknown.len()
            );
        }
    }

    /// The whole report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let (matched, counted) = self.totals();
        json!({"counted": counted, "matched": matched, "recordings": self.replayed})
    }

    /// The whole report as JUnit test cases, a suite per group.
    pub fn junit(&self) -> Result<String, String> {
        let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
        for one in &self.replayed {
            let status = match &one.verdict {
                Verdict::Matched => TestCaseStatus::success(),
                Verdict::Differs { differences } => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    let lines: Vec<String> =
                        differences.iter().map(|one| format!("{}: {}", one.cause, one.detail)).collect();
                    status.set_message(lines.join("\n"));
                    status
                }
                Verdict::NotCounted { reason } => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message(reason.clone());
                    status
                }
                Verdict::UnknownRoute => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message("route not in the registry");
                    status
                }
            };
            suites
                .entry(&one.group)
                .or_insert_with(|| TestSuite::new(one.group.clone()))
                .add_test_case(TestCase::new(one.id.clone(), status));
        }
        let mut report = JUnit::new("replay");
        report.add_test_suites(suites.into_values());
        report.to_string().map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::compare::Difference;

    fn one(id: &str, verdict: Verdict) -> Replayed {
        Replayed { id: id.into(), group: "routes".into(), route: "GET /a".into(), verdict }
    }

    fn differs(cause: &str) -> Verdict {
        Verdict::Differs { differences: vec![Difference::new(cause, "recorded 1, got 2")] }
    }

    #[test]
    fn the_same_cause_is_told_once_with_its_recordings() {
        let report = Report {
            replayed: vec![
                one("a", differs("x: missing")),
                one("b", differs("x: missing")),
                one("c", Verdict::Matched),
            ],
        };
        assert!(!report.is_clean());
        assert_eq!(report.totals(), (1, 3));
        assert!(report.text().contains("2× x: missing\n   in a, b\n   recorded 1, got 2"));
    }

    #[test]
    fn what_is_known_to_differ_must_differ() {
        let known = |verdict| Report { replayed: vec![one("get.mutes_toMute", verdict)] };
        let differing = known(differs("x: missing"));
        assert!(differing.is_clean());
        assert_eq!(differing.totals(), (0, 1));
        assert!(differing.text().contains("known to differ, three chats"));
        assert!(!known(Verdict::Matched).is_clean());
        assert!(known(Verdict::Matched).text().contains("take it off the list"));
    }

    #[test]
    fn what_is_left_out_is_no_difference() {
        let report = Report {
            replayed: vec![
                one("a", Verdict::NotCounted { reason: "ends the process".into() }),
                one("b", Verdict::UnknownRoute),
            ],
        };
        assert!(report.is_clean());
        let text = report.text();
        assert!(text.contains("not counted, ends the process: a"));
        assert!(text.contains("1 recordings of 1 routes"));
        assert!(report.junit().unwrap().contains("skipped"));
    }
}
