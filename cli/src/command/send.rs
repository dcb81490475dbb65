//! `wppkit send` and `wppkit send-file`.

use wppkit::{FileOptions, Media, Sent};

use crate::{
    arguments::Global, connection, exit::Exit, failure::Failure, input, output::Output, signals,
    terminal::mark,
};

const TO: &str = "Recipient: a phone number with country code (+55 21 99999-9999), a group (…@g.us), \
                  a newsletter (…@newsletter) or a LID (…@lid)";

/// A text and who gets it.
#[derive(Debug, clap::Args)]
pub(crate) struct TextArguments {
    #[arg(help = TO)]
    to: String,

    /// The text; `-` reads it from standard input
    text: String,
}

/// A file and who gets it.
#[derive(Debug, clap::Args)]
pub(crate) struct FileArguments {
    #[arg(help = TO)]
    to: String,

    /// Path of the file, or a URL that the server downloads
    path: String,

    /// Text below the file
    #[arg(long)]
    caption: Option<String>,

    /// Name under which the file arrives
    #[arg(long)]
    filename: Option<String>,
}

/// Sends a text.
pub(crate) async fn text(
    arguments: &TextArguments,
    global: &Global,
    output: &Output,
) -> Result<Exit, Failure> {
    let session = connection::session(global)?;
    let text = match arguments.text.as_str() {
        "-" => input::stdin().await?.trim_end_matches('\n').to_owned(),
        text => text.to_owned(),
    };
    let sending = session.send_text(&arguments.to, text);
    let ended = signals::ended()?;
    tokio::select! {
        sent = sending => report(&sent?, output),
        () = ended => Err(Failure::cancelled_send("send-message")),
    }
}

/// Sends a file.
pub(crate) async fn file(
    arguments: &FileArguments,
    global: &Global,
    output: &Output,
) -> Result<Exit, Failure> {
    let session = connection::session(global)?;
    let media = Media::parse(&arguments.path);
    let mut options = FileOptions::new();
    options.caption.clone_from(&arguments.caption);
    options.filename.clone_from(&arguments.filename);
    let sending = session.send_file_with(&arguments.to, media, options);
    let ended = signals::ended()?;
    tokio::select! {
        sent = sending => report(&sent?, output),
        () = ended => Err(Failure::cancelled_send("send-file")),
    }
}

fn report(sent: &Sent, output: &Output) -> Result<Exit, Failure> {
    let text = format!("{} sent to {} as {} ({})", mark::good(), sent.chat, sent.id, sent.ack.name());
    output.result(sent, text)?;
    Ok(Exit::Done)
}
