//! Tells the demo's steps, and stops at the first that is not proven.

use std::{io, time::Instant};

use console::{Term, style};
use serde::Serialize;
use wppkit::Qr;

use crate::{
    failure::Failure,
    output::{Output, print_line},
    terminal::{Density, draw, mark},
};

/// Columns of the titles, so that the proofs stand below each other.
const TITLE: usize = 25;

/// One told step.
#[derive(Debug, Serialize)]
struct Told {
    step: usize,
    title: &'static str,
    proof: String,
}

/// The steps told so far.
#[derive(Debug)]
pub(super) struct Story<'o> {
    output: &'o Output,
    told: Vec<Told>,
    started: Instant,
}

/// Why a step is not as it should be.
#[derive(Debug)]
pub(super) struct Broken(String);

impl Broken {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// An error of any kind breaks the step.
impl<E: std::error::Error> From<E> for Broken {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Breaks the step unless the two are equal.
pub(super) fn expect<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: T,
    expected: T,
) -> Result<(), Broken> {
    if found == expected {
        Ok(())
    } else {
        Err(Broken(format!("{what}: expected {expected:?}, found {found:?}")))
    }
}

impl<'o> Story<'o> {
    pub(super) fn new(output: &'o Output) -> Self {
        Self { output, told: Vec::new(), started: Instant::now() }
    }

    /// Prints a line of the frame, which scripts do not see.
    pub(super) fn say(&self, line: impl std::fmt::Display) -> io::Result<()> {
        if self.output.is_json() { Ok(()) } else { print_line(line) }
    }

    /// Runs a step and prints what proves it.
    pub(super) async fn step<T>(
        &mut self,
        title: &'static str,
        work: impl Future<Output = Result<(T, String), Broken>>,
    ) -> Result<T, Failure> {
        let step = self.told.len() + 1;
        match work.await {
            Ok((value, proof)) => {
                for (index, line) in proof.lines().enumerate() {
                    if index == 0 {
                        self.say(format_args!("{step:>3}  {title:TITLE$} {} {line}", mark::good()))?;
                    } else {
                        self.say(format_args!("     {:TITLE$}   {line}", ""))?;
                    }
                }
                self.told.push(Told { step, title, proof: proof.replace('\n', " ") });
                Ok(value)
            }
            Err(Broken(why)) => {
                self.say(format_args!("{step:>3}  {title:TITLE$} {}", mark::bad()))?;
                let hint = "this is a defect of wppkit: please report it with the output of wppkit demo -vv";
                Err(Failure::local(format!("step {step} of the demo, {title}, failed: {why}"), hint))
            }
        }
    }

    /// Draws a QR code.
    pub(super) fn drawing(&self, qr: &Qr) -> Result<(), Failure> {
        if self.output.is_json() {
            return Ok(());
        }
        let screen = Term::stdout();
        let dark = qr.modules()?;
        let density = Density::fitting(&screen, dark.len(), 0).unwrap_or(Density::Half);
        for line in draw(&dark, density, screen.is_term() && console::colors_enabled()) {
            print_line(format_args!("     {line}"))?;
        }
        Ok(())
    }

    /// Prints the last line, or everything for scripts.
    pub(super) fn end(self) -> io::Result<()> {
        if self.output.is_json() {
            return self.output.document(&serde_json::json!({ "done": true, "steps": self.told }));
        }
        let seconds = self.started.elapsed().as_secs_f64();
        print_line(style(format!("\nAll {} steps hold, in {seconds:.1} s.", self.told.len())).bold())
    }
}
