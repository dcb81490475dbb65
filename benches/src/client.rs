//! The measured clients: what one request costs the process that makes it.

use std::{net::SocketAddr, time::Instant};

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Serialize;
use tokio::task::JoinSet;
use wppkit::api::ops::messages::send_message::SendMessage;

use crate::{
    Result,
    exchange::{Exchange, JSON, PHONE, SESSION, TEXT, TOKEN},
    load::Connection,
    process::Process,
    sample::Sample,
};

/// The clients by the name that the command line takes.
pub(crate) const CORE: &str = "core";
pub(crate) const REQWEST: &str = "reqwest";
pub(crate) const HYPER: &str = "hyper";

/// `client NAME EXCHANGE ADDRESS CONCURRENCY WARM REQUESTS`: prints a [`Sample`] as JSON.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let [name, exchange, address, concurrency, warm, requests] = words else {
        return Err("client NAME EXCHANGE ADDRESS CONCURRENCY WARM REQUESTS".into());
    };
    let (exchange, address): (Exchange, SocketAddr) = (exchange.parse()?, address.parse()?);
    let (concurrency, warm, requests): (u32, u32, u32) =
        (concurrency.parse()?, warm.parse()?, requests.parse()?);
    let sample = crate::runtime()?.block_on(async {
        let caller = || Caller::new(name, address);
        let mut callers = Vec::new();
        // Clones of one client share its connections, as they do in an application.
        let first = caller().await?;
        for _ in 1..concurrency {
            callers.push(match &first {
                Caller::Hyper(_) => caller().await?,
                Caller::Core(session) => Caller::Core(session.clone()),
                Caller::Reqwest(client, base) => Caller::Reqwest(client.clone(), base.clone()),
            });
        }
        callers.push(first);
        let callers = drive(callers, exchange, warm / concurrency).await?;
        let (cpu, start) = (Process::this().cpu()?, Instant::now());
        drive(callers, exchange, requests / concurrency).await?;
        let (wall, cpu) = (start.elapsed(), Process::this().cpu()? - cpu);
        Sample::new(requests / concurrency * concurrency, cpu, wall)
    })?;
    serde_json::to_writer(std::io::stdout(), &sample)?;
    Ok(())
}

/// Lets every caller make `each` requests, all callers at once.
async fn drive(callers: Vec<Caller>, exchange: Exchange, each: u32) -> Result<Vec<Caller>> {
    let mut workers = JoinSet::new();
    for mut caller in callers {
        workers.spawn(async move {
            for _ in 0..each {
                caller.call(exchange).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(caller)
        });
    }
    let mut back = Vec::new();
    while let Some(worker) = workers.join_next().await {
        back.push(worker??);
    }
    Ok(back)
}

enum Caller {
    /// The SDK: checked request, typed answer, retries, deadlines and spans as they are by default.
    Core(wppkit::Session),
    /// reqwest as a script uses it: a serialized struct out, status and bytes back, no deadline.
    Reqwest(reqwest::Client, String),
    /// One connection of hyper without a pool: the floor.
    Hyper(Connection),
}

/// What a script sends that has no SDK.
#[derive(Serialize)]
struct Message<'a> {
    phone: &'a str,
    message: &'a str,
}

impl Caller {
    async fn new(name: &str, address: SocketAddr) -> Result<Self> {
        let base = format!("http://{address}");
        match name {
            CORE => Ok(Self::Core(wppkit::Client::builder(base).token(TOKEN).build()?.session(SESSION)?)),
            REQWEST => Ok(Self::Reqwest(reqwest_client()?, base)),
            HYPER => Connection::open(address).await.map(Self::Hyper),
            _ => Err(format!("no client {name}").into()),
        }
    }

    async fn call(&mut self, exchange: Exchange) -> Result<()> {
        match (self, exchange) {
            (Self::Core(session), Exchange::Status) => {
                let answer = session.session().status_session().await?;
                expect(answer.status.as_deref() == Some("CONNECTED"))
            }
            (Self::Core(session), Exchange::Send) => {
                let answer =
                    session.messages().send_message(SendMessage::new(PHONE.to_owned(), TEXT)).await?;
                expect(answer.first().is_some_and(|result| result.message().is_some()))
            }
            (Self::Reqwest(client, base), exchange) => {
                let body = reqwest_call(client, base, exchange).await?;
                expect(!body.is_empty())
            }
            (Self::Hyper(connection), exchange) => {
                let body = connection.exchange(exchange, TOKEN).await?;
                expect(!body.is_empty())
            }
        }
    }
}

fn reqwest_client() -> Result<reqwest::Client> {
    // A second client of the process finds the provider installed, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Plain HTTP needs no certificates, and loading the machine's would be paid at start.
    Ok(reqwest::Client::builder().tls_certs_only([]).build()?)
}

async fn reqwest_call(client: &reqwest::Client, base: &str, exchange: Exchange) -> Result<Bytes> {
    let url = format!("{base}{}", exchange.path());
    let request = match exchange {
        Exchange::Status => client.get(url),
        Exchange::Send => client
            .post(url)
            .header(CONTENT_TYPE, JSON)
            .body(serde_json::to_vec(&Message { phone: PHONE, message: TEXT })?),
    };
    let response = request.header(AUTHORIZATION, format!("Bearer {TOKEN}")).send().await?;
    Ok(response.error_for_status()?.bytes().await?)
}

/// A client that answers wrongly must not win.
fn expect(right: bool) -> Result<()> {
    if right { Ok(()) } else { Err("the answer is not the expected one".into()) }
}
