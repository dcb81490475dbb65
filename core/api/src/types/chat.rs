use super::{Contact, GroupMetadata, Message, MessageKey, Wid};

wire_struct! {
    /// A conversation.
    pub struct Chat {
        /// Which one. There is no `chatId`.
        always id: Wid = "id",
        /// `chat`, `group`, `newsletter`, …
        maybe kind: String = "kind",
        /// Name to show.
        maybe name: String = "name",
        /// Name to show, also where the chat has no name of its own.
        maybe formatted_title: String = "formattedTitle",
        /// Seconds since 1970 of the last activity.
        maybe t: i64 = "t",
        /// Unread messages; −1 when marked as unread by hand.
        maybe unread_count: i64 = "unreadCount",
        /// The newest message.
        maybe last_received_key: MessageKey = "lastReceivedKey",
        /// Whether somebody mentioned the account in an unread message.
        maybe has_unread_mention: bool = "hasUnreadMention",
        /// Whether it is archived.
        maybe archive: bool = "archive",
        /// Pin time; 0 when not pinned.
        maybe pin: i64 = "pin",
        /// Seconds since 1970 until which it is muted; −1 for ever.
        maybe mute_expiration: i64 = "muteExpiration",
        /// Seconds after which new messages disappear; 0 if they stay.
        maybe ephemeral_duration: i64 = "ephemeralDuration",
        /// Whether the person is known, so that it is no spam.
        maybe not_spam: bool = "notSpam",
        /// Whether it is a group.
        maybe is_group: bool = "isGroup",
        /// Whether it is a person.
        maybe is_user: bool = "isUser",
        /// Whether it is a broadcast list.
        maybe is_broadcast: bool = "isBroadcast",
        /// Whether the account may only read.
        maybe is_read_only: bool = "isReadOnly",
        /// Whether only admins write in the group.
        maybe is_announce_grp_restrict: bool = "isAnnounceGrpRestrict",
        /// Whether the other side is online.
        maybe presence: ChatPresence = "presence",
        /// The person of a one-to-one chat.
        maybe contact: Contact = "contact",
        /// What is known of the group.
        maybe group_metadata: GroupMetadata = "groupMetadata",
        /// Its unread messages; only in the answer of unread-messages.
        maybe messages: Vec<Message> = "messages",
    }
}

wire_struct! {
    /// What the other side of a chat does.
    pub struct ChatPresence {
        /// Who.
        maybe id: Wid = "id",
        /// Whether they are online; absent if they hide it.
        maybe is_online: bool = "isOnline",
    }
}
