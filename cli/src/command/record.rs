//! `wppkit record`: a proxy before a real server that writes what passes, without what is private.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde_json::json;
use wppkit_conformance::record::{RecordArgs, RecordError, Recorder};

use crate::{arguments::Global, exit::Exit, failure::Failure, output::print_line, signals};

/// Where it listens and what it writes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Point the client at the printed address instead of at the server. Secrets, tokens, phone numbers, \
                        names, texts and media are replaced before a line is written; read the file before you hand \
                        it on all the same. wppkit conform replay compares it with the mock."
)]
pub(crate) struct Arguments {
    /// File that the lines are added to
    #[arg(value_name = "FILE", default_value = "recorded.jsonl")]
    out: PathBuf,

    /// Address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:21466")]
    listen: SocketAddr,

    /// Address under which the server reaches this proxy for its webhooks [default: the one that it listens on]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// After so many seconds an answer counts as never given
    #[arg(long, value_name = "SECONDS", default_value_t = 200)]
    patience: u64,
}

/// Records until a signal ends it, and says how much.
pub(crate) async fn run(arguments: &Arguments, global: &Global) -> Result<Exit, Failure> {
    let ended = signals::ended()?;
    let mut own = RecordArgs::new(global.url(), &arguments.out);
    own.listen = arguments.listen;
    own.secret = global.secret_key().map(str::to_owned);
    own.public_url.clone_from(&arguments.public_url);
    own.patience = Duration::from_secs(arguments.patience);
    let recorder = Recorder::start(own).await.map_err(|error| refused(&error))?;
    print_line(json!({ "url": recorder.url(), "server": global.url(), "file": arguments.out }))?;
    ended.await;
    let (written, withheld) = recorder.finish().map_err(|error| {
        Failure::local(format!("{}: {error}", arguments.out.display()), "is the disk full?")
    })?;
    print_line(json!({ "written": written, "withheld": withheld }))?;
    Ok(Exit::Done)
}

fn refused(error: &RecordError) -> Failure {
    let hint = match error {
        RecordError::Listen { .. } => "choose another address with --listen; port 0 picks a free one",
        RecordError::File { .. } => "name a file that can be written",
        _ => "give the server as --url http://host:port",
    };
    Failure::local(error.to_string(), hint)
}
