//! The way of requests that need TLS or a proxy; and multipart bodies.

use std::{sync::Once, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use reqwest::{Client, multipart, redirect, retry};
use tokio_util::io::ReaderStream;

use super::{
    answer::Answer,
    failure::{Failure, FailureKind, causes, invalid, is_not_http, is_refused},
    outgoing::{BodyError, BodyStream, Outgoing, OutgoingBody},
    pool::IDLE,
};
use crate::media::{Upload, UploadBody};

/// A pool of connections.
pub(super) fn client(connect: Duration, tls: bool, proxies: bool) -> Result<Client, Failure> {
    static PROVIDER: Once = Once::new();
    // An application that chose its own provider keeps it: then this fails, which is fine.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let mut builder = Client::builder()
        .user_agent(super::USER_AGENT)
        .connect_timeout(connect)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .pool_idle_timeout(IDLE)
        .http1_only();
    if !proxies {
        builder = builder.no_proxy();
    }
    // Loading the machine's certificates costs milliseconds that plain HTTP need not pay.
    let built = if tls { builder.build() } else { builder.tls_certs_only([]).build() };
    built.map_err(|error| Failure::new(FailureKind::Invalid, false, error.without_url()))
}

pub(super) async fn send(client: &Client, request: Outgoing) -> Result<Answer, Failure> {
    let address = request.address.uri()?.to_string();
    let builder = client.request(request.method, address).headers(request.headers);
    let builder = match request.body {
        OutgoingBody::None => builder,
        OutgoingBody::Bytes(body) => builder.body(reqwest::Body::wrap(body)),
        OutgoingBody::Stream(stream) => builder.body(reqwest::Body::wrap_stream(stream)),
    };
    let failed = |error: reqwest::Error| Failure::new(kind_of(&error), true, error.without_url());
    builder.send().await.map(Answer::Proxied).map_err(failed)
}

fn kind_of(error: &reqwest::Error) -> FailureKind {
    if error.is_builder() {
        FailureKind::Invalid
    } else if error.is_connect() && error.is_dns() {
        FailureKind::NoName
    } else if error.is_connect() && causes(error).any(is_refused) {
        FailureKind::Refused
    } else if error.is_connect() && error.is_timeout() {
        FailureKind::ConnectTimeout
    } else if error.is_connect() {
        FailureKind::Connect
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if causes(error).any(is_not_http) {
        FailureKind::NotHttp
    } else {
        FailureKind::Broken
    }
}

/// Content type and body of a form with a file.
pub(super) async fn multipart(
    fields: Vec<(String, String)>,
    file_field: &'static str,
    upload: Upload,
) -> Result<(String, BodyStream), Failure> {
    let mut form = multipart::Form::new();
    for (name, value) in fields {
        form = form.text(name, value);
    }
    let form = form.part(file_field, part(upload).await?);
    let content_type = format!("multipart/form-data; boundary={}", form.boundary());
    Ok((content_type, Box::pin(form.into_stream().map_err(|error| Box::new(error) as BodyError))))
}

async fn part(upload: Upload) -> Result<multipart::Part, Failure> {
    let part = match upload.body {
        UploadBody::Bytes(bytes) => multipart::Part::stream(bytes),
        UploadBody::File { path, length } => {
            let file = tokio::fs::File::open(&path)
                .await
                .map_err(|error| invalid(&format!("{} cannot be read: {error}", path.display())))?;
            multipart::Part::stream_with_length(reqwest::Body::wrap_stream(ReaderStream::new(file)), length)
        }
        UploadBody::Reader { head, rest } => {
            let head = futures_util::stream::once(async { Ok::<_, std::io::Error>(head) });
            let stream = head.chain(ReaderStream::new(rest).into_stream());
            multipart::Part::stream(reqwest::Body::wrap_stream(stream))
        }
    };
    part.file_name(upload.filename)
        .mime_str(&upload.media_type)
        .map_err(|_| invalid("the media type of the file cannot be written into a header"))
}
