//! POSTs webhooks the way the real server's axios does: once, without a time-out, order or retry.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::world::deliveries::Outcome;

/// What axios says it is.
const AXIOS: &str = "axios/1.13.2";

/// Sends webhooks over plain HTTP; connections are kept.
#[derive(Clone)]
pub(crate) struct WebhookClient {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl WebhookClient {
    pub(crate) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends one body and says how it went.
    pub(crate) async fn post(&self, url: &str, body: Bytes) -> Outcome {
        let request = Request::post(url)
            .header(ACCEPT, "application/json, text/plain, */*")
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, AXIOS)
            .body(Full::new(body));
        let request = match request {
            Ok(request) => request,
            Err(error) => return Outcome::Failed(error.to_string()),
        };
        match self.client.request(request).await {
            Ok(response) => {
                let status = response.status().as_u16();
                // The body is read to its end, so that the connection can be used again.
                drop(response.into_body().collect().await);
                Outcome::Status(status)
            }
            Err(error) => Outcome::Failed(chain(&error)),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
