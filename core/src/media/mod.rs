//! Files to send, from a path, bytes, a URL, a data URI or a reader, and files of messages to read.

mod data_uri;
mod download;
mod prepare;
mod receive;
mod sniff;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use bytes::Bytes;
pub(crate) use data_uri::JSON_LIMIT;
pub(crate) use download::not_written;
pub use download::{Downloaded, SavedMedia};
pub(crate) use prepare::{Prepared, Upload, UploadBody};
pub(crate) use receive::Receiver;
use tokio::io::AsyncRead;

/// A reader that can cross threads while it is uploaded.
pub type MediaReader = Box<dyn AsyncRead + Send + Sync + Unpin + 'static>;

/// A file to send. Local content is streamed as multipart, so memory stays flat and the server's 50 MB limit
/// for JSON never applies; a URL is fetched by the server.
///
/// The media type is taken from the content, then from the name.
pub struct Media {
    pub(crate) source: Source,
    pub(crate) filename: Option<String>,
    pub(crate) media_type: Option<String>,
}

pub(crate) enum Source {
    Path(PathBuf),
    Bytes(Bytes),
    Url(String),
    DataUri(String),
    Reader(MediaReader),
}

impl Media {
    fn new(source: Source) -> Self {
        Self { source, filename: None, media_type: None }
    }

    /// A file of this machine.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::Path(path.into()))
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// A URL that the *server* downloads.
    pub fn url(url: impl Into<String>) -> Self {
        Self::new(Source::Url(url.into()))
    }

    /// `data:<media type>;base64,<content>`.
    pub fn data_uri(uri: impl Into<String>) -> Self {
        Self::new(Source::DataUri(uri.into()))
    }

    /// Anything that can be read, streamed as it comes.
    pub fn reader(reader: impl AsyncRead + Send + Sync + Unpin + 'static) -> Self {
        Self::new(Source::Reader(Box::new(reader)))
    }

    /// A data URI, a URL (of which only `http` and `https` can be sent), or else a path.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("data:") {
            Self::data_uri(text)
        } else if has_scheme(text) {
            Self::url(text)
        } else {
            Self::path(text)
        }
    }

    /// The name under which the file arrives; the default is its own name, or `file` with a fitting extension.
    #[must_use]
    pub fn named(mut self, filename: impl Into<String>) -> Self {
        self.filename = Some(filename.into());
        self
    }

    /// The media type, where neither content nor name tells it.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// Whether it begins like a URL; a drive's letter is no scheme.
fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

impl fmt::Debug for Media {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Path(path) => format!("path {}", path.display()),
            Source::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Source::Url(_) => "url".to_owned(),
            Source::DataUri(uri) => format!("data URI of {} bytes", uri.len()),
            Source::Reader(_) => "reader".to_owned(),
        };
        formatter.debug_struct("Media").field("source", &source).field("filename", &self.filename).finish()
    }
}

impl From<&Path> for Media {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl From<PathBuf> for Media {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&str> for Media {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}

impl From<String> for Media {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Vec<u8>> for Media {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Bytes> for Media {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}
