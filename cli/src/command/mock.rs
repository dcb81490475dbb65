//! `wppkit mock`: the mock server as a process.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use wppkit_api::Profile;
use wppkit_mock::{Options, StartError};

use super::conform::profile;
use crate::{exit::Exit, failure::Failure, output::print_line, signals};

/// How the mock runs.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The first line on stdout is JSON: url, control (its control API) and secret. The mock ends \
                        on Ctrl-C and SIGTERM."
)]
pub(crate) struct Arguments {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 21465)]
    port: u16,

    /// Secret key of the mock, which is no real secret [default: THISISMYSECURETOKEN]
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,

    /// Where webhooks of all sessions go
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,

    /// Stop the clock: time passes only by POST /__mock__/clock
    #[arg(long)]
    frozen: bool,

    /// How many times faster than real time the clock runs
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, conflicts_with = "frozen")]
    speed: f64,

    /// World to start with, as GET /__mock__/state exported it
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,

    /// How to take requests that the real server misreads
    #[arg(long, value_enum, default_value_t = Mode::Faithful)]
    mode: Mode,

    /// Which server is imitated: node-2.10, or go, of which little is known
    #[arg(long, value_name = "NAME", value_parser = profile, default_value = "node-2.10")]
    profile: Profile,

    /// Hide the control API, so that the mock cannot be told from a real server
    #[arg(long)]
    no_control: bool,

    /// Known world to start with, such as demo or recordings [default: empty]
    #[arg(long, value_name = "NAME", conflicts_with = "seed")]
    preset: Option<String>,
}

/// How to take requests that the real server misreads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Misread them, as it does
    Faithful,
    /// Refuse them with an explanation
    Strict,
}

/// Runs the mock until a signal or `GET /unhealthy` ends it.
pub(crate) async fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let ended = signals::ended()?;
    let server = options(arguments).start().await.map_err(|error| refused(&error))?;
    print_line(json!({ "url": server.url(), "control": server.control_url(), "secret": server.secret() }))?;
    tokio::select! {
        () = ended => {}
        () = server.ended() => {}
    }
    Ok(Exit::Done)
}

fn refused(error: &StartError) -> Failure {
    let message = format!("the mock cannot start: {error}");
    match error {
        StartError::Listen { .. } => {
            Failure::local(message, "choose another port; --port 0 picks a free one")
        }
        _ => Failure::usage(message, "see wppkit mock --help"),
    }
}

fn options(arguments: &Arguments) -> Options {
    Options {
        host: arguments.host.clone(),
        port: arguments.port,
        secret: arguments.secret.clone(),
        webhook: arguments.webhook.clone(),
        frozen: arguments.frozen,
        speed: arguments.speed,
        seed: arguments.seed.clone(),
        strict: arguments.mode == Mode::Strict,
        preset: arguments.preset.clone(),
        profile: arguments.profile,
        control: !arguments.no_control,
        // As the real server: tokens that this mock makes cost as much.
        bcrypt_cost: 10,
    }
}
