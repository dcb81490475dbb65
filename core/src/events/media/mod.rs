//! Files of messages: from the webhook straight to a folder.

mod split;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest, Sha256};
use split::{Parts, Splitter, decode};
use tokio::{fs, io::AsyncWriteExt};

use crate::{Error, ErrorCode};

/// The key that a stored event has in the place of its file.
const KEY: &str = "wppkitMedia";

/// Length of a file's name: SHA-256 in hexadecimal digits.
const NAME: usize = 64;

/// Where files of messages go, instead of into memory and into the inbox.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MediaFolder {
    /// The folder; it must exist. A file is named by the SHA-256 of its content, so that the same file is there once.
    pub folder: PathBuf,
    /// Shorter bodies stay where they are: 64 kB of base64.
    pub from: usize,
    /// Largest request, file included, in bytes: 1 GB.
    pub limit: u64,
}

impl MediaFolder {
    /// Files go into this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), from: 64 * 1024, limit: 1024 * 1024 * 1024 }
    }
}

/// A file that a message came with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct ReceivedMedia {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

impl ReceivedMedia {
    /// The file of a stored event, if it was put into a folder.
    pub(super) fn of(body: &[u8]) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Stored {
            #[serde(rename = "wppkitMedia")]
            media: Option<ReceivedMedia>,
        }
        let media = serde_json::from_slice::<Stored>(body).ok()?.media?;
        // What a sender wrote under this key must not name just any file.
        let name = media.path.file_name()?.to_str()?;
        (name.len() == NAME && name.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(media)
    }
}

/// One request that is being received.
#[cfg_attr(
    not(feature = "axum"),
    allow(dead_code, reason = "only a mount that sees the body arrive can use it")
)]
pub(super) struct Incoming {
    folder: PathBuf,
    splitter: Splitter,
    parts: Parts,
    file: Option<Open>,
    text_limit: usize,
    left: u64,
}

struct Open {
    path: PathBuf,
    file: fs::File,
    hash: Sha256,
    bytes: u64,
}

/// Why a request cannot be taken in.
#[derive(Debug)]
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "as above"))]
pub(super) enum Refused {
    TooLarge,
    Malformed,
    Storage(Error),
}

#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "as above"))]
impl Incoming {
    pub(super) fn new(media: &MediaFolder, text_limit: usize) -> Self {
        Self {
            folder: media.folder.clone(),
            splitter: Splitter::new(media.from),
            parts: Parts::default(),
            file: None,
            text_limit,
            left: media.limit,
        }
    }

    /// Takes the next bytes of the request.
    pub(super) async fn take(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Refused::TooLarge)?;
        self.splitter.feed(bytes, &mut self.parts);
        if self.parts.text.len() > self.text_limit {
            return Err(Refused::TooLarge);
        }
        self.write(false).await
    }

    async fn write(&mut self, last: bool) -> Result<(), Refused> {
        if !self.splitter.found() {
            return Ok(());
        }
        let decoded = decode(&mut self.parts.digits, last).map_err(|_| Refused::Malformed)?;
        if self.file.is_none() {
            self.file = Some(Open::new(&self.folder).await.map_err(Refused::Storage)?);
        }
        if let Some(open) = &mut self.file {
            open.write(&decoded).await.map_err(Refused::Storage)?;
        }
        Ok(())
    }

    /// The event without its file, after the file is safe.
    pub(super) async fn end(mut self) -> Result<Vec<u8>, Refused> {
        self.splitter.end(&mut self.parts);
        self.write(true).await?;
        let mut text = std::mem::take(&mut self.parts.text);
        // The note goes before the brace that ends the object; what has none broke off.
        let end = text.iter().rposition(|byte| *byte == b'}');
        let Some(open) = self.file.take_if(|_| end.is_some()) else {
            return if self.splitter.found() { Err(Refused::Malformed) } else { Ok(text) };
        };
        let end = end.unwrap_or_default();
        let (path, bytes) = open.keep(&self.folder).await.map_err(Refused::Storage)?;
        let note = serde_json::json!({"path": path, "bytes": bytes});
        text.truncate(end);
        text.extend_from_slice(format!(",\"{KEY}\":{note}}}").as_bytes());
        Ok(text)
    }
}

impl Drop for Incoming {
    /// A request that broke off leaves no file behind.
    fn drop(&mut self) {
        if let Some(open) = &self.file {
            drop(std::fs::remove_file(&open.path));
        }
    }
}

impl Open {
    async fn new(folder: &Path) -> Result<Self, Error> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".receiving-{}-{number}", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&path).await.map_err(|error| failed(folder, error))?;
        Ok(Self { path, file, hash: Sha256::new(), bytes: 0 })
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).await.map_err(|error| failed(&self.path, error))
    }

    /// Makes it durable and gives it its name.
    async fn keep(self, folder: &Path) -> Result<(PathBuf, u64), Error> {
        let name: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(name);
        self.file.sync_all().await.map_err(|error| failed(&path, error))?;
        fs::rename(&self.path, &path).await.map_err(|error| failed(&path, error))?;
        Ok((path, self.bytes))
    }
}

fn failed(path: &Path, error: std::io::Error) -> Error {
    Error::new(
        ErrorCode::Storage,
        format!("cannot write the file of a message to {}: {error}", path.display()),
    )
    .with_hint("does the folder exist, may this user write there, and is there room?")
    .with_source(error)
}

impl fmt::Debug for Incoming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Incoming").field("folder", &self.folder).finish_non_exhaustive()
    }
}
