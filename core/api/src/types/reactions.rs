use super::{MessageKey, Wid};

wire_struct! {
    /// Who reacted to a message, by emoji.
    pub struct MessageReactions {
        /// The account's own reaction.
        maybe reaction_by_me: Reaction = "reactionByMe",
        /// One entry for each emoji.
        always reactions: Vec<ReactionGroup> = "reactions",
    }
}

wire_struct! {
    /// The people who reacted with one emoji.
    pub struct ReactionGroup {
        /// The emoji.
        maybe aggregate_emoji: String = "aggregateEmoji",
        /// Whether the account is among them.
        maybe has_reaction_by_me: bool = "hasReactionByMe",
        /// Their reactions.
        maybe senders: Vec<Reaction> = "senders",
    }
}

wire_struct! {
    /// One person's reaction.
    pub struct Reaction {
        /// Id of the reaction.
        maybe id: MessageKey = "id",
        /// The message that it is about.
        maybe msg_id: MessageKey = "msgId",
        /// The emoji.
        maybe reaction_text: String = "reactionText",
        /// Whether the account saw it.
        maybe read: bool = "read",
        /// Who reacted.
        maybe sender: Wid = "sender",
        /// Who reacted, in other versions of WhatsApp.
        maybe sender_user_jid: Wid = "senderUserJid",
        /// Seconds since 1970.
        maybe timestamp: i64 = "timestamp",
    }
}

impl Reaction {
    /// Who reacted, under whichever name WhatsApp gave it.
    pub fn by(&self) -> Option<&Wid> {
        self.sender.as_ref().or(self.sender_user_jid.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_may_be_objects_and_unknown_keys_are_kept() {
        let reactions: MessageReactions = serde_json::from_value(serde_json::json!({"reactions": [{
            "aggregateEmoji": "👍", "hasReactionByMe": false, "senders": [{
                "id": {"fromMe": false, "remote": "5511@c.us", "id": "3A", "_serialized": "false_5511@c.us_3A"},
                "reactionText": "👍", "orphan": 0,
                "sender": {"server": "c.us", "user": "5511", "_serialized": "5511@c.us"},
            }],
        }]}))
        .unwrap();
        let sender = &reactions.reactions[0].senders.as_ref().unwrap()[0];
        assert_eq!(sender.by().map(Wid::as_str), Some("5511@c.us"));
        assert_eq!(sender.extra["orphan"], 0);
        let again: MessageReactions =
            serde_json::from_value(serde_json::to_value(&reactions).unwrap()).unwrap();
        assert_eq!(again, reactions);
    }
}
