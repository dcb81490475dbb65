//! Files to send: data URLs, paths on the server and addresses.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Thrown;

/// A file that came with the request and is kept for as long as the request.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Where the server would have stored it.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// A file as the library hands it to the page: a data URL, of which only type and length matter here.
#[derive(Debug, PartialEq)]
pub(super) struct File {
    /// MIME type.
    pub(super) mimetype: String,
    /// Characters of the data URL; WhatsApp's page reports them as the size.
    pub(super) size: usize,
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// It lies on another server, which is not asked.
    Remote,
}

/// What an unknown kind of file is called.
const UNKNOWN: &str = "application/octet-stream";

impl File {
    /// The file that `source` names.
    pub(super) fn load(source: Option<&Value>, upload: Option<Upload<'_>>) -> Result<Self, Thrown> {
        let Some(Value::String(source)) = source else {
            return Err(Thrown::node("pathOrBase64.startsWith is not a function"));
        };
        if source.starts_with("data:") {
            return Ok(Self::from_data_url(source));
        }
        if source.starts_with("http://") || source.starts_with("https://") {
            // Nothing is fetched: an address stands for a file of two bytes and unknown type.
            return Ok(Self { mimetype: UNKNOWN.to_owned(), size: data_url_length("", 2) });
        }
        let size = match upload.filter(|upload| upload.path == source) {
            Some(upload) => Some(upload.bytes.len()),
            None => std::fs::metadata(source)
                .ok()
                .filter(std::fs::Metadata::is_file)
                .map(|file| file.len() as usize),
        };
        let Some(size) = size.filter(|size| *size > 0) else {
            return Err(Thrown::coded("empty_file", "Empty or invalid file or base64"));
        };
        let mimetype = mime_guess::from_path(source).first_raw().unwrap_or(UNKNOWN);
        Ok(Self { mimetype: mimetype.to_owned(), size: data_url_length(mimetype, size) })
    }

    /// What is in the file that `source` names, as far as it is here.
    pub(super) fn content<'a>(
        source: Option<&Value>,
        upload: Option<Upload<'a>>,
    ) -> Result<Content<'a>, Thrown> {
        let source = source.and_then(Value::as_str).unwrap_or_default();
        if let Some(content) = source.strip_prefix("data:").and_then(|rest| rest.split_once(',')) {
            return Ok(Content::Bytes(STANDARD.decode(content.1).unwrap_or_default().into()));
        }
        if source.starts_with("http://") || source.starts_with("https://") {
            return Ok(Content::Remote);
        }
        match upload.filter(|upload| upload.path == source) {
            Some(upload) => Ok(Content::Bytes(upload.bytes.into())),
            None => match std::fs::read(source) {
                Ok(bytes) => Ok(Content::Bytes(bytes.into())),
                Err(_) => Err(Thrown::coded("empty_file", "Empty or invalid file or base64")),
            },
        }
    }

    /// The file in a data URL; its type may be missing.
    pub(super) fn from_data_url(url: &str) -> Self {
        let head = url.strip_prefix("data:").and_then(|rest| rest.split(',').next()).unwrap_or_default();
        let mimetype = head.strip_suffix(";base64").unwrap_or(head);
        let mimetype = if mimetype.is_empty() { UNKNOWN } else { mimetype };
        Self { mimetype: mimetype.to_owned(), size: url.len() }
    }

    /// The message type that WhatsApp chooses for the file.
    pub(super) fn kind(&self) -> &'static str {
        match self.mimetype.split('/').next() {
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "document",
        }
    }
}

fn data_url_length(mimetype: &str, bytes: usize) -> usize {
    "data:;base64,".len() + mimetype.len() + bytes.div_ceil(3) * 4
}

/// A file's content as the server passes it on: base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_type_of_a_data_url_decides_the_kind_of_message() {
        for (url, kind) in [
            ("data:image/png;base64,AAAA", "image"),
            ("data:video/mp4;base64,AAAA", "video"),
            ("data:audio/mpeg;base64,AAAA", "audio"),
            ("data:text/plain;base64,AAAA", "document"),
            ("data:;base64,AAAA", "document"),
        ] {
            assert_eq!(File::load(Some(&json!(url)), None).unwrap().kind(), kind, "{url}");
        }
    }

    #[test]
    fn an_uploaded_file_is_found_under_its_path_and_typed_by_its_name() {
        let upload = Upload { path: "/uploads/wppConnect-1-a.txt", bytes: b"hello" };
        let file = File::load(Some(&json!("/uploads/wppConnect-1-a.txt")), Some(upload)).unwrap();
        assert_eq!(file, File { mimetype: "text/plain".to_owned(), size: 31 });
    }

    #[test]
    fn what_is_no_file_is_refused_with_a_code_and_what_is_no_text_without() {
        for nothing in ["/nonexistent/file.png", "iVBORw0KGgoAAAANSUhEUg", "/"] {
            let thrown = File::load(Some(&json!(nothing)), None).unwrap_err();
            assert_eq!(thrown, Thrown::coded("empty_file", "Empty or invalid file or base64"), "{nothing}");
        }
        for odd in [None, Some(json!(5))] {
            assert_eq!(
                File::load(odd.as_ref(), None).unwrap_err().to_json(true),
                Some(json!({"level": "error"}))
            );
        }
    }
}
