//! Reads the answer of a send: what is evidence of a message, and what is not.

use serde::Serialize;
use serde_json::Value;
use wppkit_api::types::Ack;

use crate::{Delivery, Error, ErrorCode, Recipient, answer::Raw, error::LOOK_FIRST, transport::RawAnswer};

/// A message that WhatsApp has taken.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Sent {
    /// The message's id, `true_<chat>_<key>`.
    pub id: String,
    /// How far it had got when the server answered.
    pub ack: Ack,
    /// The chat it went to, under the id that WhatsApp knows it by. In Brazil that may be the number without the
    /// ninth digit, and anywhere a LID.
    pub chat: String,
    /// The whole answer of the server.
    #[serde(skip)]
    pub raw: Raw,
}

/// Reads the answer of a send to one recipient that the server calls a success.
///
/// Only a message with an id and an ack that is no failure is evidence.
pub(crate) fn read_success(answer: RawAnswer, to: &Recipient) -> Result<Sent, Error> {
    let unproven = |code, message: String| {
        Error::new(code, message)
            .with_status(answer.status)
            .with_body(answer.body.clone())
            .with_delivery(Delivery::Unknown)
            .with_hint(LOOK_FIRST)
    };
    let failed = |message: &str| Err(unproven(ErrorCode::SendFailed, message.to_owned()));
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return Err(crate::refusal::unexpected(&answer, "the answer to the send cannot be read", None)
            .with_delivery(Delivery::Unknown)
            .with_hint(LOOK_FIRST));
    };
    let result = match body.get("response") {
        Some(Value::Array(results)) => match results.as_slice() {
            [] => {
                return failed("the server reports a success with nothing sent").map_err(|error| {
                    error.with_delivery(Delivery::NotSent).with_hint("the server found no recipient")
                });
            }
            [result] => result,
            _ => return failed("the server reports more than one message for one recipient"),
        },
        Some(result) => result,
        None => return failed("the server reports a success without a result"),
    };
    let message = match result {
        Value::Object(message) => message,
        Value::Null => return failed("the server reports a success, but the library returned nothing"),
        Value::Bool(false) => return failed("the library could not read the message again after sending it"),
        // send-buttons repeats the recipient, whatever became of the message.
        Value::String(_) => return failed("the server reports a success and no message: only its recipient"),
        _ => return failed("the server reports a success with an unreadable result"),
    };
    let id = match message.get("id") {
        Some(Value::String(id)) => Some(id.as_str()),
        Some(Value::Object(key)) => key.get("_serialized").and_then(Value::as_str),
        // send-link-catalog puts the id where others put a word.
        _ => message.get("status").and_then(Value::as_str).filter(|id| id.starts_with("true_")),
    };
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return failed("the server reports a success without a message id");
    };
    let result = message.get("sendMsgResult").and_then(|result| result.get("messageSendResult"));
    if let Some(result) = result.and_then(Value::as_str).filter(|result| *result != "OK") {
        let message = format!("WhatsApp reports {result}");
        return Err(unproven(ErrorCode::SendFailed, message).with_message_id(id));
    }
    let ack = message.get("ack").and_then(Value::as_i64).and_then(|ack| i8::try_from(ack).ok()).map(Ack);
    match ack {
        Some(ack) if ack.is_failure() => {
            let message = format!(
                "the message has the ack {} ({}), although the server reports success",
                ack.0,
                ack.name()
            );
            Err(unproven(ErrorCode::SendFailed, message).with_message_id(id).with_hint(
                "it stays in the chat as failed, and the phone may still send it: wait_for_ack tells",
            ))
        }
        // An id without an ack: WhatsApp holds the message, how far it got is not said.
        ack => Ok(Sent {
            id: id.to_owned(),
            ack: ack.unwrap_or(Ack::PENDING),
            chat: chat_of(id).unwrap_or_else(|| to.chat_id()),
            raw: Raw::new(answer.clone()),
        }),
    }
}

/// The chat in a message id, `true_<chat>_<key>`.
fn chat_of(id: &str) -> Option<String> {
    let chat = id.split('_').nth(1)?;
    chat.contains('@').then(|| chat.to_owned())
}

/// A refused send to a number that WhatsApp had confirmed before: the server's word is no proof.
pub(crate) fn after_check(error: Error, checked: bool) -> Error {
    if error.code() != ErrorCode::NumberNotFound {
        return error;
    }
    let hint = if checked {
        "WhatsApp knew the number a moment ago. The server gives this answer also when its own query fails, and \
         sends all the same: look for the message in the chat before sending again"
    } else {
        "the server gives this answer also when its own query fails, and sends all the same: look for the message in \
         the chat before sending again"
    };
    error.with_code(ErrorCode::SendFailed).with_delivery(Delivery::Unknown).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Result<Sent, Error> {
        read_text(&body.to_string())
    }

    fn read_text(body: &str) -> Result<Sent, Error> {
        let answer = RawAnswer {
            status: 201,
            content_type: "application/json; charset=utf-8".to_owned(),
            location: None,
            body: Bytes::from(body.to_owned()),
        };
        read_success(answer, &"5521999999999".parse().unwrap())
    }

    #[test]
    fn a_message_with_id_and_ack_is_sent() {
        let id = "true_552199999999@c.us_3EB0";
        let sent =
            read(&json!({"status": "success", "response": [{"id": id, "ack": 1, "body": "x"}]})).unwrap();
        assert_eq!((&*sent.id, sent.ack, &*sent.chat), (id, Ack::SENT, "552199999999@c.us"));
        assert_eq!(sent.raw.json()["status"], "success");
        let key = json!({"response": [{"id": {"_serialized": id, "fromMe": true}, "ack": 0}]});
        assert_eq!(read(&key).unwrap().id, id);
        let object = json!({"response": {"id": id, "ack": 2}});
        assert_eq!(read(&object).unwrap().ack, Ack::RECEIVED, "some routes answer an object");
        let fine = json!({"response": [{"id": id, "ack": 1, "sendMsgResult": {"messageSendResult": "OK"}}]});
        assert!(read(&fine).is_ok());
        assert_eq!(read(&json!({"response": [{"id": id}]})).unwrap().ack, Ack::PENDING);
        let catalog = json!({"response": [{"phone": "5521999999999@c.us", "status": id}]});
        assert_eq!(read(&catalog).unwrap().id, id, "send-link-catalog has a form of its own");
    }

    #[test]
    fn a_success_without_evidence_is_unknown() {
        let id = "true_5521999999999@c.us_3EB0";
        for body in [
            json!({"status": "success", "response": [{"id": id, "ack": -1}]}),
            json!({"response": [{"id": id, "ack": -7}]}),
            json!({"response": [null]}),
            json!({"response": [false]}),
            json!({"response": null}),
            json!({"response": [{"ack": 1}]}),
            json!({"response": [{"id": "", "ack": 1}]}),
            json!({"response": [{"id": id, "ack": 1}, {"id": id, "ack": 1}]}),
            json!({"response": [{"id": id, "sendMsgResult": {"messageSendResult": "ERROR_NETWORK"}}]}),
            json!({"response": ["5521999999999@c.us"]}),
            json!({"status": "success"}),
            json!("text"),
        ] {
            let error = read(&body).expect_err(&body.to_string());
            assert_eq!(error.delivery(), Some(Delivery::Unknown), "{body}");
            assert_eq!(error.code(), ErrorCode::SendFailed, "{body}");
            assert!(error.hint().is_some());
        }
    }

    #[test]
    fn an_empty_list_proves_that_nothing_was_sent() {
        let error = read(&json!({"status": "success", "response": []})).unwrap_err();
        assert_eq!(error.delivery(), Some(Delivery::NotSent));
    }

    #[test]
    fn html_and_truncated_json_are_unknown() {
        for body in ["<html>proxy</html>", "{\"status\":\"success\",\"resp", ""] {
            let error = read_text(body).unwrap_err();
            assert_eq!(
                (error.code(), error.delivery()),
                (ErrorCode::UnexpectedResponse, Some(Delivery::Unknown))
            );
        }
    }

    #[test]
    fn a_failed_ack_keeps_the_id_for_looking_it_up() {
        let error = read(&json!({"response": [{"id": "true_1@c.us_A", "ack": -1}]})).unwrap_err();
        assert_eq!(error.message_id(), Some("true_1@c.us_A"));
    }

    #[test]
    fn a_number_that_was_confirmed_is_not_missing() {
        let refused =
            Error::new(ErrorCode::NumberNotFound, "O número não existe").with_delivery(Delivery::Unknown);
        let error = after_check(refused, true);
        assert_eq!((error.code(), error.delivery()), (ErrorCode::SendFailed, Some(Delivery::Unknown)));
        assert!(error.hint().unwrap().contains("a moment ago"));
    }
}
