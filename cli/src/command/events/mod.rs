//! `wppkit listen` and `wppkit events`: what the server tells by itself.

pub(crate) mod listen;
mod print;
pub(crate) mod replay;

use std::path::PathBuf;

use wppkit::{
    Secret,
    events::{
        Filter, Inbox, InboxOptions,
        relay::{Relay, RelayOptions},
    },
};

use crate::{arguments::Hidden, failure::Failure};

/// The inbox file, and what is done with its events.
#[derive(Debug, clap::Args)]
pub(crate) struct Shared {
    /// File that keeps the events
    #[arg(long, value_name = "FILE", env = "WPPKIT_INBOX", default_value = "wppkit-events.db")]
    inbox: PathBuf,

    /// Only events that pass, such as "kind=onmessage chat=group text=(?i)order"; given twice, both must pass
    #[arg(long, value_name = "FILTER")]
    filter: Vec<String>,

    /// Post the events to this URL, too, signed and until they are accepted
    #[arg(long, value_name = "URL")]
    forward: Option<Hidden>,

    /// Secret that forwarded events are signed with; for --forward
    #[arg(long, value_name = "SECRET", env = "WPPKIT_RELAY_SECRET", hide_env_values = true)]
    relay_secret: Option<Hidden>,
}

impl Shared {
    fn open(&self) -> Result<Inbox, Failure> {
        Ok(Inbox::open(&self.inbox, InboxOptions::default())?)
    }

    fn filter(&self) -> Result<Filter, Failure> {
        let mut filter = Filter::any();
        for text in &self.filter {
            filter = filter.and(text.parse()?);
        }
        Ok(filter)
    }

    fn relay(&self, inbox: &Inbox) -> Result<Option<Relay>, Failure> {
        let Some(url) = self.forward.as_deref() else { return Ok(None) };
        let Some(secret) = self.relay_secret.as_deref().filter(|secret| !secret.is_empty()) else {
            return Err(Failure::usage(
                "forwarded events are signed, and there is no secret",
                "set WPPKIT_RELAY_SECRET to a long random text that the receiver knows, too",
            ));
        };
        Ok(Some(Relay::new(inbox, url, Secret::new(secret), RelayOptions::default())?))
    }
}

/// `wppkit events`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print stored events again, and forward them with --forward
    Replay(replay::Arguments),
}

/// Runs the subcommand.
pub(crate) async fn run(
    arguments: &Arguments,
    global: &crate::arguments::Global,
    output: &crate::output::Output,
) -> Result<crate::exit::Exit, Failure> {
    match &arguments.command {
        Command::Replay(own) => replay::run(own, global, output).await,
    }
}
