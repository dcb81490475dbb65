//! How WhatsApp acknowledges sent messages.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::MessageKey;
use super::{Task, World};

/// How sent messages are acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AckRules {
    /// WhatsApp's server takes a message before the send is answered: the answer says ack 1. Else it says 0.
    #[serde(default = "yes")]
    pub at_once: bool,
    /// What is reported later, in any order and as often as it stands here.
    #[serde(default)]
    pub later: Vec<LaterAck>,
}

fn yes() -> bool {
    true
}

impl Default for AckRules {
    fn default() -> Self {
        Self { at_once: true, later: Vec::new() }
    }
}

/// One report of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LaterAck {
    /// The level, -7 to 5.
    pub ack: i8,
    /// Virtual milliseconds after the send.
    pub after_ms: u64,
}

/// A report that is due.
#[derive(Debug)]
pub(crate) struct DueAck {
    pub(crate) session: Arc<str>,
    pub(crate) key: MessageKey,
    pub(crate) ack: i8,
}

impl World {
    /// A message was sent: its acks become due, and a ban comes nearer.
    pub(crate) fn sent_message(&mut self, session: &str, key: &MessageKey) {
        let Some((name, _)) = self.sessions.get_key_value(session) else { return };
        let name = Arc::clone(name);
        for LaterAck { ack, after_ms } in self.acks.later.clone() {
            let due = DueAck { session: Arc::clone(&name), key: key.clone(), ack };
            self.schedule(after_ms, Task::Ack(Box::new(due)));
        }
        self.count_towards_ban(&name);
    }
}
