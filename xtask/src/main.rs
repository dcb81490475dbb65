//! Repository tasks: `cargo xtask generate [--check]`.
#![forbid(unsafe_code)]

mod dashboard;
mod generate;
mod model;
mod node;
mod python;
mod schema;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Repository tasks.
#[derive(Parser)]
#[command(name = "xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Renders everything that follows from the operation registry.
    Generate {
        /// Writes nothing; fails when a committed file differs.
        #[arg(long)]
        check: bool,
    },
}

#[expect(clippy::print_stderr, reason = "a task reports on the terminal")]
fn main() -> ExitCode {
    let Task::Generate { check } = Arguments::parse().task;
    match generate::run(check) {
        Ok(summary) => {
            eprintln!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("xtask generate: {error}");
            ExitCode::FAILURE
        }
    }
}
