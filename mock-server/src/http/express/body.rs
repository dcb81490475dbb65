//! `express.json` and `express.urlencoded`: what of a request's body the handlers get to see.

use std::borrow::Cow;
use std::io::Read as _;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::error_page::Refusal;
use super::form;
use super::media_type::MediaType;
use crate::v8;

/// What the parsers take at most.
pub(crate) const LIMIT: usize = 50 * 1024 * 1024;
/// How many fields a form may have.
const FIELD_LIMIT: usize = 1_000;

/// A body as it came over the wire.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawBody {
    /// The bytes, unless they were too many.
    pub(crate) bytes: Bytes,
    /// There were more than the reader kept.
    pub(crate) too_large: bool,
    /// The request announced a body, even an empty one.
    pub(crate) present: bool,
}

/// Which parser reads a content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parser {
    Json,
    Form,
    Multipart,
    None,
}

impl Parser {
    /// The parser for a content type.
    pub(crate) fn of(media_type: Option<&MediaType>) -> Self {
        match media_type.map(|media_type| media_type.essence.as_str()) {
            Some("application/json") => Self::Json,
            Some("application/x-www-form-urlencoded") => Self::Form,
            Some(other) if other.starts_with("multipart/") => Self::Multipart,
            _ => Self::None,
        }
    }
}

/// Parses a body. Without one, or with a content type that no parser reads, it is `{}`.
pub(crate) fn parse(
    media_type: Option<&MediaType>,
    content_encoding: Option<&str>,
    body: &RawBody,
) -> Result<Value, Refusal> {
    let empty = || Value::Object(Map::new());
    let parser = Parser::of(media_type);
    let Some(media_type) =
        media_type.filter(|_| body.present && matches!(parser, Parser::Json | Parser::Form))
    else {
        return Ok(empty());
    };
    let charset = media_type.parameter("charset").map_or_else(|| "utf-8".to_owned(), str::to_ascii_lowercase);
    let readable = if parser == Parser::Json { charset.starts_with("utf-") } else { charset == "utf-8" };
    if !readable {
        return Err(Refusal::charset(&charset));
    }
    let bytes = inflate(content_encoding, &body.bytes)?;
    if body.too_large || bytes.len() > LIMIT {
        return Err(Refusal::too_large());
    }
    if bytes.is_empty() {
        return Ok(empty());
    }
    match parser {
        Parser::Json => json(&bytes),
        _ => {
            let text = String::from_utf8_lossy(&bytes);
            if text.split('&').count() > FIELD_LIMIT {
                return Err(Refusal::too_many_parameters());
            }
            Ok(Value::Object(form::parse(&text, form::FORM_DEPTH)))
        }
    }
}

/// Only objects and lists are taken.
fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|byte| !b" \t\n\r".contains(byte));
    let parsed = match first {
        Some(b'{' | b'[') => serde_json::from_slice(bytes),
        _ => return Err(Refusal::syntax(&v8::unexpected_token(&String::from_utf8_lossy(bytes)))),
    };
    parsed.or_else(|_: serde_json::Error| {
        let text = String::from_utf8_lossy(bytes);
        // What is no UTF-8 is replaced before it is parsed.
        match (&text, serde_json::from_str(&text)) {
            (Cow::Owned(_), Ok(value)) => Ok(value),
            _ => Err(Refusal::syntax(&v8::unexpected_token(&text))),
        }
    })
}

fn inflate<'a>(encoding: Option<&str>, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Refusal> {
    let encoding = encoding.map_or_else(|| "identity".to_owned(), str::to_ascii_lowercase);
    let mut inflated = Vec::new();
    let limit = LIMIT as u64 + 1;
    let read = match encoding.as_str() {
        "identity" => return Ok(Cow::Borrowed(bytes)),
        "gzip" => flate2::read::MultiGzDecoder::new(bytes).take(limit).read_to_end(&mut inflated),
        "deflate" => flate2::read::ZlibDecoder::new(bytes).take(limit).read_to_end(&mut inflated),
        other => return Err(Refusal::encoding(other)),
    };
    match read {
        Ok(_) => Ok(Cow::Owned(inflated)),
        Err(_) => Err(Refusal::inflate("incorrect header check")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use serde_json::json;

    fn read(content_type: &str, text: &str) -> Result<Value, u16> {
        let body = RawBody { bytes: Bytes::from(text.to_owned()), too_large: false, present: true };
        parse(MediaType::parse(content_type).as_ref(), None, &body).map_err(|refusal| refusal.status)
    }

    #[test]
    fn json_is_parsed_for_its_media_type_whatever_its_case_and_parameters() {
        for content_type in ["application/json", "Application/JSON", "application/json;charset=utf-8"] {
            assert_eq!(read(content_type, "{\"a\":1}"), Ok(json!({"a": 1})), "{content_type}");
        }
        assert_eq!(read("text/plain", "{\"a\":1}"), Ok(json!({})));
        assert_eq!(read("application/json; charset=foo", "{}"), Err(415));
    }

    #[test]
    fn scalars_are_refused_and_lists_and_emptiness_are_not() {
        for scalar in ["null", "1", "\"x\"", "true", " ", "{", "{\"a\":}"] {
            assert_eq!(read("application/json", scalar), Err(400), "{scalar}");
        }
        assert_eq!(read("application/json", "[]"), Ok(json!([])));
        assert_eq!(read("application/json", ""), Ok(json!({})));
        assert_eq!(read("application/json", "\u{feff}{\"a\":1}"), Ok(json!({"a": 1})));
    }

    #[test]
    fn what_is_no_utf8_is_replaced() {
        let body =
            RawBody { bytes: Bytes::from_static(b"{\"a\":\"\xe9\"}"), too_large: false, present: true };
        let media_type = MediaType::parse("application/json");
        assert_eq!(parse(media_type.as_ref(), None, &body), Ok(json!({"a": "\u{fffd}"})));
    }

    #[test]
    fn forms_are_read_with_their_brackets() {
        assert_eq!(
            read("application/x-www-form-urlencoded", "phone[]=1&message=a+b"),
            Ok(json!({"phone": ["1"], "message": "a b"}))
        );
        assert_eq!(read("application/x-www-form-urlencoded", &"a=1&".repeat(1_100)), Err(413));
        assert_eq!(read("application/x-www-form-urlencoded; charset=latin1", "a=1"), Err(415));
    }

    #[test]
    fn compressed_bodies_are_inflated_and_other_encodings_refused() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"{\"a\":1}").unwrap();
        let body = RawBody { bytes: encoder.finish().unwrap().into(), too_large: false, present: true };
        let media_type = MediaType::parse("application/json");
        assert_eq!(parse(media_type.as_ref(), Some("gzip"), &body), Ok(json!({"a": 1})));
        assert_eq!(parse(media_type.as_ref(), Some("br"), &body).map_err(|refusal| refusal.status), Err(415));
        assert_eq!(
            parse(media_type.as_ref(), Some("deflate"), &body).map_err(|refusal| refusal.status),
            Err(400)
        );
    }

    #[test]
    fn a_body_over_the_limit_is_refused() {
        let body = RawBody { bytes: Bytes::new(), too_large: true, present: true };
        let refusal = parse(MediaType::parse("application/json").as_ref(), None, &body).unwrap_err();
        assert_eq!(refusal.status, 413);
    }
}
