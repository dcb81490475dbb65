//! `wppkit sessions`, `close`, `logout` and `wipe`.

use futures_util::{StreamExt, stream};
use serde::Serialize;
use wppkit::{Client, SessionState, VerbReport};

use crate::{
    arguments::Global,
    command::status,
    connection,
    exit::Exit,
    failure::Failure,
    input,
    output::Output,
    terminal::{in_commands, mark},
};

/// How the list is made.
#[derive(Debug, clap::Args)]
pub(crate) struct SessionsArguments {
    /// Only the names: do not ask each session for its state
    #[arg(long)]
    names: bool,
}

/// Whether to ask first.
#[derive(Debug, clap::Args)]
pub(crate) struct WipeArguments {
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

/// One stored session.
#[derive(Debug, Serialize)]
struct Listed {
    session: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<SessionState>,
}

/// Lists the stored sessions with their states.
pub(crate) async fn sessions(
    arguments: &SessionsArguments,
    global: &Global,
    output: &Output,
) -> Result<Exit, Failure> {
    let client = connection::client(global)?;
    let names = client.show_all_sessions().await?.into_value();
    let mut listed: Vec<Listed> = if arguments.names {
        names.into_iter().map(|name| Listed { session: name.0, state: None }).collect()
    } else {
        // Each question costs the server a bcrypt comparison: a few at a time.
        stream::iter(names).map(|name| ask(&client, name.0)).buffered(4).collect().await
    };
    listed.sort_by(|left, right| left.session.cmp(&right.session));
    output.result(&listed, table(&listed))?;
    Ok(Exit::Done)
}

async fn ask(client: &Client, session: String) -> Listed {
    let asked = async { client.session(&session)?.status().await };
    let state = asked.await.map_or(SessionState::Unknown, |status| status.state);
    Listed { session, state: Some(state) }
}

fn table(listed: &[Listed]) -> String {
    if listed.is_empty() {
        return "no session is stored; wppkit login starts one".to_owned();
    }
    let width = listed.iter().map(|one| one.session.chars().count()).max().unwrap_or(0);
    let line = |one: &Listed| match one.state {
        Some(state) => format!("{} {:width$}  {}", mark::of(state), one.session, status::words(state)),
        None => one.session.clone(),
    };
    listed.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Closes the browser; the login is kept.
pub(crate) async fn close(global: &Global, output: &Output) -> Result<Exit, Failure> {
    report(&connection::session(global)?.close().await?, "closed", output)
}

/// Unlinks the session from the phone.
pub(crate) async fn logout(global: &Global, output: &Output) -> Result<Exit, Failure> {
    report(&connection::session(global)?.logout().await?, "logged out", output)
}

/// Deletes the stored profile, after a confirmation.
pub(crate) async fn wipe(
    arguments: &WipeArguments,
    global: &Global,
    output: &Output,
) -> Result<Exit, Failure> {
    let session = connection::session(global)?;
    if !arguments.yes {
        let name = session.name();
        let question = format!("Delete the stored profile of {name} on the server, login included?");
        match input::confirm(&question).await? {
            Some(true) => {}
            Some(false) => return Err(Failure::cancelled(format!("{name} was left as it is"))),
            None => {
                return Err(Failure::usage(
                    format!("wipe deletes the stored login of {name}, and nobody is there to confirm it"),
                    "add --yes",
                ));
            }
        }
    }
    report(&session.wipe().await?, "wiped", output)
}

fn report(report: &VerbReport, done: &str, output: &Output) -> Result<Exit, Failure> {
    let already = if report.already { "already " } else { "" };
    let mut lines = vec![format!("{} {} is {already}{done}", mark::good(), report.session)];
    lines.extend(report.proven.iter().map(|fact| format!("  proven: {}", in_commands(fact))));
    lines.extend(report.unproven.iter().map(|fact| {
        let label = if fact.starts_with("that ") { "not proven" } else { "note" };
        format!("  {label}: {}", in_commands(fact))
    }));
    output.result(report, lines.join("\n"))?;
    Ok(Exit::Done)
}
