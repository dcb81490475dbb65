//! What others leave on a message: reactions and votes.

use serde::{Deserialize, Serialize};

use super::message_key::MessageKey;
use super::wid::Wid;

/// One person's reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Id of the reaction itself.
    pub key: MessageKey,
    /// Who reacted.
    pub sender: Wid,
    /// The emoji.
    pub text: Box<str>,
    /// Epoch seconds.
    pub timestamp: i64,
    /// The account saw it.
    pub read: bool,
}

/// One person's vote in a poll; a later vote replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Who voted.
    pub sender: Wid,
    /// Local ids of the chosen options, rising.
    pub options: Vec<usize>,
    /// Epoch milliseconds.
    pub timestamp_ms: u64,
}

/// Reactions and votes of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// At most one of each person.
    pub reactions: Vec<Reaction>,
    /// At most one of each person.
    pub votes: Vec<Vote>,
}

impl Feedback {
    /// A person reacts; an empty text takes the reaction back.
    pub fn react(&mut self, reaction: Reaction) {
        self.reactions.retain(|earlier| earlier.sender != reaction.sender);
        if !reaction.text.is_empty() {
            self.reactions.push(reaction);
        }
    }

    /// A person votes; a vote for nothing takes the vote back.
    pub fn vote(&mut self, vote: Vote) {
        self.votes.retain(|earlier| earlier.sender != vote.sender);
        if !vote.options.is_empty() {
            self.votes.push(vote);
        }
    }
}
