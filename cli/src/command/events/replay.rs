//! `wppkit events replay`: stored events once more.

use wppkit::events::ReplayRange;

use super::{Shared, print::print};
use crate::{arguments::Global, exit::Exit, failure::Failure, output::Output};

/// Events that are read at once.
const PAGE: usize = 256;

/// Which events.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Reads the file only: what a running `wppkit listen` does with the events is not disturbed. \
                        --session limits it to one session."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    shared: Shared,

    /// From this number on, as `wppkit listen` prints it
    #[arg(long, value_name = "NUMBER")]
    from: Option<i64>,

    /// Received from this time on, in milliseconds since 1970
    #[arg(long, value_name = "MS")]
    since_ms: Option<i64>,
}

/// Prints them, oldest first; the first that cannot be forwarded ends it.
pub(crate) async fn run(arguments: &Arguments, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let shared = &arguments.shared;
    if !shared.inbox.exists() {
        return Err(Failure::local(
            format!("there is no inbox {}", shared.inbox.display()),
            "name the file that wppkit listen wrote with --inbox FILE",
        ));
    }
    let inbox = shared.open()?;
    let (filter, relay) = (shared.filter()?, shared.relay(&inbox)?);
    if let Some(relay) = relay.as_ref().filter(|relay| !relay.enabled()) {
        // Whoever replays to a receiver means that it is well again.
        relay.switch_on().await?;
    }
    let mut range = ReplayRange::default();
    range.from_seq = arguments.from;
    range.from_ms = arguments.since_ms;
    range.session = global.session().map(str::to_owned);
    let mut after = 0;
    loop {
        let page = inbox.read(&range, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(Exit::Done) };
        after = last.seq();
        for event in page.iter().filter(|event| filter.passes(event)) {
            print(event, output)?;
            if let Some(relay) = &relay {
                relay.deliver(event).await?;
            }
        }
    }
}
