use super::{Contact, GroupMetadata, Message, Wid};

wire_struct! {
    /// A conversation.
    pub struct Chat {
        /// Which one. There is no `chatId`.
        always id: Wid = "id",
        /// `chat`, `group`, `newsletter`, …
        maybe kind: String = "kind",
        /// Name to show.
        maybe name: String = "name",
        /// Seconds since 1970 of the last activity.
        maybe t: i64 = "t",
        /// Unread messages; −1 when marked as unread by hand.
        maybe unread_count: i64 = "unreadCount",
        /// Whether it is archived.
        maybe archive: bool = "archive",
        /// Pin time; 0 when not pinned.
        maybe pin: i64 = "pin",
        /// Seconds since 1970 until which it is muted; −1 for ever.
        maybe mute_expiration: i64 = "muteExpiration",
        /// Whether it is a group.
        maybe is_group: bool = "isGroup",
        /// Whether it is a person.
        maybe is_user: bool = "isUser",
        /// Whether it is a broadcast list.
        maybe is_broadcast: bool = "isBroadcast",
        /// Whether the account may only read.
        maybe is_read_only: bool = "isReadOnly",
        /// The person of a one-to-one chat.
        maybe contact: Contact = "contact",
        /// What is known of the group.
        maybe group_metadata: GroupMetadata = "groupMetadata",
        /// Its unread messages; only in the answer of unread-messages.
        maybe messages: Vec<Message> = "messages",
    }
}
