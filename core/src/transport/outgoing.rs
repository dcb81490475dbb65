//! A request as it is written.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use hyper::{
    HeaderMap, Method,
    body::{Body, Frame, SizeHint},
    header::{self, HeaderValue},
};

use super::{Address, Failure, Request, RequestBody, failure::invalid, proxied};

/// What goes wrong with a body that is streamed.
pub(super) type BodyError = Box<dyn std::error::Error + Send + Sync>;
pub(super) type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// A request with its headers, for either way of sending it.
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) address: Address,
    pub(super) headers: HeaderMap,
    pub(super) body: OutgoingBody,
}

pub(super) enum OutgoingBody {
    None,
    Bytes(Watched),
    Stream(BodyStream),
}

impl Outgoing {
    /// The request of a call. `left` becomes true when a part of it may have left.
    pub(super) async fn new(request: Request, left: &Arc<AtomicBool>) -> Result<Self, Failure> {
        let method = match request.method {
            wppkit_api::Method::Get => Method::GET,
            wppkit_api::Method::Post => Method::POST,
            wppkit_api::Method::Put => Method::PUT,
            wppkit_api::Method::Delete => Method::DELETE,
        };
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        if let Some(credentials) = &request.address.server.credentials {
            headers.insert(header::AUTHORIZATION, credentials.clone());
        }
        if let Some(token) = &request.token {
            let mut value = HeaderValue::from_maybe_shared(Bytes::from(["Bearer ", token.expose()].concat()))
                .map_err(|_| invalid("the token holds characters that no header may hold"))?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        let body = match request.body {
            // Without a body there is no moment to observe, so the request counts as gone from the start.
            RequestBody::None => {
                left.store(true, Ordering::Release);
                OutgoingBody::None
            }
            RequestBody::Json { bytes, media_type } => {
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
                OutgoingBody::Bytes(Watched { bytes: Some(bytes), left: Some(Arc::clone(left)) })
            }
            RequestBody::Multipart { fields, file_field, upload } => {
                let multipart = Box::pin(proxied::multipart(fields, file_field, upload));
                let (content_type, stream) = multipart.await?;
                let content_type = HeaderValue::from_maybe_shared(Bytes::from(content_type))
                    .map_err(|_| invalid("the boundary cannot be written into a header"))?;
                headers.insert(header::CONTENT_TYPE, content_type);
                let left = Arc::clone(left);
                let watched = stream.inspect(move |_| left.store(true, Ordering::Release));
                OutgoingBody::Stream(Box::pin(watched))
            }
        };
        Ok(Self { method, address: request.address, headers, body })
    }

    /// JSON for somebody else's server, with headers of its own.
    #[cfg(feature = "events")]
    pub(super) fn post(
        address: Address,
        extra: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<Self, Failure> {
        let mut headers = HeaderMap::with_capacity(extra.len() + 5);
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        if let Some(credentials) = &address.server.credentials {
            headers.insert(header::AUTHORIZATION, credentials.clone());
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        for (name, value) in extra {
            let name = header::HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| invalid(&format!("{name} is no name of a header")))?;
            let value = HeaderValue::from_str(value).map_err(|_| {
                invalid(&format!("the header {name} holds characters that no header may hold"))
            })?;
            headers.insert(name, value);
        }
        Ok(Self {
            method: Method::POST,
            address,
            headers,
            body: OutgoingBody::Bytes(Watched { bytes: Some(body), left: None }),
        })
    }
}

/// A body that tells when it is asked for its bytes: before that, nothing can have been written.
pub(super) struct Watched {
    bytes: Option<Bytes>,
    left: Option<Arc<AtomicBool>>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(left) = &self.left {
            left.store(true, Ordering::Release);
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// As hyper takes it.
impl Body for OutgoingBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut *self {
            Self::None => Poll::Ready(None),
            Self::Bytes(body) => Pin::new(body)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Self::Stream(stream) => {
                stream.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::None => true,
            Self::Bytes(body) => body.is_end_stream(),
            Self::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::None => SizeHint::with_exact(0),
            Self::Bytes(body) => body.size_hint(),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}
