//! `wppkit doctor`: what is wrong, and how to cure it.

use console::style;
use wppkit::{Diagnose, Diagnosis, Finding, Severity};

use crate::{
    arguments::Global,
    connection,
    exit::Exit,
    failure::Failure,
    output::Output,
    terminal::{in_commands, mark},
};

/// What to look at beside server, credentials and session.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Webhook URL to try from here
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
}

/// Prints what was found. Ends with 1 if something has to be cured.
pub(crate) async fn run(arguments: &Arguments, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let request = match &arguments.webhook {
        Some(url) => Diagnose::default().webhook(url),
        None => Diagnose::default(),
    };
    let diagnosis = connection::patient(global)?.diagnose_with(request).await;
    output.result(&diagnosis, text(&diagnosis))?;
    Ok(if diagnosis.is_healthy() { Exit::Done } else { Exit::Failed })
}

fn text(diagnosis: &Diagnosis) -> String {
    let version = diagnosis.version.as_deref().map_or(String::new(), |version| format!(" {version}"));
    let mut lines =
        vec![format!("session {} on WPPConnect Server{version} at {}", diagnosis.session, diagnosis.server)];
    lines.extend(diagnosis.findings.iter().flat_map(finding));
    lines.push(
        match diagnosis.findings.iter().filter(|finding| finding.severity >= Severity::Warning).count() {
            0 => "nothing to cure".to_owned(),
            1 => "1 thing to cure".to_owned(),
            count => format!("{count} things to cure"),
        },
    );
    lines.join("\n")
}

fn finding(finding: &Finding) -> Vec<String> {
    let mark = match finding.severity {
        Severity::Good => mark::good(),
        Severity::Problem => mark::bad(),
        Severity::Note | Severity::Warning => mark::open(),
    };
    let code = style(format!("({})", finding.code)).dim();
    let mut lines = vec![format!("{mark} {} {code}", finding.what)];
    lines.extend(
        finding.cure.iter().map(|cure| format!("    {} {}", style("cure:").cyan(), in_commands(cure))),
    );
    lines
}
