//! POSTs webhooks the way the real server's axios does: once, without a time-out, order or retry.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, CONTENT_TYPE, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::world::deliveries::Outcome;

/// How many redirections axios follows.
const MAX_REDIRECTS: usize = 21;
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

    /// Sends one body and says how it went. Redirections are followed, as axios follows them.
    pub(crate) async fn post(&self, url: &str, body: Bytes) -> Outcome {
        let (mut method, mut url, mut body) = (Method::POST, url.to_owned(), body);
        for _ in 0..=MAX_REDIRECTS {
            let response = match self.send(&method, &url, body.clone()).await {
                Ok(response) => response,
                Err(error) => return Outcome::Failed(error),
            };
            let status = response.status();
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let target =
                location.filter(|_| status.is_redirection()).and_then(|location| join(&url, location));
            // The body is read to its end, so that the connection can be used again.
            drop(response.into_body().collect().await);
            let Some(target) = target else { return Outcome::Status(status.as_u16()) };
            if !matches!(status.as_u16(), 307 | 308) {
                (method, body) = (Method::GET, Bytes::new());
            }
            url = target;
        }
        Outcome::Failed("Maximum number of redirects exceeded".to_owned())
    }

    async fn send(&self, method: &Method, url: &str, body: Bytes) -> Result<Response<Incoming>, String> {
        let mut request = Request::builder()
            .method(method)
            .uri(url)
            .header(ACCEPT, "application/json, text/plain, */*")
            .header(USER_AGENT, AXIOS);
        if *method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(body)).map_err(|error| error.to_string())?;
        self.client.request(request).await.map_err(|error| chain(&error))
    }
}

/// Where a `Location` leads to, seen from the page that sent it.
fn join(base: &str, location: &str) -> Option<String> {
    if location.contains("://") {
        return Some(location.to_owned());
    }
    let base: Uri = base.parse().ok()?;
    let path = if location.starts_with('/') {
        location.to_owned()
    } else {
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{location}")
    };
    Some(format!("{}://{}{path}", base.scheme_str()?, base.authority()?))
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
