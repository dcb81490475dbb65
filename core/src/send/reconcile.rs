//! Settles a send whose outcome is unknown, by looking into the chat.

use std::time::{SystemTime, UNIX_EPOCH};

use wppkit_api::{
    ops::messages::{get_messages::GetMessages, message_by_id::MessageById},
    types::{Ack, Message},
};

use super::Sent;
use crate::{Answer, Delivery, Error, ErrorCode, Session};

/// Messages of the chat that are looked through.
const LOOKED_THROUGH: i64 = 50;
/// How far the clocks of this machine and of WhatsApp may be apart, in seconds.
const CLOCK_SKEW: i64 = 120;

/// What was being sent when the outcome became unknown.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) chat: String,
    /// Text of a message, caption of a file.
    pub(crate) text: Option<String>,
    pub(crate) filename: Option<String>,
    pub(crate) began: SystemTime,
}

/// What looking into the chat has shown.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reconciled {
    /// The message is there.
    Sent(Sent),
    /// The message is there, and marked as failed.
    Failed(Ack),
    /// The message is not there, which proves nothing: it may still come.
    NotFound,
}

impl Session {
    /// Looks into the chat for the message of a send whose outcome is unknown.
    ///
    /// Finds it by its id where the server told one, else by direction, content and time among the last 50
    /// messages. Two equal texts within two minutes cannot be told apart.
    ///
    /// # Errors
    /// `invalid_input` unless the error comes from a send with an unknown outcome; else as every call.
    pub async fn reconcile(&self, unknown: &Error) -> Result<Reconciled, Error> {
        let Some(attempt) = unknown.attempt().filter(|_| unknown.delivery() == Some(Delivery::Unknown))
        else {
            return Err(Error::invalid_input("the error does not come from a send with an unknown outcome")
                .with_session(&self.shared.name));
        };
        if let Some(id) = unknown.message_id() {
            let answer = self.call(MessageById::new(id)).await?;
            let message = answer.value.clone();
            return Ok(settled(&message, answer, attempt));
        }
        let mut request = GetMessages::new(&*attempt.chat);
        request.count = Some(LOOKED_THROUGH);
        let answer = match self.call(request).await {
            Ok(answer) => answer,
            // A chat that does not exist yet holds no messages.
            Err(error) if matches!(error.code(), ErrorCode::Rejected | ErrorCode::Server) => {
                return Ok(Reconciled::NotFound);
            }
            Err(error) => return Err(error),
        };
        let found = answer.value.iter().rev().find(|message| matches(message, attempt)).cloned();
        Ok(found.map_or(Reconciled::NotFound, |message| settled(&message, answer, attempt)))
    }
}

fn matches(message: &Message, attempt: &Attempt) -> bool {
    let began = attempt.began.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let began = i64::try_from(began).unwrap_or(i64::MAX);
    let recent = message.t.or(message.timestamp).is_some_and(|time| time >= began - CLOCK_SKEW);
    let mine = message.from_me.unwrap_or_else(|| message.id.from_me());
    let content = match (&attempt.filename, &attempt.text) {
        // A file's body is a thumbnail, and pictures come without a name: the caption tells most.
        (Some(_), Some(caption)) => message.caption.as_ref() == Some(caption),
        (Some(filename), None) => message.filename.as_ref() == Some(filename),
        (None, Some(text)) => message.body.as_ref() == Some(text) || message.content.as_ref() == Some(text),
        (None, None) => false,
    };
    mine && recent && content
}

fn settled<T>(message: &Message, answer: Answer<T>, attempt: &Attempt) -> Reconciled {
    let ack = message.ack.unwrap_or(Ack::PENDING);
    if ack.is_failure() {
        return Reconciled::Failed(ack);
    }
    Reconciled::Sent(Sent { id: message.id.to_string(), ack, chat: attempt.chat.clone(), raw: answer.raw })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn message(value: serde_json::Value) -> Message {
        serde_json::from_value(value).unwrap()
    }

    fn attempt() -> Attempt {
        Attempt {
            chat: "5521999999999@c.us".to_owned(),
            text: Some("hi".to_owned()),
            filename: None,
            began: UNIX_EPOCH + Duration::from_secs(1_760_000_000),
        }
    }

    #[test]
    fn only_an_own_recent_message_with_the_same_text_matches() {
        let id = "true_5521999999999@c.us_A";
        assert!(matches(
            &message(json!({"id": id, "body": "hi", "t": 1_760_000_005, "fromMe": true})),
            &attempt()
        ));
        for other in [
            json!({"id": id, "body": "hi", "t": 1_759_999_000, "fromMe": true}),
            json!({"id": id, "body": "ho", "t": 1_760_000_005, "fromMe": true}),
            json!({"id": "false_5521999999999@c.us_A", "body": "hi", "t": 1_760_000_005}),
            json!({"id": id, "body": "hi"}),
        ] {
            assert!(!matches(&message(other.clone()), &attempt()), "{other}");
        }
    }

    #[test]
    fn a_file_matches_by_name_and_caption() {
        let file = Attempt { filename: Some("a.pdf".to_owned()), ..attempt() };
        let id = "true_5521999999999@c.us_A";
        let sent =
            json!({"id": id, "caption": "hi", "filename": "a.pdf", "t": 1_760_000_005, "fromMe": true});
        assert!(matches(&message(sent), &file));
        let other =
            json!({"id": id, "caption": "ho", "filename": "a.pdf", "t": 1_760_000_005, "fromMe": true});
        assert!(!matches(&message(other), &file));
        let bare = Attempt { filename: Some("a.pdf".to_owned()), text: None, ..attempt() };
        let captioned = json!({"id": id, "caption": "hi", "t": 1_760_000_005, "fromMe": true});
        assert!(!matches(&message(captioned), &bare), "another file");
        let text = json!({"id": id, "body": "hello", "t": 1_760_000_005, "fromMe": true});
        assert!(!matches(&message(text), &bare), "a text is no file");
    }
}
