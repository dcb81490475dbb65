//! `wppkit demo`: the whole story on an embedded mock, each step proven by the mock's own world and journal.

mod login;
mod sending;
mod set;
mod story;
mod trouble;

use console::style;
use story::Story;

use crate::{exit::Exit, failure::Failure, output::Output};

/// The demo has no options of its own.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing leaves this machine: no phone, no WhatsApp, no network. Each step is checked against \
                        what the mock saw; the demo ends with 1 at the first that does not hold."
)]
pub(crate) struct Arguments {}

/// Tells the story.
pub(crate) async fn run(_: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let mut story = Story::new(output);
    story.say(style("wppkit: from login to logout, on an embedded WPPConnect Server").bold())?;
    story.say("No phone, no WhatsApp; every step is checked against what the server saw.\n")?;

    let set = story.step("Start a server", login::start()).await?;
    story.step("Mint a token", login::mint(&set)).await?;
    let (mut waiting, qr) = story.step("Show the QR code", login::show(&set)).await?;
    story.drawing(&qr)?;
    story.step("Scan it", login::scan(&set, &mut waiting)).await?;
    story.step("Be connected", login::connected(&set, &mut waiting)).await?;

    let sent = story.step("Send a text", sending::text(&set)).await?;
    story.step("Send a file", sending::file(&set)).await?;
    story.step("Await the receipt", sending::receipt(&set, &sent)).await?;

    let set = story.step("Renew a revoked token", trouble::revoked(set)).await?;
    story.step("Refuse an unknown number", trouble::unknown_number(&set)).await?;
    story.step("Survive a hanging server", trouble::hanging(&set)).await?;

    story.step("Log out", login::logout(&set)).await?;
    story.end()?;
    Ok(Exit::Done)
}
