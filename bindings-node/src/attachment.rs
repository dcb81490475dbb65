//! Files beside a request: a path, bytes, or chunks that JavaScript is asked for.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use tokio::{
    io::{AsyncRead, ReadBuf},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use wppkit::Media;

use crate::{completion::Completion, queue::Queue};

/// A file as JavaScript describes it; one of `source`, `bytes`, `stream`.
#[napi(object)]
pub struct Attachment {
    /// Path of a file of this machine, URL, or data URI.
    pub source: Option<String>,
    /// The content.
    pub bytes: Option<Buffer>,
    /// Number under which chunks are asked for.
    pub stream: Option<u32>,
    /// Name under which it arrives.
    pub filename: Option<String>,
    /// Media type, where neither content nor name tells it.
    pub media_type: Option<String>,
}

/// Where the chunks of a streamed file go in.
pub(crate) type Chunks = UnboundedSender<io::Result<Bytes>>;

impl Attachment {
    /// The file, and where its chunks go in if it is streamed.
    pub(crate) fn open(self, queue: &Arc<Queue>) -> Option<(Media, Option<(u32, Chunks)>)> {
        let (mut media, chunks) = if let Some(source) = self.source {
            (Media::parse(&source), None)
        } else if let Some(bytes) = self.bytes {
            // JavaScript may change its bytes while they are sent.
            (Media::bytes(Bytes::copy_from_slice(&bytes)), None)
        } else {
            let id = self.stream?;
            let (sender, receiver) = unbounded_channel();
            let reader =
                Reader { id, queue: Arc::clone(queue), receiver, current: Bytes::new(), asked: false };
            (Media::reader(reader), Some((id, sender)))
        };
        if let Some(filename) = self.filename {
            media = media.named(filename);
        }
        if let Some(media_type) = self.media_type {
            media = media.with_media_type(media_type);
        }
        Some((media, chunks))
    }
}

/// Reads chunks as JavaScript brings them, one asked for at a time.
struct Reader {
    id: u32,
    queue: Arc<Queue>,
    receiver: UnboundedReceiver<io::Result<Bytes>>,
    current: Bytes,
    asked: bool,
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.current.is_empty() {
            if !self.asked {
                self.asked = true;
                self.queue.push(Completion::Wanted { id: self.id });
            }
            match ready!(self.receiver.poll_recv(context)) {
                Some(Ok(chunk)) => {
                    self.asked = false;
                    self.current = chunk;
                }
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => return Poll::Ready(Ok(())),
            }
        }
        let length = buffer.remaining().min(self.current.len());
        buffer.put_slice(&self.current[..length]);
        self.current.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.queue.push(Completion::Unwanted { id: self.id });
    }
}
