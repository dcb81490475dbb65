//! `multer().single("file")`: multipart bodies of the routes that take an upload, read before authentication.

use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value};

use super::error_page::{Refusal, SERVER_ROOT};
use super::form;
use crate::exchange::UploadedFile;

/// The text fields as body, and the file.
pub(crate) type Upload = (Value, Option<UploadedFile>);

/// Reads a multipart body whose file must be in `field`. `now_ms` goes into the stored file's name.
pub(crate) async fn read(
    boundary: Option<&str>,
    field: &str,
    bytes: Bytes,
    now_ms: u64,
) -> Result<Upload, Refusal> {
    let boundary = boundary.ok_or_else(|| Refusal::multipart("Multipart: Boundary not found"))?;
    let body = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
    let mut parts = multer::Multipart::new(body, boundary);
    let mut fields = Map::new();
    let mut file = None;
    while let Some(part) = parts.next_field().await.map_err(|_| unexpected_end())? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let Some(file_name) = part.file_name().map(latin1) else {
            let text = part.bytes().await.map_err(|_| unexpected_end())?;
            let text = String::from_utf8_lossy(&text).into_owned();
            form::insert(&mut fields, &name, Value::from(text), form::FORM_DEPTH);
            continue;
        };
        // An input without a chosen file sends an empty name; it is skipped.
        if file_name.is_empty() {
            continue;
        }
        if name != field || file.is_some() {
            return Err(Refusal::unexpected_field());
        }
        let media_type =
            part.content_type().map_or_else(|| "application/octet-stream".to_owned(), ToString::to_string);
        let bytes = part.bytes().await.map_err(|_| unexpected_end())?;
        let path = format!("{SERVER_ROOT}/uploads/wppConnect-{now_ms}-{file_name}");
        file = Some(UploadedFile { field: name, name: file_name, media_type, bytes, path });
    }
    Ok((Value::Object(fields), file))
}

fn unexpected_end() -> Refusal {
    Refusal::multipart("Unexpected end of form")
}

/// File names are read byte by byte: `é` arrives as `Ã©`.
fn latin1(name: &str) -> String {
    name.bytes().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PART: &str = "--b\r\ncontent-disposition: form-data; ";

    async fn upload(parts: &[&str]) -> Result<Upload, Refusal> {
        let body: String =
            parts.iter().map(|part| format!("{PART}{part}\r\n")).collect::<String>() + "--b--\r\n";
        read(Some("b"), "file", Bytes::from(body), 7).await
    }

    #[tokio::test]
    async fn text_fields_are_the_body_and_the_file_stands_beside_it() {
        let (body, file) = upload(&[
            "name=\"phone[]\"\r\n\r\n5511",
            "name=\"isGroup\"\r\n\r\nfalse",
            "name=\"file\"; filename=\"é.png\"\r\ncontent-type: image/png\r\n\r\nPNG",
        ])
        .await
        .unwrap();
        assert_eq!(body, json!({"phone": ["5511"], "isGroup": "false"}));
        let file = file.unwrap();
        assert_eq!((file.media_type.as_str(), &file.bytes[..]), ("image/png", &b"PNG"[..]));
        assert_eq!(file.name, "Ã©.png");
        assert!(file.path.ends_with("/uploads/wppConnect-7-Ã©.png"), "{}", file.path);
    }

    #[tokio::test]
    async fn another_field_and_a_second_file_are_unexpected() {
        let file = "name=\"file\"; filename=\"a\"\r\n\r\nx";
        let other = "name=\"arquivo\"; filename=\"a\"\r\n\r\nx";
        for parts in [&[other][..], &[file, file][..]] {
            let refusal = upload(parts).await.unwrap_err();
            assert_eq!((refusal.status, refusal.error.as_str()), (500, "MulterError: Unexpected field"));
        }
    }

    #[tokio::test]
    async fn broken_forms_are_server_errors() {
        assert_eq!(read(None, "file", Bytes::new(), 0).await.unwrap_err().status, 500);
        let cut = Bytes::from(format!("{PART}name=\"a\"\r\n\r\nx"));
        assert_eq!(read(Some("b"), "file", cut, 0).await.unwrap_err().status, 500);
    }
}
