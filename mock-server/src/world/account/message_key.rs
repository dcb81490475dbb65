//! Message ids: who sent it, in which chat, its key and, in groups, its author.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::wid::Wid;

/// The four parts of a message id, serialized as `true_5511999990001@c.us_3EB0…[_<author>]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageKey {
    /// Sent by this account.
    pub from_me: bool,
    /// The conversation.
    pub remote: Wid,
    /// The part that WhatsApp draws at random.
    pub id: Box<str>,
    /// The author, in groups.
    pub participant: Option<Wid>,
}

impl MessageKey {
    /// Reads a serialized id; `None` when it does not have the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let from_me = match parts.next()? {
            "true" => true,
            "false" => false,
            _ => return None,
        };
        let remote = parts.next().filter(|remote| remote.contains('@'))?;
        let mut rest = parts.next()?.splitn(2, '_');
        let id = rest.next().filter(|id| !id.is_empty())?;
        let participant = rest.next().filter(|author| author.contains('@'));
        Some(Self {
            from_me,
            remote: Wid::new(remote),
            id: id.into(),
            participant: participant.map(Wid::new),
        })
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.from_me, self.remote, self.id)?;
        match &self.participant {
            Some(participant) => write!(f, "_{participant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_reading_and_writing() {
        for text in [
            "false_5511999990001@c.us_3A00000000000000SEED",
            "true_120363041234567890@g.us_3EB0AA_5511988887777@c.us",
        ] {
            assert_eq!(MessageKey::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_id_is_not_read() {
        for text in ["garbage", "", "true_5511_3EB0", "maybe_1@c.us_3EB0", "true_1@c.us_", "true_1@c.us"] {
            assert_eq!(MessageKey::parse(text), None, "{text}");
        }
    }
}
