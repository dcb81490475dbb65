//! What an answer that is no success means.

use serde_json::Value;
use wppkit_api::{Effect, Group, OperationMeta};

use crate::{
    Delivery, Error, ErrorCode, Secret,
    error::{explain, server_text},
    redact::redact,
    transport::RawAnswer,
};

/// Characters of an unexpected answer that an error quotes.
const QUOTED: usize = 200;

/// Whether the answer is one of the two (and their unreachable variants) that mean a bad token.
///
/// Any other 401 is about a missing field or a failed read.
pub(crate) fn is_bad_token(answer: &RawAnswer) -> bool {
    if answer.status != 401 {
        return false;
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(&answer.body) else { return false };
    let starts = |key: &str, text: &str| {
        body.get(key).and_then(Value::as_str).is_some_and(|found| found.starts_with(text))
    };
    starts("message", "Token is not present")
        || ["error", "message"].iter().any(|key| {
            starts(key, "Check that the Session and Token are correct")
                || starts(key, "Check that a Session and Token are correct")
        })
}

/// Whether the answer says that the secret key in the path is wrong.
pub(crate) fn is_wrong_secret(answer: &RawAnswer) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return false };
    answer.status == 400
        && matches!(
            server_text(&body),
            Some("The SECRET_KEY is incorrect" | "The token is incorrect" | "error")
        )
        && body.get("message").and_then(Value::as_str).is_some_and(|text| text.ends_with("is incorrect"))
}

/// The 404 of the middleware: the session has no usable client, and nothing was done.
pub(crate) fn is_no_client(answer: &RawAnswer) -> bool {
    answer.status == 404
        && serde_json::from_slice::<Value>(&answer.body)
            .is_ok_and(|body| body.get("status").and_then(Value::as_str) == Some("Disconnected"))
}

/// What the server says when no recipient was left to send to: as the whole answer, or as its `error`.
const NOBODY: [&str; 5] = [
    "Error sending message",
    "Error sending order message",
    "Error sending message with buttons",
    "Error sending list buttons",
    "Error sending poll message",
];

/// Whether the answer proves that the handler never ran, or ran without sending anything.
pub(crate) fn proves_nothing_sent(answer: &RawAnswer) -> bool {
    // 501 says that there is no handler.
    if is_no_client(answer)
        || is_bad_token(answer)
        || is_wrong_secret(answer)
        || answer.status == 501
        || is_no_route(answer)
    {
        return true;
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        // No recipient was left to send to.
        Ok(Value::String(text)) => answer.status == 400 && NOBODY.contains(&text.as_str()),
        // The library could not read the file; it does so before it opens the chat.
        Ok(body) => {
            let error = body.get("error");
            let code = error.and_then(|error| error.get("code")).and_then(Value::as_str);
            let nobody = error.and_then(Value::as_str).is_some_and(|text| NOBODY.contains(&text));
            nobody || matches!(code, Some("empty_file" | "invalid_image" | "sharp_error"))
        }
        // Express refused the request before any handler saw it.
        Err(_) => express_refusal(answer).is_some(),
    }
}

/// The 404 of a server in Go for a path that it has no handler for.
fn is_no_route(answer: &RawAnswer) -> bool {
    answer.status == 404 && answer.body.trim_ascii() == b"404 page not found"
}

/// The class of error that Express itself answered with, such as `SyntaxError`.
fn express_refusal(answer: &RawAnswer) -> Option<&'static str> {
    let body = std::str::from_utf8(&answer.body).ok()?;
    let text = body.split_once("<pre>")?.1;
    ["Cannot ", "SyntaxError", "PayloadTooLargeError", "UnsupportedMediaTypeError", "URIError", "MulterError"]
        .into_iter()
        .find(|class| text.starts_with(class))
}

const GO_PORT: &str = "the Node server can; the Go port offers only a part of its routes";

const PROXY: &str = "look at the proxy's log and whether the server behind it runs; a proxy with a shorter time-out than \
                     the server also answers so";

/// The error for an answer outside 2xx.
pub(crate) fn refused(meta: &OperationMeta, answer: &RawAnswer, secret: Option<&Secret>) -> Error {
    let error = classify(meta, answer, secret).with_status(answer.status).with_body(answer.body.clone());
    match meta.effect {
        Effect::Send if proves_nothing_sent(answer) => error.with_delivery(Delivery::NotSent),
        Effect::Send => error.maybe_done(meta),
        Effect::Read | Effect::Set => error,
    }
}

fn classify(meta: &OperationMeta, answer: &RawAnswer, secret: Option<&Secret>) -> Error {
    let json = serde_json::from_slice::<Value>(&answer.body).ok();
    let Some(body) = json else {
        return not_json(meta, answer, secret);
    };
    let text = server_text(&body).map(|text| redact(text, secret));
    let said = |default: &str| {
        text.as_deref().map_or_else(|| default.to_owned(), |text| format!("the server says {text:?}"))
    };
    let with_explanation = |error: Error| match text.as_deref().and_then(explain) {
        Some(hint) => error.with_hint(hint),
        None => error,
    };
    if is_no_client(answer) {
        return with_explanation(Error::new(ErrorCode::NotConnected, "the session is not connected"));
    }
    if is_bad_token(answer) {
        return with_explanation(Error::new(ErrorCode::Unauthorized, said("the server refuses the token")));
    }
    if is_wrong_secret(answer) {
        let hint = explain("The SECRET_KEY is incorrect").unwrap_or_default();
        return Error::new(ErrorCode::WrongSecret, "the server refuses the secret key").with_hint(hint);
    }
    with_explanation(match answer.status {
        400 if body.get("status").and_then(Value::as_str) == Some("Connected") => {
            Error::new(ErrorCode::NumberNotFound, said("the number is not on WhatsApp"))
        }
        // The Go port, for groups of routes that it cannot offer.
        501 => Error::new(ErrorCode::NotSupported, said("this server cannot do it")).with_hint(GO_PORT),
        502..=504 => Error::new(ErrorCode::Server, said("a proxy could not reach the server"))
            .with_temporary(true)
            .with_hint(PROXY),
        500..=599 if delivers_messages(meta) => {
            Error::new(ErrorCode::SendFailed, said("the server failed while sending"))
        }
        500..=599 => Error::new(ErrorCode::Server, said("the server failed")),
        300..=399 => redirect(answer),
        _ => Error::new(ErrorCode::Rejected, said("the server refuses the request")),
    })
}

/// Whether the operation sends something to somebody; others that must not be repeated create or change something.
pub(crate) fn delivers_messages(meta: &OperationMeta) -> bool {
    meta.effect == Effect::Send
        && (matches!(meta.group, Group::Messages | Group::Stories) || meta.id.starts_with("send-"))
}

fn not_json(meta: &OperationMeta, answer: &RawAnswer, secret: Option<&Secret>) -> Error {
    if (300..400).contains(&answer.status) {
        return redirect(answer);
    }
    if is_no_route(answer) {
        return Error::new(
            ErrorCode::NotSupported,
            format!("the server has no route {} {}", meta.method.as_str(), meta.path),
        )
        .with_hint(GO_PORT);
    }
    match express_refusal(answer) {
        Some("Cannot ") => Error::new(
            ErrorCode::NotSupported,
            format!("the server has no route {} {}", meta.method.as_str(), meta.path),
        )
        .with_hint(format!(
            "the route exists since version {}; is the base URL the root of a WPPConnect Server, without /api?",
            meta.since
        )),
        Some("PayloadTooLargeError") => {
            Error::new(ErrorCode::Rejected, "the request is larger than the server reads (50 MB)")
                .with_hint("send the file as Media, which is streamed and has no such limit")
        }
        Some(class) => Error::new(ErrorCode::Rejected, format!("the server could not read the request: {class}")),
        None if (502..=504).contains(&answer.status) => {
            Error::new(ErrorCode::Server, "a proxy in front of the server could not reach it").with_temporary(true)
                .with_hint(PROXY)
        }
        None => unexpected(answer, "the answer is not the server's", secret),
    }
}

fn redirect(answer: &RawAnswer) -> Error {
    let target = answer.location.as_deref().and_then(|location| url::Url::parse(location).ok());
    // Only scheme and host: the path may hold the secret key.
    let target = target.and_then(|url| Some(format!(" to {}://{}", url.scheme(), url.host_str()?)));
    Error::new(ErrorCode::UnexpectedResponse, format!("the server redirects{}", target.unwrap_or_default()))
        .with_hint(
            "redirects are not followed, so that the secret key goes nowhere else: give the final base URL",
        )
}

/// The error for an answer that is not what the API answers; quotes its beginning.
pub(crate) fn unexpected(answer: &RawAnswer, problem: &str, secret: Option<&Secret>) -> Error {
    let text = String::from_utf8_lossy(&answer.body);
    let text = redact(&text, secret);
    let mut start: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = start.char_indices().nth(QUOTED) {
        start.truncate(at);
        start.push('…');
    }
    let kind = answer.content_type.split(';').next().unwrap_or_default();
    let kind = if kind.is_empty() { "no content type" } else { kind };
    let quoted = if start.is_empty() { "an empty body".to_owned() } else { format!("it starts {start:?}") };
    Error::new(ErrorCode::UnexpectedResponse, format!("{problem}: {kind}, {quoted}"))
        .with_status(answer.status)
        .with_body(answer.body.clone())
        .with_hint("is the base URL that of a WPPConnect Server, and is there a proxy in between?")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;
    use wppkit_api::{Operation, ops};

    use super::*;

    const SEND: OperationMeta = ops::messages::send_message::SendMessage::META;
    const READ: OperationMeta = ops::messages::get_messages::GetMessages::META;
    const CREATE: OperationMeta = ops::groups::create_group::CreateGroup::META;

    fn json_answer(status: u16, body: &Value) -> RawAnswer {
        RawAnswer {
            status,
            content_type: "application/json; charset=utf-8".to_owned(),
            location: None,
            body: Bytes::from(body.to_string()),
        }
    }

    fn html(status: u16, text: &str) -> RawAnswer {
        RawAnswer {
            status,
            content_type: "text/html; charset=utf-8".to_owned(),
            location: None,
            body: Bytes::from(format!(
                "<!DOCTYPE html>\n<html>\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n"
            )),
        }
    }

    #[test]
    fn only_two_bodies_mean_a_bad_token() {
        let bad = [
            json!({"message": "Token is not present. Check your header and try again"}),
            json!({"error": "Check that the Session and Token are correct"}),
            json!({"error": "Check that the Session and Token are correct."}),
        ];
        assert!(bad.iter().all(|body| is_bad_token(&json_answer(401, body))));
        let other = [
            json!({"message": "Sending the file is mandatory"}),
            json!({"status": "error", "response": "Error on open list", "error": {}}),
            json!({"status": "error", "message": "message not found"}),
        ];
        assert!(!other.iter().any(|body| is_bad_token(&json_answer(401, body))));
        assert!(!is_bad_token(&json_answer(400, &bad[1])));
        assert!(!is_bad_token(&html(401, "Unauthorized")));
    }

    #[test]
    fn the_two_spellings_of_a_wrong_secret() {
        assert!(is_wrong_secret(&json_answer(
            400,
            &json!({"response": false, "message": "The SECRET_KEY is incorrect"})
        )));
        assert!(is_wrong_secret(&json_answer(
            400,
            &json!({"response": "error", "message": "The token is incorrect"})
        )));
        assert!(!is_wrong_secret(&json_answer(
            400,
            &json!({"status": "error", "message": "x is incorrect, too"})
        )));
    }

    #[test]
    fn what_proves_that_nothing_was_sent_and_what_does_not() {
        let proof = [
            json_answer(404, &json!({"response": null, "status": "Disconnected", "message": "A sessão…"})),
            json_answer(401, &json!({"error": "Check that the Session and Token are correct"})),
            json_answer(400, &json!("Error sending message")),
            json_answer(500, &json!({"status": "Error", "error": "Error sending poll message"})),
            json_answer(500, &json!({"status": "Error", "error": {"code": "empty_file", "level": "error"}})),
            html(400, "SyntaxError: Unexpected token"),
            html(413, "PayloadTooLargeError: request entity too large"),
            html(415, "UnsupportedMediaTypeError: unsupported charset"),
            html(500, "MulterError: Unexpected field"),
            html(404, "Cannot POST /api/main/send-message"),
            json_answer(501, &json!({"status": "error", "message": "not_supported"})),
            RawAnswer { body: Bytes::from_static(b"404 page not found\n"), ..html(404, "") },
        ];
        for answer in &proof {
            assert_eq!(refused(&SEND, answer, None).delivery(), Some(Delivery::NotSent), "{:?}", answer.body);
        }
        let no_proof = [
            json_answer(
                400,
                &json!({"response": null, "status": "Connected", "message": "O número 1 não existe."}),
            ),
            json_answer(
                500,
                &json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": {}}),
            ),
            json_answer(500, &json!({"status": "Error", "error": {"erro": true, "to": "1", "text": "x"}})),
            json_answer(401, &json!({"message": "Sending the file is mandatory"})),
            html(502, "<h1>Bad Gateway</h1>"),
            html(500, "TypeError: x"),
            html(403, "Forbidden"),
        ];
        for answer in &no_proof {
            assert_eq!(refused(&SEND, answer, None).delivery(), Some(Delivery::Unknown), "{:?}", answer.body);
        }
        assert_eq!(refused(&READ, &no_proof[1], None).delivery(), None, "a read has no delivery");
    }

    #[test]
    fn a_failure_speaks_of_sending_only_where_something_is_sent() {
        let failed = json_answer(500, &json!({"status": "error", "message": "x", "error": {}}));
        for (meta, code, delivery) in [
            (&SEND, ErrorCode::SendFailed, Some(Delivery::Unknown)),
            (&CREATE, ErrorCode::Server, Some(Delivery::Unknown)),
            (&READ, ErrorCode::Server, None),
        ] {
            let error = refused(meta, &failed, None);
            assert_eq!((error.code(), error.delivery()), (code, delivery), "{}", meta.id);
        }
    }

    #[test]
    fn every_refusal_gets_its_code_and_a_hint() {
        for (answer, code) in [
            (
                json_answer(
                    404,
                    &json!({"status": "Disconnected", "message": "A sessão do WhatsApp não está ativa."}),
                ),
                ErrorCode::NotConnected,
            ),
            (
                json_answer(400, &json!({"response": false, "message": "The SECRET_KEY is incorrect"})),
                ErrorCode::WrongSecret,
            ),
            (
                json_answer(401, &json!({"error": "Check that the Session and Token are correct"})),
                ErrorCode::Unauthorized,
            ),
            (json_answer(401, &json!({"response": "Error on open list"})), ErrorCode::Rejected),
            (
                json_answer(400, &json!({"status": "Connected", "message": "O número 1 não existe."})),
                ErrorCode::NumberNotFound,
            ),
            (html(404, "Cannot GET /api/x"), ErrorCode::NotSupported),
            (json_answer(501, &json!({"message": "not_supported"})), ErrorCode::NotSupported),
            (html(413, "PayloadTooLargeError: x"), ErrorCode::Rejected),
            (html(200, "<h1>Welcome to nginx</h1>"), ErrorCode::UnexpectedResponse),
        ] {
            let error = refused(&READ, &answer, None);
            assert_eq!(error.code(), code, "{error}");
            assert!(error.hint().is_some(), "{error}");
            assert_eq!(error.body(), Some(&answer.body[..]), "the body stays untouched");
        }
        assert!(refused(&READ, &html(503, "down"), None).temporary());
    }

    #[test]
    fn quotes_are_short_one_line_and_without_secrets() {
        let answer = html(403, &format!("no\nentry /api/s/TOPSECRET/x {}", "y".repeat(500)));
        let error = refused(&READ, &answer, Some(&Secret::new("TOPSECRET")));
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("TOPSECRET") && shown.contains("no entry") && shown.len() < 1200, "{shown}");
    }

    #[test]
    fn a_redirect_names_the_host_only() {
        let mut answer = json_answer(301, &json!({}));
        answer.location = Some("https://wpp.example.com/api/TOPSECRET/show-all-sessions".to_owned());
        let error = refused(&READ, &answer, None);
        assert!(
            error.to_string().contains("https://wpp.example.com") && !error.to_string().contains("TOPSECRET")
        );
    }
}
