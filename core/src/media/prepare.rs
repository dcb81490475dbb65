//! Makes a file ready for the wire; what cannot be sent is refused here.

use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use url::Url;

use super::{Media, MediaReader, Source, data_uri, sniff};
use crate::Error;

/// WhatsApp's own limit for documents.
const WHATSAPP_LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// A file that is known to exist and not to be empty.
pub(crate) enum Prepared {
    /// Content to upload.
    Upload(Upload),
    /// Content that the server fetches.
    Remote { url: String, filename: String },
}

/// Content with its name and type.
pub(crate) struct Upload {
    pub(crate) body: UploadBody,
    pub(crate) filename: String,
    pub(crate) media_type: String,
}

pub(crate) enum UploadBody {
    /// Opened again for every attempt.
    File { path: PathBuf, length: u64 },
    /// Already in memory.
    Bytes(Bytes),
    /// Can be sent once; what was read to sniff the type comes first.
    Reader { head: Bytes, rest: MediaReader },
}

impl Media {
    pub(crate) async fn prepare(self) -> Result<Prepared, Error> {
        let (declared, given) = (self.media_type, self.filename);
        match self.source {
            Source::Path(path) => {
                let (length, head) = look_at(&path).await?;
                let own_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                let body = UploadBody::File { path, length };
                Ok(Prepared::Upload(upload(body, &head, declared, given.or(own_name))))
            }
            Source::Bytes(bytes) => from_bytes(bytes, declared, given),
            Source::DataUri(uri) => {
                let (in_uri, bytes) = data_uri::decode(&uri)?;
                from_bytes(bytes, declared.or(in_uri), given)
            }
            Source::Reader(mut reader) => {
                let head = first_bytes(&mut reader).await.map_err(|error| broken_off(&error))?;
                if head.is_empty() {
                    return Err(empty("the stream"));
                }
                let bytes = head.clone();
                let body = UploadBody::Reader { head, rest: reader };
                Ok(Prepared::Upload(upload(body, &bytes, declared, given)))
            }
            Source::Url(text) => remote(text, given),
        }
    }
}

impl Upload {
    /// The same content once more, unless it is a reader.
    pub(crate) fn again(&self) -> Option<Self> {
        let body = match &self.body {
            UploadBody::File { path, length } => UploadBody::File { path: path.clone(), length: *length },
            UploadBody::Bytes(bytes) => UploadBody::Bytes(bytes.clone()),
            UploadBody::Reader { .. } => return None,
        };
        Some(Self { body, filename: self.filename.clone(), media_type: self.media_type.clone() })
    }

    /// The content as a data URI, for requests that cannot be multipart.
    pub(crate) async fn into_data_uri(self) -> Result<String, Error> {
        let bytes = match self.body {
            UploadBody::Bytes(bytes) => bytes,
            UploadBody::File { length, .. } if length as usize > data_uri::JSON_LIMIT => {
                return Err(data_uri::too_large(length));
            }
            UploadBody::File { path, .. } => tokio::fs::read(&path)
                .await
                .map(Bytes::from)
                .map_err(|error| unreadable(&path.display().to_string(), &error))?,
            UploadBody::Reader { head, rest } => {
                let mut bytes = BytesMut::from(&head[..]);
                let mut rest = rest.take(data_uri::JSON_LIMIT as u64);
                while rest.read_buf(&mut bytes).await.map_err(|error| broken_off(&error))? > 0 {}
                bytes.freeze()
            }
        };
        data_uri::encode(&self.media_type, &bytes)
    }
}

fn upload(body: UploadBody, head: &[u8], declared: Option<String>, name: Option<String>) -> Upload {
    let media_type = sniff::media_type(declared.as_deref(), head, name.as_deref());
    let filename = sniff::filename(name.as_deref(), &media_type);
    Upload { body, filename, media_type }
}

fn from_bytes(bytes: Bytes, declared: Option<String>, name: Option<String>) -> Result<Prepared, Error> {
    if bytes.is_empty() {
        return Err(empty("the content"));
    }
    let head = bytes.slice(..bytes.len().min(sniff::HEAD));
    Ok(Prepared::Upload(upload(UploadBody::Bytes(bytes), &head, declared, name)))
}

fn remote(text: String, name: Option<String>) -> Result<Prepared, Error> {
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else {
        return Err(Error::invalid_input("the URL of the file is no http(s) URL")
            .with_hint(
                "give an http(s) URL, which the server downloads, or the path or the bytes of a file of this machine",
            ));
    };
    let own_name = url.path_segments().and_then(|mut segments| segments.next_back()).map(str::to_owned);
    let name = name.or(own_name);
    let media_type = sniff::media_type(None, b"", name.as_deref());
    Ok(Prepared::Remote { filename: sniff::filename(name.as_deref(), &media_type), url: text })
}

async fn look_at(path: &Path) -> Result<(u64, Bytes), Error> {
    let shown = path.display().to_string();
    if shown.is_empty() {
        return Err(
            Error::invalid_input("the path of the file is empty").with_hint("name a file of this machine")
        );
    }
    let facts = tokio::fs::metadata(path).await.map_err(|error| unreadable(&shown, &error))?;
    if !facts.is_file() {
        return Err(Error::invalid_input(format!("{shown} is not a file"))
            .with_hint("give the path of a file; pack a folder first"));
    }
    if facts.len() == 0 {
        return Err(empty(&shown));
    }
    if facts.len() > WHATSAPP_LIMIT {
        return Err(Error::invalid_input(format!("{shown} is larger than 2 GB, which WhatsApp refuses"))
            .with_hint("split it, or send a link"));
    }
    let mut file = tokio::fs::File::open(path).await.map_err(|error| unreadable(&shown, &error))?;
    let head = first_bytes(&mut file).await.map_err(|error| unreadable(&shown, &error))?;
    Ok((facts.len(), head))
}

async fn first_bytes(reader: &mut (impl tokio::io::AsyncRead + Unpin)) -> std::io::Result<Bytes> {
    let mut head = BytesMut::with_capacity(sniff::HEAD);
    let mut reader = reader.take(sniff::HEAD as u64);
    while head.len() < sniff::HEAD && reader.read_buf(&mut head).await? > 0 {}
    Ok(head.freeze())
}

fn empty(what: &str) -> Error {
    Error::invalid_input(format!("{what} is empty")).with_hint("WhatsApp sends no empty files")
}

fn unreadable(what: &str, error: &std::io::Error) -> Error {
    if is_base64(what) {
        // The content is not shown: it is the user's.
        return Error::invalid_input(format!("{} characters of base64 are given as a path", what.len()))
            .with_hint("give the decoded bytes, or write it as data:<media type>;base64,<content>");
    }
    let error = std::io::Error::new(error.kind(), error.to_string());
    Error::invalid_input(format!("{what} cannot be read: {error}"))
        .with_source(error)
        .with_hint("files are read on this machine, not on the server: check the path and its permissions")
}

/// A stream of the caller that failed before its end.
fn broken_off(error: &std::io::Error) -> Error {
    let error = std::io::Error::new(error.kind(), error.to_string());
    Error::invalid_input(format!("the stream of the file failed: {error}"))
        .with_source(error)
        .with_hint("nothing was sent; open the stream again, and look at what it reads from")
}

/// Whether somebody has taken the content of a file for its path.
fn is_base64(text: &str) -> bool {
    text.len() >= 64
        && text.len().is_multiple_of(4)
        && text
            .trim_end_matches('=')
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    async fn prepared(media: impl Into<Media>) -> Upload {
        match media.into().prepare().await.unwrap() {
            Prepared::Upload(upload) => upload,
            Prepared::Remote { .. } => panic!("remote"),
        }
    }

    #[tokio::test]
    async fn every_source_gets_its_type_and_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.bin");
        std::fs::write(&path, PNG).unwrap();
        let upload = prepared(path).await;
        assert_eq!((&*upload.filename, &*upload.media_type), ("photo.bin", "image/png"));
        let upload = prepared(PNG.to_vec()).await;
        assert_eq!((&*upload.filename, &*upload.media_type), ("file.png", "image/png"));
        let upload = prepared("data:text/plain;base64,aGVsbG8=").await;
        assert_eq!((&*upload.filename, &*upload.media_type), ("file.txt", "text/plain"));
        let upload = prepared(Media::reader(std::io::Cursor::new(PNG)).named("a")).await;
        assert_eq!((&*upload.filename, &*upload.media_type), ("a.png", "image/png"));
    }

    #[tokio::test]
    async fn a_reader_loses_nothing_to_the_sniffing() {
        let content: Vec<u8> = (0..20_000u32).map(|n| n as u8).collect();
        let upload = prepared(Media::reader(std::io::Cursor::new(content.clone()))).await;
        let uri = upload.into_data_uri().await.unwrap();
        let (_, bytes) = data_uri::decode(&uri).unwrap();
        assert!(bytes == content);
    }

    #[tokio::test]
    async fn a_url_is_left_to_the_server() {
        let Prepared::Remote { url, filename } =
            Media::from("https://example.com/a/photo.png?x=1").prepare().await.unwrap()
        else {
            panic!("not remote")
        };
        assert_eq!((&*url, &*filename), ("https://example.com/a/photo.png?x=1", "photo.png"));
    }

    struct Failing;

    impl tokio::io::AsyncRead for Failing {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<std::io::Result<()>> {
            std::task::Poll::Ready(Err(std::io::Error::other("gone")))
        }
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let hollow = folder.path().join("empty.txt");
        std::fs::write(&hollow, b"").unwrap();
        for (media, said) in [
            (Media::path("/no/such/file.png"), "cannot be read"),
            (Media::path(folder.path()), "not a file"),
            (Media::path("QUJD".repeat(30)), "120 characters of base64 are given as a path"),
            (Media::path(hollow), "is empty"),
            (Media::bytes(Vec::new()), "is empty"),
            (Media::reader(std::io::Cursor::new(b"")), "is empty"),
            (Media::data_uri("data:image/png;base64,"), "is empty"),
            (Media::url("ftp://example.com/x"), "no http(s) URL"),
            (Media::url("file:///etc/passwd"), "no http(s) URL"),
            (Media::parse("ftp://example.com/x"), "no http(s) URL"),
            (Media::parse("file:///etc/passwd"), "no http(s) URL"),
            (Media::parse(""), "the path of the file is empty"),
            (Media::reader(Failing), "the stream of the file failed: gone"),
        ] {
            let shown = format!("{media:?}");
            let error = media.prepare().await.err().unwrap_or_else(|| panic!("{shown} passed"));
            assert_eq!(error.code(), crate::ErrorCode::InvalidInput, "{shown}");
            assert!(error.message().contains(said), "{shown}: {error}");
            let hint = error.hint().unwrap();
            assert!(!said.contains("stream") || !hint.contains("permissions"), "{hint}");
        }
    }

    #[tokio::test]
    async fn a_sparse_file_over_the_limit_is_refused_by_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.bin");
        std::fs::File::create(&path).unwrap().set_len(WHATSAPP_LIMIT + 1).unwrap();
        assert!(Media::path(path).prepare().await.is_err());
    }
}
