//! Messages as the account keeps them: only what differs from one message to the next.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::message_key::MessageKey;
use super::wid::Wid;
use crate::world::ids::Ids;

/// Ack levels that this double produces by itself; others come from outside.
pub mod ack {
    /// Not yet at WhatsApp's server.
    pub const PENDING: i8 = 0;
    /// At WhatsApp's server.
    pub const SENT: i8 = 1;
}

/// A number as WhatsApp's own database gives to a new message.
pub fn row_id(ids: &mut Ids) -> u64 {
    999_000_000 + ids.number() % 1_000_000
}

/// One message of a chat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub key: MessageKey,
    /// Number of it in WhatsApp's own database.
    pub row_id: u64,
    /// Text, or thumbnail of media; `None` when the key is absent on the wire.
    pub body: Option<Box<str>>,
    /// Type: `chat`, `image`, `ptt`…
    pub kind: Box<str>,
    /// Epoch seconds.
    pub t: i64,
    /// Pushname of the sender; empty for own messages.
    pub notify_name: Box<str>,
    /// Ack level, -7 to 5.
    pub ack: i8,
    /// Arrived while the page was open.
    pub is_new: bool,
    /// People mentioned in it.
    pub mentions: Vec<Wid>,
    /// Serialized id of the message that it answers.
    pub quoted_id: Option<Box<str>>,
    /// Further attributes; one with the name of a default attribute replaces it. Ids are objects here.
    pub attributes: Map<String, Value>,
}

impl Message {
    /// A message of type `chat` with `text`; the rest as for a message just sent or received.
    #[must_use]
    pub fn text(key: MessageKey, row_id: u64, t: i64, text: &str) -> Self {
        let acked = if key.from_me { ack::PENDING } else { ack::SENT };
        Self {
            key,
            row_id,
            body: Some(text.into()),
            kind: "chat".into(),
            t,
            notify_name: "".into(),
            ack: acked,
            is_new: true,
            mentions: Vec::new(),
            quoted_id: None,
            attributes: Map::new(),
        }
    }

    /// Carries a file that WhatsApp keeps apart from the message.
    #[must_use]
    pub fn is_media(&self) -> bool {
        matches!(&*self.kind, "image" | "video" | "audio" | "ptt" | "document" | "sticker")
    }

    /// The account starred it.
    #[must_use]
    pub fn is_starred(&self) -> bool {
        self.attributes.get("star").is_some_and(|star| star == true)
    }

    /// A text with an address in it.
    #[must_use]
    pub fn is_link(&self) -> bool {
        let body = self.body.as_deref().unwrap_or_default();
        &*self.kind == "chat" && (body.contains("https://") || body.contains("http://"))
    }

    /// A notice of WhatsApp, not something that somebody wrote.
    #[must_use]
    pub fn is_notification(&self) -> bool {
        matches!(
            &*self.kind,
            "notification" | "notification_template" | "group_notification" | "gp2" | "e2e_notification"
        )
    }

    /// Who wrote it, as an id: the group member, else the chat, else `own`.
    #[must_use]
    pub fn sender<'a>(&'a self, own: &'a Wid) -> &'a Wid {
        match (&self.key.participant, self.key.from_me) {
            (Some(participant), _) => participant,
            (None, true) => own,
            (None, false) => &self.key.remote,
        }
    }

    /// An attribute as text.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).and_then(Value::as_str)
    }
}
