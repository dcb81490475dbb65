//! What is read from standard input.

use std::io::{self, IsTerminal, Write};

use tokio::task::spawn_blocking;

use crate::{arguments::Source, failure::Failure};

/// All of standard input, as text.
pub(crate) async fn stdin() -> Result<String, Failure> {
    let read = spawn_blocking(|| io::read_to_string(io::stdin().lock())).await.map_err(io::Error::other)?;
    read.map_err(|error| {
        Failure::usage(format!("standard input cannot be read as text: {error}"), "pipe UTF-8 text into it")
    })
}

/// The text of a source.
pub(crate) async fn text_of(source: &Source) -> Result<String, Failure> {
    match source {
        Source::Stdin => stdin().await,
        Source::File(path) => tokio::fs::read_to_string(path).await.map_err(|error| {
            Failure::usage(
                format!("{} cannot be read as text: {error}", path.display()),
                "name a file of UTF-8 text",
            )
        }),
    }
}

/// Asks a question that is answered with `yes`; anything else is no.
///
/// `None` if nobody is there to answer.
pub(crate) async fn confirm(question: &str) -> io::Result<Option<bool>> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    write!(io::stderr(), "{question} Type yes: ")?;
    let answer = spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    Ok(Some(answer.await.map_err(io::Error::other)??.trim() == "yes"))
}
