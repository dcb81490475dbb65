//! `wppkit conform`: the conformance suite.

use std::path::PathBuf;

use std::sync::Arc;

use clap::ValueEnum;
use console::Term;
use wppkit::Stage;
use wppkit_api::Profile;
use wppkit_conformance::{
    cli::{self, CommonArgs, ConformArgs, ConformError, Finished, ReplayArgs},
    replay::Operations,
    visit::Person,
};

use crate::{
    arguments::Global,
    exit::Exit,
    failure::Failure,
    output::print_line,
    signals,
    terminal::{Density, draw},
};

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

    /// Which server it is, or is imitated: node-2.10 or go [default: as each scenario says; node-2.10 with --server]
    #[arg(long, value_name = "NAME", value_parser = profile)]
    profile: Option<Profile>,

    /// On a server without control API: ask a person to log a session in, and use it too. --session names one that
    /// is kept; without it one is made up, and logged out at the end
    #[arg(long, value_enum, value_name = "WHO", requires = "server")]
    phone: Option<Phone>,

    /// Whom scenarios may send to on such a server [default: the account itself]
    #[arg(long, value_name = "PHONE", requires = "phone")]
    recipient: Option<String>,

    /// Begin the scenarios in the order of this number
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// How many scenarios run at once, per target [default: 16; 10 with an adapter; 1 on a server without control API]
    #[arg(long, value_name = "N")]
    parallel: Option<usize>,

    /// Stop once a scenario has failed
    #[arg(long)]
    fail_fast: bool,

    /// Run again whenever a scenario file changes
    #[arg(long, conflicts_with = "phone")]
    watch: bool,

    /// Write the report as a page with operations × targets, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

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

/// Who has the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Phone {
    /// A person who scans the code in this terminal
    Manual,
}

/// The profile of that name.
pub(crate) fn profile(name: &str) -> Result<Profile, String> {
    let names: Vec<&str> = Profile::ALL.iter().map(|profile| profile.as_str()).collect();
    Profile::named(name).ok_or_else(|| format!("there are {}", names.join(" and ")))
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Find scenarios that cannot fail or say too little
    Lint,
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
    let own = scenarios(arguments, global);
    let finished = match &arguments.action {
        None if arguments.watch => return watch(&own).await,
        None => cli::conform(&own).await,
        Some(Action::Lint) => cli::lint(&own),
        Some(Action::Replay(own)) => cli::replay(&recordings(own, global)).await,
    };
    finish(finished)
}

/// Runs now and after every change, until a signal ends it.
async fn watch(own: &ConformArgs) -> Result<Exit, Failure> {
    let ended = signals::ended()?;
    tokio::pin!(ended);
    let mut watch = cli::Watch::new(&cli::folder(own));
    loop {
        // A file that cannot be read is what a change may mend.
        match cli::conform(own).await {
            Ok(finished) => print_line(finished.output.trim_end())?,
            Err(error) => print_line(error)?,
        }
        print_line("waiting for a change; Ctrl-C ends")?;
        tokio::select! {
            () = watch.changed() => {}
            () = &mut ended => return Ok(Exit::Done),
        }
    }
}

fn finish(finished: Result<Finished, ConformError>) -> Result<Exit, Failure> {
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
    own.profile = arguments.profile;
    own.phone = arguments.phone.map(|Phone::Manual| Arc::new(AtTerminal) as Arc<dyn Person>);
    own.session = global.session().map(str::to_owned);
    own.recipient.clone_from(&arguments.recipient);
    own.seed = arguments.seed;
    own.parallel = arguments.parallel;
    own.fail_fast = arguments.fail_fast;
    own.html.clone_from(&arguments.html);
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

/// A person before the terminal.
#[derive(Debug)]
struct AtTerminal;

impl Person for AtTerminal {
    fn show(&self, stage: &Stage) {
        let screen = Term::stderr();
        let lines = match stage {
            Stage::Starting => vec!["Starting the browser on the server …".to_owned()],
            Stage::Qr(qr) => {
                let Ok(dark) = qr.modules() else { return };
                let coloured = screen.is_term() && console::colors_enabled_stderr();
                let density = Density::fitting(&screen, dark.len(), 2).unwrap_or(Density::Sextant);
                let mut lines = draw(&dark, density, coloured);
                lines.push(format!(
                    "Scan it with the phone: WhatsApp, Linked devices, Link a device (code {})",
                    qr.seq()
                ));
                lines
            }
            Stage::Scanned => vec!["The phone accepted the code; waiting for WhatsApp …".to_owned()],
            _ => return,
        };
        // Without a terminal the code is on the phone's camera all the same, or nobody is there.
        for line in lines {
            drop(screen.write_line(&line));
        }
    }
}
