use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contact, MessageKey, Wid};

wire_struct! {
    /// A message as the library serializes it.
    ///
    /// Results of sending a file carry `id` and `ack` only.
    pub struct Message {
        /// Serialized message id.
        always id: MessageKey = "id",
        /// Text, or the thumbnail or file in base64 for media.
        maybe body: String = "body",
        /// A copy of `body`.
        maybe content: String = "content",
        /// `chat`, `image`, `video`, `audio`, `ptt`, `document`, `sticker`, `location`, `vcard`, …; an open set.
        maybe kind: String = "type",
        /// Seconds since 1970.
        maybe t: i64 = "t",
        /// Seconds since 1970; a copy of `t`.
        maybe timestamp: i64 = "timestamp",
        /// Sender.
        maybe from: Wid = "from",
        /// Receiver.
        maybe to: Wid = "to",
        /// Author inside a group.
        maybe author: Wid = "author",
        /// The conversation.
        maybe chat_id: Wid = "chatId",
        /// Whether the account itself sent it.
        maybe from_me: bool = "fromMe",
        /// Delivery level.
        maybe ack: Ack = "ack",
        /// Display name of the sender.
        maybe notify_name: String = "notifyName",
        /// Who sent it.
        maybe sender: Contact = "sender",
        /// Whether the conversation is a group.
        maybe is_group_msg: bool = "isGroupMsg",
        /// Whether it carries media.
        maybe is_media: bool = "isMedia",
        /// Caption of a media message.
        maybe caption: String = "caption",
        /// File name of a document.
        maybe filename: String = "filename",
        /// Media type of a media message.
        maybe mimetype: String = "mimetype",
        /// Id of the quoted message.
        maybe quoted_msg_id: MessageKey = "quotedMsgId",
        /// Author of the quoted message.
        maybe quoted_participant: Wid = "quotedParticipant",
        /// People mentioned in it.
        maybe mentioned_jid_list: Vec<Wid> = "mentionedJidList",
        /// `add`, `remove`, `subject`, … of a notice about a group.
        maybe subtype: String = "subtype",
        /// Whether it came in since unread-messages was last called.
        maybe is_new_msg: bool = "isNewMsg",
        /// Whether it is a notice of WhatsApp.
        maybe is_notification: bool = "isNotification",
        /// Whether it has a star.
        maybe star: bool = "star",
        /// Whether somebody reacted to it.
        maybe has_reaction: bool = "hasReaction",
        /// Whether it was forwarded.
        maybe is_forwarded: bool = "isForwarded",
        /// Key of the latest edit; nothing if it was never edited.
        maybe latest_edit_msg_key: MessageKey = "latestEditMsgKey",
        /// Question of a poll.
        maybe poll_name: String = "pollName",
        /// Latitude of a place, in degrees.
        maybe lat: f64 = "lat",
        /// Longitude of a place, in degrees.
        maybe lng: f64 = "lng",
        /// Name and address of a place.
        maybe loc: String = "loc",
    }
}

/// How far a message got. Levels only rise in truth; the wire may skip or repeat them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Ack(pub i8);

impl Ack {
    /// Sending failed.
    pub const FAILED: Self = Self(-1);
    /// Waiting in the browser (clock).
    pub const PENDING: Self = Self(0);
    /// Accepted by WhatsApp (one tick).
    pub const SENT: Self = Self(1);
    /// Received by a device (two ticks).
    pub const RECEIVED: Self = Self(2);
    /// Read (blue ticks).
    pub const READ: Self = Self(3);
    /// Played (voice messages).
    pub const PLAYED: Self = Self(4);
    /// Seen by another device of the account.
    pub const PEER: Self = Self(5);

    /// Whether the level means failure (−7 … −1).
    pub const fn is_failure(self) -> bool {
        self.0 < 0
    }

    /// The level in a word.
    pub const fn name(self) -> &'static str {
        match self.0 {
            -7 => "md_downgrade",
            -6 => "inactive",
            -5 => "content_unuploadable",
            -4 => "content_too_big",
            -3 => "content_gone",
            -2 => "expired",
            -1 => "failed",
            0 => "pending",
            1 => "sent",
            2 => "received",
            3 => "read",
            4 => "played",
            5 => "peer",
            _ => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_survive_a_round_trip() {
        let wire = r#"{"id":"true_5521@c.us_3EB0","ack":1,"invis":false,"mediaData":{}}"#;
        let message: Message = serde_json::from_str(wire).unwrap();
        assert_eq!(message.ack, Some(Ack::SENT));
        assert_eq!(message.extra["mediaData"], serde_json::json!({}));
        assert_eq!(
            serde_json::to_value(&message).unwrap(),
            serde_json::from_str::<serde_json::Value>(wire).unwrap()
        );
    }

    #[test]
    fn a_message_without_id_is_refused() {
        let error = serde_json::from_str::<Message>(r#"{"ack":1}"#).unwrap_err();
        assert!(error.to_string().contains("`id`"), "{error}");
    }
}
