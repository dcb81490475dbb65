//! `wppkit listen`: events as they come.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{net::TcpListener, sync::Notify};
use wppkit::{
    Connect, Session, SessionState, Stage,
    events::{
        DispatchOptions, Handlers, Inbox, Receiver, ReceiverOptions, TimeOfDay,
        axum::router,
        relay::Relay,
        socket::{SocketClient, SocketNotice, SocketOptions, Unattributed},
    },
};

use super::{Shared, print::print};
use crate::{arguments::Global, connection, exit::Exit, failure::Failure, output::Output, signals};

/// How events reach this process, and what becomes of them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Events are kept in the inbox file before they are acknowledged, and printed once. The server takes \
                        a webhook only when a session starts: one that is connected already keeps what it was \
                        started with, and is heard over Socket.IO meanwhile, where some events do not say whose they \
                        are; --restart closes it and starts it with this webhook (no new QR code). Ctrl-C ends it; \
                        events of the pause are looked for in the chats at the next start."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    shared: Shared,

    /// Address to listen on [default: the one of the last time, or a free port of 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,

    /// URL under which the server reaches this process [default: the address that is listened on]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Close a connected session and start it with this webhook
    #[arg(long, conflicts_with = "socket")]
    restart: bool,

    /// Listen over Socket.IO instead: nothing is set up at the server, and some events do not say whose they are
    #[arg(long)]
    socket: bool,

    /// Over Socket.IO: the server has no other session, so that all events are its
    #[arg(long)]
    only_session: bool,

    /// With --forward: switch a relay that is off on again, and send what was put aside
    #[arg(long, requires = "forward")]
    redrive: bool,

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
    let relay = shared.relay(&inbox)?;
    if let Some(relay) = &relay {
        tell_relay(arguments, relay, output).await?;
    }
    let handlers = handlers(arguments, relay, output.is_json(), &enough)?;
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
            by_webhook(arguments, &inbox, &session, global, output).await
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

/// Says that a relay is off, or switches it on.
async fn tell_relay(arguments: &Arguments, relay: &Relay, output: &Output) -> Result<(), Failure> {
    if arguments.redrive {
        let count = relay.redrive().await?;
        output.say(format_args!("{count} events that were put aside are sent again"));
    } else if let Some(off) = relay.off() {
        let ago = Duration::from_millis((TimeOfDay::default().now_ms() - off.since_ms).unsigned_abs());
        output.say(format_args!(
            "nothing is forwarded: the relay is off for {} min, because {off}. Events are put aside; once the receiver \
             is well again: --redrive",
            ago.as_secs() / 60
        ));
    }
    Ok(())
}

fn handlers(
    arguments: &Arguments,
    relay: Option<Relay>,
    json: bool,
    enough: &Arc<Notify>,
) -> Result<Handlers, Failure> {
    let filter = arguments.shared.filter()?;
    let (left, enough) = (arguments.count.map(|count| Arc::new(AtomicU64::new(count))), Arc::clone(enough));
    let mut handlers = Handlers::all();
    if let Some(relay) = relay {
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

/// The socket to listen on: as asked for, or where the server was last told to post to.
async fn bind(arguments: &Arguments, inbox: &Inbox, session: &Session) -> Result<TcpListener, Failure> {
    let cannot = |address: SocketAddr, error| {
        Failure::local(format!("cannot listen on {address}: {error}"), "choose another --bind ADDRESS")
    };
    if let Some(address) = arguments.bind {
        return TcpListener::bind(address).await.map_err(|error| cannot(address, error));
    }
    let last = inbox.webhook_base(session.name()).await?;
    let last = last.as_deref().and_then(|base| base.strip_prefix("http://")?.split('/').next()?.parse().ok());
    // Somebody else may have the port now.
    if let Some(address) = last.filter(|address: &SocketAddr| address.ip().is_loopback())
        && let Ok(listener) = TcpListener::bind(address).await
    {
        return Ok(listener);
    }
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    TcpListener::bind(free).await.map_err(|error| cannot(free, error))
}

async fn by_webhook(
    arguments: &Arguments,
    inbox: &Inbox,
    session: &Session,
    global: &Global,
    output: &Output,
) -> Result<Exit, Failure> {
    let listener = bind(arguments, inbox, session).await?;
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
        let known = inbox.webhook_base(session.name()).await?;
        let is_given = known.as_deref() == Some(base.trim_end_matches('/'));
        let posts = set_up(arguments, session, &receiver, is_given, output).await?;
        fill_pause(inbox, session, output).await?;
        if !posts {
            return by_socket(arguments, inbox, session, global).await;
        }
        output.say(format_args!("listening; Ctrl-C ends it"));
        std::future::pending().await
    };
    tokio::select! {
        done = serving => done,
        done = setting_up => done,
    }
}

/// Gives the server the webhook if it can be given one; answers whether the server posts to it.
async fn set_up(
    arguments: &Arguments,
    session: &Session,
    receiver: &Receiver,
    is_given: bool,
    output: &Output,
) -> Result<bool, Failure> {
    let name = session.name();
    let connected = session.status().await?.state == SessionState::Connected;
    if connected && !arguments.restart {
        if is_given {
            output.say(format_args!(
                "{name} is connected, and has this webhook since its last start from here"
            ));
        } else {
            output.say(format_args!(
                "{name} is connected, and a webhook is taken only when a session starts: listening over Socket.IO, \
                 where {}. With --restart {name} is closed and started with a webhook, without a new QR code",
                if arguments.only_session {
                    "member changes of groups and live locations are missing"
                } else {
                    "acks, reactions, presence and calls do not say whose they are and are left out (--only-session: \
                     the server has no other)"
                }
            ));
        }
        return Ok(is_given);
    }
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
    output.say(format_args!("{name} posts here until it is started with another webhook"));
    Ok(true)
}

/// Looks for what was missed while nobody listened.
async fn fill_pause(inbox: &Inbox, session: &Session, output: &Output) -> Result<(), Failure> {
    let Some(since) = inbox.silent_since_ms() else { return Ok(()) };
    let now = TimeOfDay::default().now_ms();
    let gap = inbox.recover(session, since, now).await?;
    output.say(format_args!(
        "{} messages of the last {} s were found in the chats; other events of that time, if any, are lost",
        gap.recovered,
        (now - since) / 1_000
    ));
    if let Some(problem) = gap.problem {
        output.say(format_args!("messages may be missing: {problem}"));
    }
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
