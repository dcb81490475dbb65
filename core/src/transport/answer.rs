//! The answer while it is read.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::{HeaderMap, StatusCode, body::Incoming};

use super::failure::{Failure, FailureKind, unwritten};
use crate::media::Receiver;

/// An answer whose body is still on its way.
pub(super) enum Answer {
    Direct(hyper::Response<Incoming>),
    Proxied(reqwest::Response),
}

impl Answer {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Direct(answer) => answer.status(),
            Self::Proxied(answer) => answer.status(),
        }
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        match self {
            Self::Direct(answer) => answer.headers(),
            Self::Proxied(answer) => answer.headers(),
        }
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        match self {
            Self::Direct(answer) => loop {
                match answer.body_mut().frame().await {
                    None => return Ok(None),
                    Some(Err(error)) => return Err(Failure::new(FailureKind::Truncated, true, error)),
                    // Trailers are nothing to us.
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            return Ok(Some(data));
                        }
                    }
                }
            },
            Self::Proxied(answer) => answer
                .chunk()
                .await
                .map_err(|error| Failure::new(FailureKind::Truncated, true, error.without_url())),
        }
    }

    /// The whole body in memory.
    pub(super) async fn collect(mut self, limit: usize) -> Result<Bytes, Failure> {
        let Some(first) = self.chunk().await? else { return Ok(Bytes::new()) };
        within(first.len(), limit)?;
        let Some(second) = self.chunk().await? else { return Ok(first) };
        let mut body = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            within(body.len() + chunk.len(), limit)?;
            body.extend_from_slice(&chunk);
            next = self.chunk().await?;
        }
        Ok(body.freeze())
    }

    /// The body into the receiver; gives what is kept in memory.
    pub(super) async fn receive(mut self, receiver: &Receiver, limit: usize) -> Result<Bytes, Failure> {
        receiver.begin().await.map_err(unwritten)?;
        while let Some(chunk) = self.chunk().await? {
            within(receiver.push(&chunk).await.map_err(unwritten)?, limit)?;
        }
        receiver.rest().await.map_err(unwritten)
    }
}

fn within(held: usize, limit: usize) -> Result<(), Failure> {
    if held <= limit {
        return Ok(());
    }
    Err(Failure {
        kind: FailureKind::TooLarge,
        may_have_left: true,
        cause: format!("the answer exceeds {limit} bytes"),
        source: None,
    })
}
