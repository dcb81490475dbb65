//! Which operations send something to one chat, and in which field the recipient stands: read off their requests.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::Value;

use crate::{Effect, OperationEntry, registry};

/// How a request that sends names its recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Addressing {
    /// The field: `phone`, where the part before `@` goes with a flag for the kind; or `phones`, a list of whole chat
    /// ids.
    pub field: &'static str,
    /// Whether `isGroup`, `isNewsletter` and `isLid` stand beside it.
    pub flags: [bool; 3],
    /// Whether it takes WA-JS's `options`, in which the caller may choose the message's id.
    pub options: bool,
}

/// The flags that may stand beside `phone`, in the order of [`Addressing::flags`].
pub const KIND_FLAGS: [&str; 3] = ["isGroup", "isNewsletter", "isLid"];

static BY_ID: LazyLock<BTreeMap<&'static str, Addressing>> = LazyLock::new(|| {
    registry().iter().filter_map(|entry| Some((entry.meta.id, addressing(entry)?))).collect()
});

/// A request sends to a chat if repeating it sends again, and it names recipients as every send does: `phone` with the
/// flag for groups, or `phones`.
fn addressing(entry: &OperationEntry) -> Option<Addressing> {
    if entry.meta.effect != Effect::Send || !entry.meta.has_session() {
        return None;
    }
    let mut generator = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let schema = (entry.request_schema)(&mut generator);
    let has = |name: &str| {
        schema.get("properties").and_then(Value::as_object).is_some_and(|fields| fields.contains_key(name))
    };
    let field = match (has("phone") && has("isGroup"), has("phones")) {
        (true, _) => "phone",
        (false, true) => "phones",
        (false, false) => return None,
    };
    Some(Addressing { field, flags: KIND_FLAGS.map(has), options: has("options") })
}

impl OperationEntry {
    /// How the operation names its recipients, if it sends something to a chat.
    pub fn addressing(&self) -> Option<Addressing> {
        BY_ID.get(self.meta.id).copied()
    }
}

/// Ids of all operations that send something to a chat, in alphabetical order.
pub fn sending_operations() -> impl Iterator<Item = &'static str> {
    BY_ID.keys().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_id;

    #[test]
    fn what_sends_to_a_chat_is_known_and_nothing_else() {
        let text = by_id("send-message").unwrap().addressing().unwrap();
        assert_eq!(text, Addressing { field: "phone", flags: [true; 3], options: true });
        let voice = by_id("send-voice-base64").unwrap().addressing().unwrap();
        assert!(!voice.options);
        for other in ["get-messages", "start-session", "generate-token", "all-chats"] {
            assert_eq!(by_id(other).unwrap().addressing(), None, "{other}");
        }
    }

    #[test]
    fn every_route_with_send_in_its_name_that_takes_a_recipient_is_among_them() {
        let found: Vec<_> = sending_operations().collect();
        for entry in registry() {
            let id = entry.meta.id;
            let a_send = id.starts_with("send-") && entry.meta.effect == Effect::Send;
            // Stories and the own status have no recipient.
            let to_nobody = id.ends_with("-storie") || id == "send-status";
            if a_send && !to_nobody {
                assert!(found.contains(&id), "{id} sends, but names its recipient in another way");
            }
        }
    }
}
