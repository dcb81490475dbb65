//! Where everything is printed: results to stdout, the rest to stderr.

use std::{
    fmt::Display,
    io::{self, IsTerminal, Write},
};

use console::{Term, style};
use serde::Serialize;

use crate::{
    exit::Exit,
    failure::Failure,
    terminal::{fitted, in_commands},
};

/// How this process prints.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
    screen: Term,
}

impl Output {
    /// Prints for people, or JSON for scripts.
    pub(crate) fn new(json: bool) -> Self {
        Self { json, screen: Term::stderr() }
    }

    /// Whether scripts read along.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// The terminal behind stderr.
    pub(crate) fn screen(&self) -> &Term {
        &self.screen
    }

    /// Prints the command's result: the value as JSON, or the text.
    pub(crate) fn result(&self, value: &impl Serialize, text: impl Display) -> io::Result<()> {
        if self.json { self.document(value) } else { print_line(fitted(&text.to_string(), &Term::stdout())) }
    }

    /// Prints one JSON document; indented for a person who looks at it.
    pub(crate) fn document(&self, value: &impl Serialize) -> io::Result<()> {
        let text = if io::stdout().is_terminal() {
            serde_json::to_string_pretty(value)?
        } else {
            serde_json::to_string(value)?
        };
        print_line(text)
    }

    /// Prints an intermediate event as one JSON line on stderr, for scripts that follow along.
    pub(crate) fn event(&self, event: &impl Serialize) {
        if let Ok(line) = serde_json::to_string(event).map_err(io::Error::from) {
            self.error_lines(&line);
        }
    }

    /// Prints why the command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            return self.event(failure);
        }
        self.error_lines(&fitted(&explain(failure), &self.screen));
    }

    /// Tells on stderr what is going on. Scripts read stdout.
    pub(crate) fn say(&self, text: impl Display) {
        self.error_lines(&text.to_string());
    }

    fn error_lines(&self, text: &str) {
        // Nobody is left to tell when stderr is gone.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// What happened, what was not done, what to do next.
fn explain(failure: &Failure) -> String {
    if failure.exit == Exit::Cancelled {
        return failure.message.clone();
    }
    let mut lines = vec![format!("{} {}", style("error:").for_stderr().red().bold(), failure.message)];
    let causes = failure.causes.iter().filter(|cause| !failure.message.contains(cause.as_str()));
    lines.extend(causes.map(|cause| format!("  because: {cause}")));
    match failure.delivery {
        Some("not_sent") if failure.is_send() => lines.push("  nothing was sent".to_owned()),
        Some("not_sent") | None => {}
        Some(_) => lines.push("  it may have been sent".to_owned()),
    }
    if let Some(hint) = &failure.hint {
        lines.push(format!("  {} {}", style("next:").for_stderr().cyan(), in_commands(hint)));
    }
    let mut facts = vec![failure.code.to_owned()];
    facts.extend(failure.operation.clone());
    facts.extend(failure.session.as_ref().map(|session| format!("session {session}")));
    facts.extend(failure.status.map(|status| format!("HTTP {status}")));
    facts.extend(failure.message_id.as_ref().map(|id| format!("message {id}")));
    lines.push(format!("  {}", style(format!("({})", facts.join(", "))).for_stderr().dim()));
    lines.join("\n")
}

/// Prints one line to stdout. A reader that went away (`| head`) has what it wanted.
pub(crate) fn print_line(text: impl Display) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
