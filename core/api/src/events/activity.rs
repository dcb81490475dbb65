//! Events of chats.

use serde_json::Value;

use crate::types::{Ack, Chat, MessageKey, Wid};

wire_struct! {
    /// A message got further. Levels may be skipped, repeated, or arrive out of order; messages of others are
    /// reported, too.
    pub struct AckChange {
        /// Which message.
        always id: MessageKey = "id",
        /// How far it got.
        always ack: Ack = "ack",
        /// Type of the message.
        maybe kind: String = "type",
        /// Its text, or thumbnail or file in base64.
        maybe body: String = "body",
        /// Sender.
        maybe from: Wid = "from",
        /// Receiver.
        maybe to: Wid = "to",
        /// When it was sent, in seconds since 1970.
        maybe t: i64 = "t",
    }
}

wire_struct! {
    /// Somebody comes online, types, records or leaves. Only of chats that `subscribe-presence` named.
    pub struct Presence {
        /// Person or group.
        always id: Wid = "id",
        /// Whether the person is online; false for groups.
        maybe is_online: bool = "isOnline",
        /// Whether it is a group.
        maybe is_group: bool = "isGroup",
        /// Whether it is a person.
        maybe is_user: bool = "isUser",
        /// First name, or the group's subject.
        maybe short_name: String = "shortName",
        /// `available`, `composing`, `recording`, `unavailable`.
        maybe state: String = "state",
        /// Milliseconds since 1970.
        maybe t: i64 = "t",
        /// Whether the person is in the address book.
        maybe is_contact: bool = "isContact",
        /// Who does what, in a group.
        maybe participants: Vec<PresenceOfParticipant> = "participants",
    }
}

wire_struct! {
    /// What one member of a group does.
    pub struct PresenceOfParticipant {
        /// Who.
        always id: Wid = "id",
        /// What they do.
        maybe state: String = "state",
        /// First name.
        maybe short_name: String = "shortName",
    }
}

wire_struct! {
    /// Members or admins of a group changed. Not on Socket.IO.
    pub struct ParticipantsChange {
        /// Which group.
        always group_id: Wid = "groupId",
        /// What happened: `add`, `remove`, `demote`, `promote`, `leave`, `leaver`, `join`, …
        maybe action: String = "action",
        /// What that means: `add`, `remove`, `demote`, `promote`.
        maybe operation: String = "operation",
        /// Whom it concerns.
        maybe who: Vec<Wid> = "who",
        /// Who did it.
        maybe by: Wid = "by",
        /// Their display name.
        maybe by_push_name: String = "byPushName",
    }
}

wire_struct! {
    /// Somebody reacted to a message. Who did is not in the payload.
    #[schemars(rename = "ReactionChange")]
    pub struct Reaction {
        /// Id of the reaction.
        maybe id: MessageKey = "id",
        /// The message that was reacted to.
        always msg_id: MessageKey = "msgId",
        /// The emoji; empty when it was taken back.
        maybe reaction_text: String = "reactionText",
        /// Whether it was seen.
        maybe read: bool = "read",
        /// Milliseconds since 1970.
        maybe timestamp: i64 = "timestamp",
        /// WhatsApp's own mark for a reaction to a message that is not there.
        maybe orphan: Value = "orphan",
        /// Why it is one.
        maybe orphan_reason: Value = "orphanReason",
    }
}

wire_struct! {
    /// A message was deleted for everyone.
    pub struct Revocation {
        /// Id of the deletion.
        maybe id: MessageKey = "id",
        /// Id of the deleted message.
        always ref_id: MessageKey = "refId",
        /// Who wrote it, in a group.
        maybe author: Wid = "author",
        /// Its sender.
        maybe from: Wid = "from",
        /// Its receiver.
        maybe to: Wid = "to",
    }
}

wire_struct! {
    /// Somebody voted in a poll.
    pub struct PollResponse {
        /// The poll.
        always msg_id: MessageKey = "msgId",
        /// The chat it is in.
        maybe chat_id: Wid = "chatId",
        /// Chosen options, as `{name, localId}` or a number; null at the place of options before that were not
        /// chosen.
        maybe selected_options: Vec<Value> = "selectedOptions",
        /// Milliseconds since 1970.
        maybe timestamp: i64 = "timestamp",
        /// Who voted.
        maybe sender: Wid = "sender",
    }
}

wire_struct! {
    /// A label was put on a chat or taken off.
    #[schemars(rename = "LabelUpdate")]
    pub struct LabelChange {
        /// Which chat.
        always chat: Chat = "chat",
        /// Ids of the labels.
        maybe ids: Vec<String> = "ids",
        /// The labels themselves.
        maybe labels: Vec<Value> = "labels",
        /// `add` or `remove`.
        maybe kind: String = "type",
    }
}

wire_struct! {
    /// Somebody calls.
    pub struct IncomingCall {
        /// Which call.
        always id: String = "id",
        /// Who calls.
        maybe peer_jid: Wid = "peerJid",
        /// Seconds since 1970.
        maybe offer_time: i64 = "offerTime",
        /// Whether it is a video call.
        maybe is_video: bool = "isVideo",
        /// Whether a group is called.
        maybe is_group: bool = "isGroup",
        /// Which one.
        maybe group_jid: Wid = "groupJid",
        /// Whether the browser could take it.
        maybe can_handle_locally: bool = "canHandleLocally",
        /// Whether the account itself calls.
        maybe outgoing: bool = "outgoing",
        /// Whether the phone stays silent.
        maybe is_silenced: bool = "isSilenced",
        /// Whether it came while the browser was offline.
        maybe offer_received_while_offline: bool = "offerReceivedWhileOffline",
        /// Whether the browser should take it.
        maybe web_client_should_handle: bool = "webClientShouldHandle",
        /// Who takes part.
        maybe participants: Vec<Value> = "participants",
    }
}

wire_struct! {
    /// Somebody who shares a live location starts, moves or ends. Repeated as often as the person sent location
    /// messages before (recorded).
    pub struct LiveLocation {
        /// `enable`, `update`, or `disablle`, as the server spells it.
        maybe kind: String = "type",
        /// Who shares it.
        always id: Wid = "id",
        /// Degrees north.
        maybe lat: f64 = "lat",
        /// Degrees east.
        maybe lng: f64 = "lng",
        /// Metres.
        maybe accuracy: f64 = "accuracy",
        /// Metres per second.
        maybe speed: f64 = "speed",
        /// Heading, in degrees from north.
        maybe degrees: f64 = "degrees",
        /// How long it is shared, in seconds.
        maybe share_duration: f64 = "shareDuration",
        /// Seconds since it was measured.
        maybe elapsed: f64 = "elapsed",
        /// Seconds since 1970.
        maybe last_updated: f64 = "lastUpdated",
        /// The chat, at the end.
        maybe chat: Wid = "chat",
    }
}
