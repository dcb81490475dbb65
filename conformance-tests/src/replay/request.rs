//! The recorded request as the bytes to send.

use super::placeholder::{Values, byte_count};
use super::recording::{Multipart, MultipartFile, RecordedRequest};
use crate::http::Request;
use base64::Engine as _;
use bytes::Bytes;
use serde_json::Value;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The 1×1 picture that recorded uploads carried: 70 bytes.
pub(crate) const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Whatever calls itself an archive and is smaller was none.
const SMALLEST_ARCHIVE: usize = 1024;

/// Builds the request: the same method, path, headers (none added) and body. The error names what cannot be built.
pub(super) fn build(recorded: &RecordedRequest, values: &Values) -> Result<Request, String> {
    let mut headers = Vec::with_capacity(recorded.headers.len());
    for (name, value) in &recorded.headers {
        let text = value.as_str().ok_or_else(|| format!("header {name} is not text"))?;
        headers.push((name.clone(), header_text(&values.fill(text)?)));
    }
    let body = match (&recorded.multipart, &recorded.body) {
        (Some(form), _) => Some(multipart(form, &boundary(&headers)?, values)?),
        (None, Some(Value::String(text))) => Some(raw(text, values)?),
        (None, Some(value)) => Some(values.fill_json(value)?.to_string().into()),
        (None, None) => None,
    };
    Ok(Request { method: recorded.method.clone(), path: values.fill(&recorded.path)?, headers, body })
}

/// Recorded header values that were shortened hold characters that a header cannot: they stand for any credentials.
fn header_text(value: &str) -> String {
    value.replace('…', "bWFpbjpwYXNzd29yZA==")
}

fn raw(text: &str, values: &Values) -> Result<Bytes, String> {
    match byte_count(text) {
        Some(count) => sized(count),
        None => Ok(values.fill(text)?.into()),
    }
}

/// A JSON send of a data URL, of exactly that many bytes.
fn sized(count: usize) -> Result<Bytes, String> {
    const HEAD: &str = r#"{"phone":"5511999990001","base64":"data:application/octet-stream;base64,"#;
    const TAIL: &str = r#""}"#;
    let filling = count
        .checked_sub(HEAD.len() + TAIL.len())
        .ok_or_else(|| format!("a body of {count} bytes is too small to be a send"))?;
    let mut body = Vec::with_capacity(count);
    body.extend_from_slice(HEAD.as_bytes());
    body.resize(HEAD.len() + filling, b'A');
    body.extend_from_slice(TAIL.as_bytes());
    Ok(body.into())
}

fn boundary(headers: &[(String, String)]) -> Result<String, String> {
    headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .and_then(|(_, value)| value.split("boundary=").nth(1))
        .map(|boundary| boundary.trim_matches('"').to_owned())
        .ok_or_else(|| "a multipart form without a boundary".to_owned())
}

fn multipart(form: &Multipart, boundary: &str, values: &Values) -> Result<Bytes, String> {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        let text = match value {
            Value::String(text) => values.fill(text)?,
            other => other.to_string(),
        };
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
                .as_bytes(),
        );
    }
    for file in &form.files {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                file.field, file.filename, file.content_type
            )
            .as_bytes(),
        );
        body.extend_from_slice(&content(file)?);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(body.into())
}

/// The pixel where a picture of its size was sent, an archive where one was, else text of the recorded size.
fn content(file: &MultipartFile) -> Result<Vec<u8>, String> {
    let pixel = base64::engine::general_purpose::STANDARD.decode(PIXEL).map_err(|error| error.to_string())?;
    Ok(if file.content_type == "image/png" && file.bytes == pixel.len() {
        pixel
    } else if file.content_type == "application/zip" && file.bytes > SMALLEST_ARCHIVE {
        archive(file.bytes).map_err(|error| error.to_string())?
    } else {
        vec![b'x'; file.bytes]
    })
}

/// A ZIP with one file below `userDataDir` that fills it up to the recorded size.
fn archive(bytes: usize) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let pack = |filling: usize| {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("userDataDir/filling", options)?;
        archive.write_all(&vec![b'x'; filling])?;
        Ok::<_, zip::result::ZipError>(archive.finish()?.into_inner())
    };
    let frame = pack(0)?.len();
    pack(bytes.saturating_sub(frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_recorded_archive_is_an_archive_of_its_size() {
        let file = |bytes| MultipartFile {
            field: "file".into(),
            filename: "b.zip".into(),
            content_type: "application/zip".into(),
            bytes,
        };
        let content = content(&file(183_635)).unwrap();
        assert_eq!(content.len(), 183_635);
        assert_eq!(zip::ZipArchive::new(Cursor::new(content)).unwrap().len(), 1);
        assert_eq!(super::content(&file(9)).unwrap(), b"xxxxxxxxx");
    }

    fn values() -> Values {
        Values {
            token: "T".into(),
            token_unescaped: "U".into(),
            other_token: "O".into(),
            secret: "S".into(),
            files: "/f".into(),
            web_host: "h:1".into(),
        }
    }

    fn built(value: Value) -> Request {
        build(&serde_json::from_value(value).unwrap(), &values()).unwrap()
    }

    #[test]
    fn a_request_without_body_has_none_and_gets_no_header() {
        let request = built(json!({"method": "GET", "path": "/api/main:{{token}}/all-chats", "headers": {}}));
        assert_eq!(
            (request.path.as_str(), request.headers.len(), request.body),
            ("/api/main:T/all-chats", 0, None)
        );
    }

    #[test]
    fn text_goes_out_raw_and_json_serialised() {
        let text = built(json!({"method": "POST", "path": "/", "body": "{\"a\":1}"}));
        assert_eq!(text.body.unwrap(), "{\"a\":1}");
        let object = built(json!({"method": "POST", "path": "/", "body": {"phone": ["1", null]}}));
        assert_eq!(object.body.unwrap(), r#"{"phone":["1",null]}"#);
    }

    #[test]
    fn a_sized_body_is_valid_json_of_that_size() {
        let body = built(json!({"method": "POST", "path": "/", "body": "{{1000 bytes}}"})).body.unwrap();
        assert_eq!(body.len(), 1000);
        let json: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(json["phone"], "5511999990001");
    }

    #[test]
    fn a_form_carries_fields_and_files_of_the_recorded_size() {
        let request = built(json!({
            "method": "POST", "path": "/",
            "headers": {"content-type": "multipart/form-data; boundary=B"},
            "multipart": {
                "fields": {"phone": "1"},
                "files": [{"field": "file", "filename": "p.png", "content_type": "image/png", "bytes": 70}],
            },
        }));
        let body = String::from_utf8_lossy(&request.body.unwrap()).into_owned();
        assert!(body.starts_with("--B\r\nContent-Disposition: form-data; name=\"phone\"\r\n\r\n1\r\n"));
        assert!(body.contains("filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\n\u{FFFD}PNG"));
        assert!(body.ends_with("\r\n--B--\r\n"));
    }
}
