//! Files beside a request: a path, bytes, or chunks that the language is asked for.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, ReadBuf};
use wppkit::{BoxFuture, Media};

use crate::{Failure, failure::refused};

/// What the language is asked for at once.
const CHUNK: u32 = 64 * 1024;

/// A file of the language that is read as it is sent.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait ByteSource: Send + Sync {
    /// Up to so many of the next bytes; none at the end.
    async fn read(&self, most: u32) -> Result<Vec<u8>, Failure>;
}

/// A file as the language describes it; one of `source`, `bytes`, `stream`.
#[derive(uniffi::Record)]
pub struct Attachment {
    /// Path of a file of this machine, URL, or data URI.
    pub source: Option<String>,
    /// The content.
    pub bytes: Option<Vec<u8>>,
    /// Gives the content piece by piece.
    pub stream: Option<Arc<dyn ByteSource>>,
    /// Name under which it arrives.
    pub filename: Option<String>,
    /// Media type, where neither content nor name tells it.
    pub media_type: Option<String>,
}

impl Attachment {
    pub(crate) fn open(self) -> Result<Media, Failure> {
        let mut media = match (self.source, self.bytes, self.stream) {
            (Some(source), _, _) if source.trim().is_empty() => {
                return Err(refused("file", "the path is empty", "give the path of a file"));
            }
            (Some(source), _, _) => Media::parse(&source),
            (None, Some(bytes), _) => Media::bytes(bytes),
            (None, None, Some(source)) => Media::reader(Reader::new(source)),
            (None, None, None) => {
                return Err(refused("file", "is nothing", "give a path, bytes, a stream or a URL"));
            }
        };
        if let Some(filename) = self.filename {
            media = media.named(filename);
        }
        if let Some(media_type) = self.media_type {
            media = media.with_media_type(media_type);
        }
        Ok(media)
    }
}

/// Reads chunks as the language brings them.
struct Reader {
    source: Arc<dyn ByteSource>,
    /// The chunk that is waited for. Only ever polled through `&mut`, which is what lets it be shared.
    next: SyncFuture,
    current: io::Cursor<Vec<u8>>,
}

type Chunk = Result<Vec<u8>, Failure>;
type SyncFuture = std::sync::Mutex<Option<BoxFuture<'static, Chunk>>>;

impl Reader {
    fn new(source: Arc<dyn ByteSource>) -> Self {
        Self { source, next: SyncFuture::default(), current: io::Cursor::default() }
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Chunk> {
        let source = &self.source;
        let next = self.next.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let waiting = next.get_or_insert_with(|| {
            let source = Arc::clone(source);
            Box::pin(async move { source.read(CHUNK).await })
        });
        let chunk = ready!(waiting.as_mut().poll(context));
        *next = None;
        Poll::Ready(chunk)
    }
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.current.position() >= this.current.get_ref().len() as u64 {
            match ready!(this.poll_chunk(context)) {
                Ok(chunk) => this.current = io::Cursor::new(chunk),
                Err(Failure::Foreign { reason } | Failure::Wpp { record: reason }) => {
                    return Poll::Ready(Err(io::Error::other(reason)));
                }
            }
        }
        // At the end the chunk is empty, and nothing is put in.
        Pin::new(&mut this.current).poll_read(context, buffer)
    }
}
