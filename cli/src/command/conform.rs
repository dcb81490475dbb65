//! `wppkit conform`: the conformance suite.

use std::path::PathBuf;

use wppkit_conformance::{
    cli::{self, CommonArgs, ConformArgs, Finished, ReplayArgs},
    replay::Operations,
};

use crate::{arguments::Global, exit::Exit, failure::Failure, output::print_line};

/// What is run, and against what.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// What scenarios are run through: rust, http, or an adapter's name; may be repeated [default: rust]
    #[arg(long = "target", value_name = "NAME")]
    targets: Vec<String>,

    /// Command of an adapter, as NAME=COMMAND; may be repeated
    #[arg(long = "adapter", value_name = "NAME=COMMAND")]
    adapters: Vec<String>,

    /// Fail if an operation or error code has no scenario
    #[arg(long)]
    require_coverage: bool,

    /// Folder of the scenarios [default: conformance-tests/scenarios]
    #[arg(long, value_name = "FOLDER")]
    scenarios: Option<PathBuf>,

    #[command(flatten)]
    common: Common,

    #[command(subcommand)]
    action: Option<Action>,
}

/// What runs of both kinds take.
#[derive(Debug, clap::Args)]
struct Common {
    /// Only those whose id, route, operation or group contains this; may be repeated
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,

    /// A running server, instead of a mock in this process
    #[arg(long, value_name = "URL")]
    server: Option<String>,

    /// Write the report as JUnit, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Replay recorded exchanges of a real server and compare the answers
    Replay(Replay),
}

/// Which recordings.
#[derive(Debug, clap::Args)]
struct Replay {
    /// Recordings: .jsonl holds exchanges, .json life cycles
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Count the routes that no operation describes, too
    #[arg(long)]
    all_routes: bool,

    #[command(flatten)]
    common: Common,
}

/// Runs scenarios or replays recordings. Ends with 1 if something differs.
pub(crate) async fn run(arguments: &Arguments, global: &Global) -> Result<Exit, Failure> {
    let finished = match &arguments.action {
        None => cli::conform(&scenarios(arguments, global)).await,
        Some(Action::Replay(own)) => cli::replay(&recordings(own, global)).await,
    };
    let hint = "see wppkit conform --help; scenarios are found from the root of the repository";
    let Finished { output, exit_code, .. } =
        finished.map_err(|error| Failure::usage(error.to_string(), hint))?;
    print_line(output.trim_end())?;
    Ok(if exit_code == 0 { Exit::Done } else { Exit::Failed })
}

fn scenarios(arguments: &Arguments, global: &Global) -> ConformArgs {
    let mut own = ConformArgs::default();
    own.targets.clone_from(&arguments.targets);
    own.adapters.clone_from(&arguments.adapters);
    own.only.clone_from(&arguments.common.only);
    own.require_coverage = arguments.require_coverage;
    own.scenarios.clone_from(&arguments.scenarios);
    own.common = common(&arguments.common, global);
    own
}

fn recordings(arguments: &Replay, global: &Global) -> ReplayArgs {
    let mut own = ReplayArgs::default();
    own.files.clone_from(&arguments.files);
    own.only.clone_from(&arguments.common.only);
    own.operations = if arguments.all_routes { Operations::All } else { Operations::Registry };
    own.common = common(&arguments.common, global);
    own
}

fn common(arguments: &Common, global: &Global) -> CommonArgs {
    let mut own = CommonArgs::default();
    own.server.clone_from(&arguments.server);
    own.secret_key = global.secret_key().map(str::to_owned);
    own.json = global.json;
    own.junit.clone_from(&arguments.junit);
    own
}
