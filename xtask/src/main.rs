//! Repository tasks: `cargo xtask generate [--check]`, `cargo xtask mutate`, `cargo xtask upstream SOURCE`.
#![forbid(unsafe_code)]

mod comment;
mod dashboard;
mod generate;
mod kotlin;
mod model;
mod mutate;
mod node;
mod openapi;
mod python;
mod schema;
mod swift;
mod upstream;

use std::{path::PathBuf, process::ExitCode};

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
    /// Breaks the sources deliberately, one way after the other, and reports which scenario notices.
    Mutate {
        /// Only mutants whose `part/name` contains one of these.
        only: Vec<String>,
        /// How many are run at once.
        #[arg(long, default_value_t = 2)]
        jobs: usize,
        /// Runs also what was caught in the same sources before.
        #[arg(long)]
        anew: bool,
    },
    /// Reports what a newer server added, dropped or guards otherwise.
    Upstream {
        /// The server's routes file (`src/routes/index.ts`), or a checkout of it.
        source: PathBuf,
    },
}

#[expect(clippy::print_stderr, clippy::print_stdout, reason = "a task reports on the terminal")]
fn main() -> ExitCode {
    let (name, result) = match Arguments::parse().task {
        Task::Generate { check } => ("generate", generate::run(check).map(|summary| eprintln!("{summary}"))),
        Task::Mutate { only, jobs, anew } => (
            "mutate",
            mutate::run(&only, jobs, anew).map(|summary| println!("{summary}")).map_err(Into::into),
        ),
        Task::Upstream { source } => {
            ("upstream", upstream::report(&source).map(|report| println!("{report}")))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {name}: {error}");
            ExitCode::FAILURE
        }
    }
}
