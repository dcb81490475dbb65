//! The pages by which Express answers what no route answers and what a middleware refuses.

use crate::exchange::{Answer, HTML};

/// Where the server that is imitated keeps its code, as its stack traces show it.
pub(crate) const SERVER_ROOT: &str = "/usr/src/wpp-server";

/// What a middleware refused, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// HTTP status.
    pub(crate) status: u16,
    /// First line of the error: class and message.
    pub(crate) error: String,
    /// Where it was thrown: functions with the file below the server's root.
    pub(crate) stack: &'static [(&'static str, &'static str)],
}

impl Refusal {
    /// A malformed or scalar JSON body.
    #[must_use]
    pub(crate) fn syntax(message: &str) -> Self {
        Self {
            status: 400,
            error: format!("SyntaxError: {message}"),
            stack: &[
                ("JSON.parse", "<anonymous>"),
                ("parse", "/node_modules/body-parser/lib/types/json.js"),
                ("invokeCallback", "/node_modules/raw-body/index.js"),
            ],
        }
    }

    /// A charset that the parser cannot read.
    #[must_use]
    pub(crate) fn charset(charset: &str) -> Self {
        Self {
            status: 415,
            error: format!("UnsupportedMediaTypeError: unsupported charset \"{}\"", charset.to_uppercase()),
            stack: &[("jsonParser", "/node_modules/body-parser/lib/types/json.js")],
        }
    }

    /// A content encoding that the parser cannot undo.
    #[must_use]
    pub(crate) fn encoding(encoding: &str) -> Self {
        Self {
            status: 415,
            error: format!("UnsupportedMediaTypeError: unsupported content encoding \"{encoding}\""),
            stack: &[("contentstream", "/node_modules/body-parser/lib/read.js")],
        }
    }

    /// A compressed body that is none.
    #[must_use]
    pub(crate) fn inflate(message: &str) -> Self {
        Self {
            status: 400,
            error: format!("Error: {message}"),
            stack: &[("Zlib.zlibOnError [as onerror]", "node:zlib")],
        }
    }

    /// A body over the limit.
    #[must_use]
    pub(crate) fn too_large() -> Self {
        Self {
            status: 413,
            error: "PayloadTooLargeError: request entity too large".to_owned(),
            stack: &[
                ("readStream", "/node_modules/raw-body/index.js"),
                ("getRawBody", "/node_modules/raw-body/index.js"),
                ("read", "/node_modules/body-parser/lib/read.js"),
            ],
        }
    }

    /// A form with too many fields.
    #[must_use]
    pub(crate) fn too_many_parameters() -> Self {
        Self {
            status: 413,
            error: "PayloadTooLargeError: too many parameters".to_owned(),
            stack: &[("queryparse", "/node_modules/body-parser/lib/types/urlencoded.js")],
        }
    }

    /// A path parameter whose percent signs mean nothing.
    #[must_use]
    pub(crate) fn parameter(raw: &str) -> Self {
        Self {
            status: 400,
            error: format!("URIError: Failed to decode param '{raw}'"),
            stack: &[
                ("decodeURIComponent", "<anonymous>"),
                ("decode_param", "/node_modules/express/lib/router/layer.js"),
            ],
        }
    }

    /// A file in another field than `file`, or a second one.
    #[must_use]
    pub(crate) fn unexpected_field() -> Self {
        Self {
            status: 500,
            error: "MulterError: Unexpected field".to_owned(),
            stack: &[
                ("wrappedFileFilter", "/node_modules/multer/index.js"),
                ("Multipart.<anonymous>", "/node_modules/multer/lib/make-middleware.js"),
            ],
        }
    }

    /// A multipart body that ends too early or has no boundary.
    #[must_use]
    pub(crate) fn multipart(message: &str) -> Self {
        Self {
            status: 500,
            error: format!("Error: {message}"),
            stack: &[("Multipart._final", "/node_modules/busboy/lib/types/multipart.js")],
        }
    }

    /// The page.
    #[must_use]
    pub(crate) fn answer(&self) -> Answer {
        let mut text = self.error.clone();
        for (function, file) in self.stack {
            let root = if file.starts_with('/') { SERVER_ROOT } else { "" };
            text.push_str(&format!("\n    at {function} ({root}{file})"));
        }
        page(self.status, "Error", &escape(&text).replace('\n', "<br>").replace("  ", " &nbsp;"))
    }
}

/// The page for a path and method that no route takes.
#[must_use]
pub(crate) fn not_found(method: &str, path: &str) -> Answer {
    page(404, "Error", &format!("Cannot {method} {}", escape(path)))
}

fn page(status: u16, title: &str, text: &str) -> Answer {
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body>\n<pre>{text}</pre>\n</body>\n</html>\n"
    );
    Answer { status, media_type: Some(HTML), body: body.into(), is_raw: true }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &Answer) -> &str {
        std::str::from_utf8(&answer.body).unwrap()
    }

    #[test]
    fn an_error_page_shows_the_escaped_error_and_its_stack() {
        let answer = Refusal::syntax("Unexpected token 'n', \"null\" is not valid JSON").answer();
        assert_eq!(answer.status, 400);
        assert!(
            text(&answer).contains(
                "<pre>SyntaxError: Unexpected token &#39;n&#39;, &quot;null&quot; is not valid JSON<br> &nbsp; &nbsp;at \
                 JSON.parse (&lt;anonymous&gt;)<br>"
            ),
            "{}",
            text(&answer)
        );
    }

    #[test]
    fn an_unknown_route_names_method_and_path() {
        let answer = not_found("GET", "/api//main/<x>");
        assert_eq!(answer.status, 404);
        assert!(text(&answer).contains("<pre>Cannot GET /api//main/&lt;x&gt;</pre>"));
    }
}
