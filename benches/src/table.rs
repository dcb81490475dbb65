//! The result: what, figure, goal, met or not.

use comfy_table::{Table, presets::ASCII_MARKDOWN};

/// The bound that a figure has to keep.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64, &'static str),
    AtLeast(f64, &'static str),
    /// Shown for what it is.
    None,
}

impl Goal {
    fn text(self) -> String {
        match self {
            Self::AtMost(bound, unit) => format!("≤ {bound} {unit}").trim_end().to_owned(),
            Self::AtLeast(bound, unit) => format!("≥ {bound} {unit}").trim_end().to_owned(),
            Self::None => String::new(),
        }
    }

    fn verdict(self, value: f64) -> &'static str {
        match self {
            Self::AtMost(bound, _) if value <= bound => "met",
            Self::AtLeast(bound, _) if value >= bound => "met",
            Self::AtMost(..) | Self::AtLeast(..) => "missed",
            Self::None => "",
        }
    }
}

/// Rows in the order in which they were measured.
#[derive(Default)]
pub(crate) struct Report(Vec<[String; 4]>);

impl Report {
    /// A figure: the value that the goal judges, and the text that shows it.
    pub(crate) fn add(&mut self, what: impl Into<String>, value: f64, figure: impl Into<String>, goal: Goal) {
        self.0.push([what.into(), figure.into(), goal.text(), goal.verdict(value).to_owned()]);
    }

    /// Something that could not be measured here, and why.
    pub(crate) fn skip(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.0.push([what.into(), why.into(), String::new(), "skipped".to_owned()]);
    }

    /// The rows as a Markdown table.
    pub(crate) fn markdown(&self) -> String {
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN).set_header(["what", "figure", "goal", "verdict"]);
        for row in &self.0 {
            table.add_row(row);
        }
        table.trim_fmt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_goal_is_said() {
        let mut report = Report::default();
        report.add("cost", 1.3, "1.30×", Goal::AtMost(1.25, "×"));
        report.add("gain", 4.0, "4.0×", Goal::AtLeast(4.0, "×"));
        let table = report.markdown();
        assert!(table.contains("≤ 1.25 ×") && table.contains("missed"), "{table}");
        assert!(table.lines().last().unwrap().contains("met"), "{table}");
    }
}
