//! What a run found: tables, each failure with the line that repeats it, what has no scenario.

mod html;
mod json;
mod junit;
mod text;

use super::coverage::Gaps;
use super::suite::{Outcome, Ran};
use std::time::Duration;

/// The result of a run through one or more targets.
#[derive(Debug, Default)]
pub struct Run {
    /// One report per target.
    pub reports: Vec<Report>,
    /// What shows the secret key or a token, whichever scenario it was.
    pub shown: Vec<String>,
    /// What has no scenario.
    pub gaps: Gaps,
    /// Seed of the order in which scenarios began; `None`: the order of the files.
    pub seed: Option<u64>,
    /// Further arguments that the run had and a repetition needs, each with a space before it.
    pub flags: String,
}

/// The result of a run through one target.
#[derive(Debug, Default)]
pub struct Report {
    /// Name of the target.
    pub target: String,
    /// Every chosen scenario, in the order of the files.
    pub ran: Vec<Ran>,
    /// Real time that all took together.
    pub took: Duration,
}

/// How many scenarios ended in which way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(super) struct Counts {
    passed: usize,
    failed: usize,
    known: usize,
    left_out: usize,
}

impl Counts {
    fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        outcomes.fold(Self::default(), |mut counts, outcome| {
            match outcome {
                Outcome::Passed => counts.passed += 1,
                Outcome::Failed(_) | Outcome::UnexpectedlyPassed => counts.failed += 1,
                Outcome::KnownFailing(_) => counts.known += 1,
                Outcome::NotForTarget(_) => counts.left_out += 1,
            }
            counts
        })
    }

    fn run(self) -> usize {
        self.passed + self.failed + self.known
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
        let total = self.counts();
        (total.passed, total.run())
    }

    fn counts(&self) -> Counts {
        Counts::of(self.ran.iter().map(|one| &one.outcome))
    }

    fn problem(&self, one: &Ran) -> Option<String> {
        match &one.outcome {
            Outcome::Failed(failure) | Outcome::KnownFailing(failure) => Some(failure.to_string()),
            Outcome::UnexpectedlyPassed => {
                Some(format!("passes, and is listed in known-failing/{}.txt: take it off", self.target))
            }
            Outcome::NotForTarget(why) => Some(why.clone()),
            Outcome::Passed => None,
        }
    }
}

impl Run {
    /// Whether nothing failed on any target, and no secret was shown.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.shown.is_empty() && self.reports.iter().all(Report::is_clean)
    }

    /// The line that repeats one scenario on one target.
    fn again(&self, target: &str, id: &str) -> String {
        format!("wppkit conform --target {target}{} --only {}", self.flags, quoted(id))
    }
}

/// One word for a shell.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=+,@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// One word per way to end, as reports have it.
fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "failed",
        Outcome::KnownFailing(_) => "known_failing",
        Outcome::UnexpectedlyPassed => "unexpectedly_passed",
        Outcome::NotForTarget(_) => "not_for_target",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Failure;

    fn report(target: &str, outcomes: Vec<Outcome>) -> Report {
        let ran = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| Ran {
                id: format!("session/connect: it's <behaviour> {index}"),
                group: "session".into(),
                calls: vec!["start-session".into()],
                outcome,
                took: Duration::from_millis(1500),
            })
            .collect();
        Report { target: target.into(), ran, took: Duration::from_secs(2) }
    }

    fn failure() -> Failure {
        Failure { place: "step 1 (connect)".into(), problems: vec!["expected 1, got <2>".into()] }
    }

    fn run(reports: Vec<Report>) -> Run {
        Run { reports, flags: " --profile go".into(), ..Run::default() }
    }

    #[test]
    fn a_failure_names_step_problem_and_the_line_to_repeat_it() {
        let run = run(vec![report("rust", vec![Outcome::Passed, Outcome::Failed(failure())])]);
        assert!(!run.is_clean());
        let text = run.text();
        assert!(text.contains("step 1 (connect): expected 1, got <2>"));
        let again =
            r"wppkit conform --target rust --profile go --only 'session/connect: it'\''s <behaviour> 1'";
        assert!(text.contains(again), "{text}");
        assert_eq!(run.json()["targets"][0]["scenarios"][1]["again"], again);
    }

    #[test]
    fn a_known_failure_is_none_and_an_unexpected_pass_is_one() {
        let clean = |outcome| run(vec![report("rust", vec![outcome])]).is_clean();
        assert!(clean(Outcome::KnownFailing(failure())));
        assert!(!clean(Outcome::UnexpectedlyPassed));
        assert!(clean(Outcome::NotForTarget("no helpers".into())));
    }

    #[test]
    fn several_targets_share_one_table_one_document_and_one_junit_report() {
        let run = run(vec![
            report("rust", vec![Outcome::Passed, Outcome::Passed]),
            report("node", vec![Outcome::Passed, Outcome::Failed(failure())]),
        ]);
        let text = run.text();
        assert_eq!(text.matches("│ session").count(), 1, "{text}");
        assert!(text.contains("1, 1 failed"), "{text}");
        assert!(text.contains("wppkit conform --target node --profile go"), "{text}");
        assert_eq!(run.json()["targets"][1]["passed"], 1);
        let junit = run.junit().unwrap();
        assert_eq!(junit.matches("<testsuites ").count(), 1);
        assert!(junit.contains("rust.session") && junit.contains("node.session"), "{junit}");
        assert_eq!(junit.matches("<failure").count(), 1);
        assert!(junit.contains("&lt;2&gt;"), "{junit}");
    }

    #[test]
    fn the_page_shows_every_operation_and_failure_and_escapes_what_was_said() {
        let run = run(vec![report("rust", vec![Outcome::Passed, Outcome::Failed(failure())])]);
        let page = run.html().unwrap();
        assert!(page.contains("start-session") && page.contains("expected 1, got &lt;2&gt;"), "{page}");
        assert!(!page.contains("<behaviour>"));
        assert!(page.contains("all-chats"), "an operation without a result is a row, too");
        assert!(!page.contains("src=\"http") && !page.contains("href=\"http"), "it needs no other file");
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("http://h:1/x"), "http://h:1/x");
        assert_eq!(quoted("it's $x"), r"'it'\''s $x'");
        assert_eq!(quoted(""), "''");
    }
}
