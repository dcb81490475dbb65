//! Speed of wppkit as ratios against known comparators, measured in one run on one machine.
//!
//! Without arguments everything is measured and printed as one table. The other commands are the processes
//! that a measurement starts: see `benches/README.md`.
#![forbid(unsafe_code)]

mod answer;
mod child;
mod client;
mod events;
mod exchange;
mod files;
mod handles;
mod instructions;
mod load;
mod machine;
mod measure;
mod process;
mod sample;
mod supervise;
mod table;

use std::{error::Error, io::Write, process::ExitCode};

/// Any failure ends the run with its text.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] => measure::everything(None),
        ["--only", part] => measure::everything(Some(part)),
        ["answer"] => answer::serve(),
        ["client", rest @ ..] => client::run(rest),
        ["files", rest @ ..] => files::run(rest),
        ["handles", rest @ ..] => handles::run(rest),
        ["events", rest @ ..] => events::run(rest),
        ["supervise", rest @ ..] => supervise::run(rest),
        _ => {
            Err("usage: wppkit-benches [--only client|handles|files|events|start|memory|mock|supervise]"
                .into())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do if even this cannot be written.
            let _ = writeln!(std::io::stderr(), "wppkit-benches: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A runtime of one thread, so that a process's CPU time is the cost of its work and not of idle workers.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
