use serde_json::Value;

use super::{MessageKey, Wid};

wire_struct! {
    /// The votes of a poll.
    pub struct PollVotes {
        /// The poll's message.
        always msg_id: MessageKey = "msgId",
        /// Its chat.
        maybe chat_id: Wid = "chatId",
        /// One entry for each person who voted.
        always votes: Vec<PollVote> = "votes",
    }
}

wire_struct! {
    /// What one person voted for.
    pub struct PollVote {
        /// What was chosen, as WhatsApp tells it: places in the list of choices, or a list of the choices with
        /// `null` where one was not chosen. [`PollVote::chosen`] reads both.
        maybe selected_options: Vec<Value> = "selectedOptions",
        /// Milliseconds since 1970.
        maybe timestamp: i64 = "timestamp",
        /// Who voted.
        maybe sender: Wid = "sender",
    }
}

impl PollVote {
    /// Places of the chosen options in the poll's list of choices, from 0.
    pub fn chosen(&self) -> Vec<u64> {
        let place = |option: &Value| option.as_u64().or_else(|| option.get("localId")?.as_u64());
        self.selected_options.iter().flatten().filter_map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_choice_are_read() {
        let votes: PollVotes = serde_json::from_value(serde_json::json!({
            "msgId": "true_5511@c.us_3EB0",
            "votes": [
                {"selectedOptions": [null, {"name": "B", "localId": 1}], "sender": "5511@c.us"},
                {"selectedOptions": [0, 2]},
                {},
            ],
        }))
        .unwrap();
        let chosen: Vec<_> = votes.votes.iter().map(PollVote::chosen).collect();
        assert_eq!(chosen, [vec![1], vec![0, 2], vec![]]);
    }
}
