//! An account with so many chats and messages that nobody reads them at once.

use std::sync::Arc;

use serde_json::Value;

use super::history::History;
use crate::world::account::{Chat, Data, Wid};

const CHATS: usize = 5_000;

/// Messages of the first chat.
const MESSAGES: i64 = 1_000;

/// Every tenth chat is a group, and every hundredth has something unread.
pub(super) fn account(number: &str) -> Data {
    let mut data = Data::new(number, "Atacado Norte");
    let own = data.own.clone();
    let first = chat_id(0);
    let mut history = History::new(&own, first.as_str(), "Customer 0", "Customer 0");
    for at in 0..MESSAGES {
        history =
            history.received(&format!("3AC{at:017}"), at, "chat", &format!("Message {at}"), Value::Null);
    }
    data.chats.push(history.done());
    data.chats.extend((1..CHATS).map(|at| {
        let mut chat = Chat::new(chat_id(at), Some(&format!("Customer {at}")));
        chat.unread = i32::from(at % 100 == 0);
        Arc::new(chat)
    }));
    data
}

fn chat_id(at: usize) -> Wid {
    match at % 10 {
        9 => Wid::new(&format!("12036302{at:010}@g.us")),
        _ => Wid::phone(&format!("55219{at:08}")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_chat_has_a_valid_id_of_its_own() {
        let data = account("5511988887777");
        let ids: BTreeSet<_> = data.chats.iter().map(|chat| &chat.id).collect();
        assert_eq!(ids.len(), CHATS);
        assert!(ids.iter().all(|id| id.is_valid()));
        assert_eq!(ids.iter().filter(|id| id.is_group()).count(), CHATS / 10);
    }
}
