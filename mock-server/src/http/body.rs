//! Bodies: reading requests up to a limit, writing whole, broken and streamed answers.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::express::body::RawBody;

/// Bytes of a request body for which room is made at once.
const RESERVE: usize = 64 * 1024 * 1024;

/// Reads a request's body to its end and keeps at most `limit` bytes of it.
pub(crate) async fn read(mut body: Incoming, present: bool, limit: usize) -> Result<RawBody, hyper::Error> {
    let expected = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length += data.len();
        if length > limit {
            // The parser refuses it only after it read it off the wire.
            rest = BytesMut::new();
            continue;
        }
        if length == data.len() {
            first = data;
            continue;
        }
        if rest.is_empty() {
            rest.reserve(expected.unwrap_or(0).min(RESERVE).max(length));
            rest.extend_from_slice(&first);
        }
        rest.extend_from_slice(&data);
    }
    let bytes = if rest.is_empty() { first } else { rest.freeze() };
    let too_large = length > limit;
    Ok(RawBody { bytes: if too_large { Bytes::new() } else { bytes }, too_large, present })
}

/// Body of an answer.
#[derive(Debug)]
pub(crate) enum AnswerBody {
    /// All of it at once.
    Whole(Bytes),
    /// Less of it than the headers announce; then the connection ends.
    Cut {
        /// What is sent.
        sent: Bytes,
        /// What is announced.
        announced: u64,
        /// How far it is.
        state: CutState,
    },
    /// A stream, from the control API.
    Stream(axum::body::Body),
}

/// How far a cut body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutState {
    /// Nothing was handed over.
    Start,
    /// The connection gets the chance to send what it has.
    Flush,
    /// Everything was handed over.
    End,
}

impl AnswerBody {
    /// The first `length` bytes of a body.
    pub(crate) fn cut(body: &Bytes, length: usize) -> Self {
        let sent = body.slice(..length.min(body.len()));
        Self::Cut { sent, announced: body.len() as u64, state: CutState::Start }
    }
}

impl From<Bytes> for AnswerBody {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Self::Cut { sent, state, .. } => match state {
                CutState::Start if !sent.is_empty() => {
                    *state = CutState::Flush;
                    Poll::Ready(Some(Ok(Frame::data(std::mem::take(sent)))))
                }
                CutState::Start | CutState::Flush => {
                    *state = CutState::End;
                    cx.waker().wake_by_ref();
                    Poll::Pending
                }
                CutState::End => Poll::Ready(Some(Err(io::Error::other("the answer was ordered to be cut")))),
            },
            Self::Stream(body) => Pin::new(body).poll_frame(cx).map_err(io::Error::other),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Cut { announced, .. } => *announced == 0,
            Self::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Cut { announced, .. } => SizeHint::with_exact(*announced),
            Self::Stream(body) => body.size_hint(),
        }
    }
}

/// What a service returns when its connection is to end without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection ends without an answer")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
