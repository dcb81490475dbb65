//! `data:` URIs, apart and together.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use crate::Error;

/// Largest request body that the server reads; base64 takes a third more than the file.
pub(crate) const JSON_LIMIT: usize = 50 * 1024 * 1024;

/// Media type and content of a base64 data URI.
pub(super) fn decode(uri: &str) -> Result<(Option<String>, Bytes), Error> {
    let refuse = |what: &str| {
        Error::invalid_input(format!("the data URI {what}"))
            .with_hint("write it as data:<media type>;base64,<content>")
    };
    let (head, content) = uri
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','))
        .ok_or_else(|| refuse("has no content"))?;
    let media_type = head.strip_suffix(";base64").ok_or_else(|| refuse("is not base64"))?;
    let bytes =
        STANDARD.decode(content.trim()).map_err(|error| refuse("holds damaged base64").with_source(error))?;
    let media_type = (!media_type.is_empty()).then(|| media_type.to_owned());
    Ok((media_type, Bytes::from(bytes)))
}

/// The data URI of these bytes, for routes that take base64.
///
/// # Errors
/// `invalid_input` if the request would exceed the server's limit of 50 MB.
pub(crate) fn encode(media_type: &str, bytes: &[u8]) -> Result<String, Error> {
    // A little room for the other fields of the request.
    let encoded = bytes.len().div_ceil(3) * 4 + media_type.len() + 4096;
    if encoded > JSON_LIMIT {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
}

/// The refusal of content that would exceed the limit.
pub(super) fn too_large(bytes: u64) -> Error {
    let megabytes = bytes / (1024 * 1024);
    Error::invalid_input(format!("{megabytes} MB of content make a request over the server's limit of 50 MB"))
        .with_hint("send it without options that need JSON: then it is streamed and no limit applies")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apart_and_together() {
        let uri = encode("image/png", b"content").unwrap();
        assert_eq!(decode(&uri).unwrap(), (Some("image/png".to_owned()), Bytes::from_static(b"content")));
    }

    #[test]
    fn damaged_uris_are_refused() {
        for uri in
            ["data:", "data:image/png", "data:text/plain,hello", "data:image/png;base64,%%%", "nothing"]
        {
            assert_eq!(decode(uri).unwrap_err().code(), crate::ErrorCode::InvalidInput, "{uri}");
        }
    }

    #[test]
    fn what_the_server_would_answer_413_never_leaves() {
        assert!(encode("video/mp4", &vec![0; 37 * 1024 * 1024]).is_ok());
        assert!(encode("video/mp4", &vec![0; 38 * 1024 * 1024]).is_err());
    }
}
