//! `wppkit login`: from nothing to connected, with a QR or pairing code on the screen.

mod view;

use std::{path::PathBuf, time::Duration};

use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval};
use view::View;
use wppkit::{Connect, Session, Stage, api::helpers::SessionStatus};

use crate::{
    arguments::Global, connection, exit::Exit, failure::Failure, output::Output, signals, terminal::mark,
};

/// How to log in.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "--phone and --webhook replace all settings that the server has stored for the session. \
                        Ctrl-C stops watching; the server then closes the browser by itself."
)]
pub(crate) struct Arguments {
    /// Link with a pairing code for this number instead of a QR code
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,

    /// Where the server sends the session's events from now on
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,

    /// Close and start again, once, a session whose browser is dead or does not come up
    #[arg(long)]
    restart: bool,

    /// Keep the present QR code in this file, too, as a PNG image
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
}

/// What a login ends with.
#[derive(Debug, Serialize)]
struct LoggedIn {
    /// The account's own number, if the server tells it.
    phone: Option<String>,
    #[serde(flatten)]
    status: SessionStatus,
}

/// Logs in and shows every stage.
pub(crate) async fn run(arguments: &Arguments, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let session = connection::session(global)?;
    let view = View::new(output, arguments.png.as_deref());
    let status = follow(&session, connect(arguments, global.timeout), view).await?;
    let phone = session.device().get_phone_number().await.ok();
    let phone = phone.and_then(|id| Some(id.to_string().split('@').next()?.to_owned()));
    let name = session.name();
    let account = phone.as_ref().map_or(String::new(), |phone| format!(" as {phone}"));
    let logged_in = LoggedIn { phone, status };
    output.result(&logged_in, format_args!("{} {name} is connected{account}", mark::good()))?;
    Ok(Exit::Done)
}

fn connect(arguments: &Arguments, timeout: Option<Duration>) -> Connect {
    let mut connect = match &arguments.phone {
        Some(phone) => Connect::pairing(phone),
        None => Connect::qr(),
    };
    if let Some(url) = &arguments.webhook {
        connect = connect.webhook(url);
    }
    if let Some(timeout) = timeout {
        connect = connect.timeout(timeout);
    }
    connect.restart(arguments.restart)
}

async fn follow(session: &Session, connect: Connect, mut view: View<'_>) -> Result<SessionStatus, Failure> {
    let ended = signals::ended()?;
    tokio::pin!(ended);
    let mut login = session.connect(connect);
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            stage = login.next() => match stage {
                Some(Ok(Stage::Connected(status))) => {
                    view.end()?;
                    return Ok(status);
                }
                Some(Ok(stage)) => view.show(&stage)?,
                Some(Err(error)) => {
                    view.end()?;
                    return Err(error.into());
                }
                None => return Err(Failure::cancelled("the login ended without a result")),
            },
            _ = second.tick(), if view.counts() => view.tick()?,
            () = &mut ended => {
                view.end()?;
                return Err(Failure::cancelled(
                    "cancelled; the server closes the browser by itself when nobody logs in (60 s by default)",
                ));
            }
        }
    }
}
