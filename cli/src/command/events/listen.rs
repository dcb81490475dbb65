//! `wppkit listen`: events as they come.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{net::TcpListener, sync::Notify};
use wppkit::{
    Connect, Session, SessionState, Stage,
    events::{
        DispatchOptions, Handlers, Inbox, Receiver, ReceiverOptions,
        axum::router,
        socket::{SocketClient, SocketNotice, SocketOptions, Unattributed},
    },
};

use super::{Shared, print::print};
use crate::{arguments::Global, connection, exit::Exit, failure::Failure, output::Output, signals};

/// How events reach this process, and what becomes of them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Events are kept in the inbox file before they are acknowledged, and printed once. A session that \
                        is connected already keeps the webhook it was started with: --restart closes it and starts \
                        it with this one (no new QR code). Ctrl-C ends it; events of the pause are looked for in \
                        the chats at the next start."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    shared: Shared,

    /// Address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    bind: SocketAddr,

    /// URL under which the server reaches this process [default: the address that is listened on]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Close a connected session and start it with this webhook
    #[arg(long, conflicts_with = "socket")]
    restart: bool,

    /// Listen over Socket.IO instead: nothing is set up at the server, and some events do not say whose they are
    #[arg(long)]
    socket: bool,

    /// With --socket: the server has no other session, so that all events are its
    #[arg(long, requires = "socket")]
    only_session: bool,

    /// End after so many events
    #[arg(long, value_name = "NUMBER")]
    count: Option<u64>,
}

/// Prints events until Ctrl-C, or until enough have come.
pub(crate) async fn run(arguments: &Arguments, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let ended = signals::ended()?;
    let shared = &arguments.shared;
    let session = connection::session(global)?;
    let inbox = shared.open()?;
    let enough = Arc::new(Notify::new());
    let handlers = handlers(arguments, &inbox, output.is_json(), &enough)?;
    let mut options = DispatchOptions::default();
    if shared.forward.is_some() {
        // The relay makes its own attempts.
        options.attempts = 1;
    }
    let dispatching = async {
        inbox.run(&handlers, options).await?;
        Ok(Exit::Done)
    };
    let receiving = async {
        if arguments.socket {
            by_socket(arguments, &inbox, &session, global).await
        } else {
            by_webhook(arguments, &inbox, &session, output).await
        }
    };
    tokio::select! {
        done = dispatching => done,
        done = receiving => done,
        () = enough.notified() => {
            // What was printed is also written down as done.
            let mut rest = DispatchOptions::default();
            rest.until_empty = true;
            inbox.run(&Handlers::new(), rest).await?;
            Ok(Exit::Done)
        }
        () = ended => Ok(Exit::Done),
    }
}

fn handlers(
    arguments: &Arguments,
    inbox: &Inbox,
    json: bool,
    enough: &Arc<Notify>,
) -> Result<Handlers, Failure> {
    let filter = arguments.shared.filter()?;
    let (left, enough) = (arguments.count.map(|count| Arc::new(AtomicU64::new(count))), Arc::clone(enough));
    let mut handlers = Handlers::all();
    if let Some(relay) = arguments.shared.relay(inbox)? {
        handlers = handlers.on(filter.clone(), relay.handler());
    }
    Ok(handlers.on(filter, move |event| {
        let (left, enough) = (left.clone(), Arc::clone(&enough));
        async move {
            print(&event, &Output::new(json))?;
            if left.is_some_and(|left| left.fetch_sub(1, Ordering::AcqRel) == 1) {
                enough.notify_one();
                // The rest waits for the next start.
                std::future::pending::<()>().await;
            }
            Ok(())
        }
    }))
}

async fn by_webhook(
    arguments: &Arguments,
    inbox: &Inbox,
    session: &Session,
    output: &Output,
) -> Result<Exit, Failure> {
    let listener = TcpListener::bind(arguments.bind).await.map_err(|error| {
        Failure::local(
            format!("cannot listen on {}: {error}", arguments.bind),
            "choose another --bind ADDRESS",
        )
    })?;
    let base = match &arguments.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}/hooks", listener.local_addr()?),
    };
    let receiver = Receiver::new(inbox, &base, ReceiverOptions::default())?;
    let app = router(receiver.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = async {
        axum::serve(listener, app).await?;
        Ok(Exit::Done)
    };
    let setting_up = async {
        set_up(arguments, inbox, session, &receiver, output).await?;
        std::future::pending().await
    };
    tokio::select! {
        done = serving => done,
        failed = setting_up => failed,
    }
}

/// Gives the server the webhook, and looks for what was missed.
async fn set_up(
    arguments: &Arguments,
    inbox: &Inbox,
    session: &Session,
    receiver: &Receiver,
    output: &Output,
) -> Result<(), Failure> {
    let name = session.name();
    let connected = session.status().await?.state == SessionState::Connected;
    if connected && !arguments.restart {
        output.say(format_args!(
            "{name} is connected and keeps the webhook it was started with; if that is not this one: --restart"
        ));
    } else {
        if connected {
            session.close().await?;
        }
        let mut login = session.connect(Connect::qr().receiver(receiver));
        while let Some(stage) = login.next().await {
            match stage? {
                Stage::Qr(code) => output.say(code.terminal()?),
                stage => output.say(format_args!("{name}: {}", stage.name())),
            }
        }
    }
    let (since, now) = (inbox.silent_since_ms(), wppkit::events::TimeOfDay::default().now_ms());
    if let Some(since) = since {
        let gap = inbox.recover(session, since, now).await?;
        output.say(format_args!(
            "{} messages of the last {} s were found in the chats; other events of that time are lost",
            gap.recovered,
            (now - since) / 1_000
        ));
    }
    output.say(format_args!("listening; Ctrl-C ends it"));
    Ok(())
}

async fn by_socket(
    arguments: &Arguments,
    inbox: &Inbox,
    session: &Session,
    global: &Global,
) -> Result<Exit, Failure> {
    let mut options = SocketOptions::default();
    options.sessions = Some(vec![session.name().to_owned()]);
    if arguments.only_session {
        options.unattributed = Unattributed::Of(session.name().to_owned());
    }
    let client = SocketClient::new(inbox, global.url(), options)?;
    let output = Output::new(false);
    client
        .run(|notice| match notice {
            SocketNotice::Connected => output.say("connected over Socket.IO; Ctrl-C ends it"),
            SocketNotice::Disconnected { why, retry_in } => {
                output.say(format_args!("{why}; connecting again in {:.1} s", retry_in.as_secs_f32()));
            }
            _ => {}
        })
        .await?;
    Ok(Exit::Done)
}
