//! HTTP: requests out, answers in.
//!
//! Plain HTTP goes through hyper (`direct`); what needs TLS or a proxy goes through reqwest (`proxied`), which this
//! folder alone names.

mod address;
mod answer;
mod direct;
mod failure;
mod outgoing;
mod pool;
mod proxied;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

pub(crate) use address::{Address, Server};
use bytes::Bytes;
use failure::invalid;
pub(crate) use failure::{Failure, FailureKind};
use hyper::header;
use outgoing::Outgoing;
#[cfg(feature = "bridge")]
pub(crate) use pool::{forget, spawn_with};
use tokio::runtime::{Handle, Id};
use wppkit_api::Method;

use crate::{
    Secret,
    media::{Receiver, Upload},
};

const USER_AGENT: &str = concat!("wppkit/", env!("CARGO_PKG_VERSION"));

/// A request ready to be written.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) address: Address,
    pub(crate) token: Option<Secret>,
    pub(crate) body: RequestBody,
    /// Where the file in a successful answer goes.
    pub(crate) receiver: Option<Receiver>,
}

pub(crate) enum RequestBody {
    None,
    Json { bytes: Bytes, media_type: &'static str },
    Multipart { fields: Vec<(String, String)>, file_field: &'static str, upload: Upload },
}

/// What came back, completely read.
#[derive(Clone)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) location: Option<String>,
    pub(crate) body: Bytes,
}

/// Limits of one attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) total: Duration,
    pub(crate) answer_bytes: usize,
}

/// Sends the request once and reads the answer.
pub(crate) async fn send(request: Request, limits: Limits) -> Result<RawAnswer, Failure> {
    let runtime = runtime()?;
    let left = Arc::new(AtomicBool::new(false));
    match tokio::time::timeout(limits.total, exchange(request, limits, &left, runtime)).await {
        Ok(result) => result,
        Err(_) => Err(late(limits, left.load(Ordering::Acquire))),
    }
}

/// Posts JSON with headers of its own, once, and gives the status. Nothing of the answer is kept.
#[cfg(feature = "events")]
pub(crate) async fn post(
    address: Address,
    headers: &[(&'static str, String)],
    body: Bytes,
    limits: Limits,
) -> Result<u16, Failure> {
    let client = pool::client(&address.server, limits.connect, runtime()?)?;
    let request = Outgoing::post(address, headers, body)?;
    match tokio::time::timeout(limits.total, client.send(request)).await {
        Ok(answer) => answer.map(|answer| answer.status().as_u16()),
        Err(_) => Err(late(limits, true)),
    }
}

async fn exchange(
    request: Request,
    limits: Limits,
    left: &Arc<AtomicBool>,
    runtime: Id,
) -> Result<RawAnswer, Failure> {
    let receiver = request.receiver.clone();
    let client = pool::client(&request.address.server, limits.connect, runtime)?;
    let outgoing = Outgoing::new(request, left).await?;
    let answer = client.send(outgoing).await.map_err(|failure| {
        let may_have_left = !failure.kind.never_left() && left.load(Ordering::Acquire);
        Failure { may_have_left, ..failure }
    })?;
    let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, content_type, location) =
        (answer.status().as_u16(), text(header::CONTENT_TYPE).unwrap_or_default(), text(header::LOCATION));
    let body = match receiver.filter(|_| (200..300).contains(&status)) {
        Some(receiver) => Box::pin(answer.receive(&receiver, limits.answer_bytes)).await?,
        None => answer.collect(limits.answer_bytes).await?,
    };
    Ok(RawAnswer { status, content_type, location, body })
}

/// The runtime that drives the connections. Without one, timers and sockets would panic.
fn runtime() -> Result<Id, Failure> {
    Handle::try_current()
        .map(|runtime| runtime.id())
        .map_err(|_| invalid("there is no tokio runtime here: call from within one"))
}

fn late(limits: Limits, may_have_left: bool) -> Failure {
    Failure {
        kind: FailureKind::Timeout,
        may_have_left,
        cause: format!("no answer within {} s", limits.total.as_secs_f32()),
        source: None,
    }
}
