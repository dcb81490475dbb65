//! The command line of wppkit.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod command;
mod connection;
mod exit;
mod failure;
mod input;
mod logging;
mod output;
mod signals;
mod terminal;

use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::{arguments::Arguments, exit::Exit, failure::Failure, output::Output};

fn main() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error).into(),
    };
    logging::start(arguments.global.verbose);
    let output = Output::new(arguments.global.json);
    let outcome = runtime().and_then(|runtime| {
        let outcome = runtime.block_on(command::run(&arguments, &output));
        // A blocked thread, such as one that reads stdin, must not keep the process.
        runtime.shutdown_background();
        outcome
    });
    outcome
        .unwrap_or_else(|failure| {
            output.failure(&failure);
            failure.exit
        })
        .into()
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Prints help, version or what is wrong with the arguments; the latter as JSON if that was asked for.
fn refuse(error: &clap::Error) -> Exit {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !is_answer && std::env::args_os().any(|argument| argument == "--json") {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Output::new(true).failure(&Failure::usage(message, "see wppkit --help"));
        return Exit::Usage;
    }
    // Help that nobody reads any more is no failure.
    let _ = error.print();
    if is_answer { Exit::Done } else { Exit::Usage }
}
