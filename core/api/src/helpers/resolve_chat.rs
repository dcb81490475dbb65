//! Helper `resolve-chat`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta};
use crate::{Effect, InvalidField, types::ChatKind};

/// Tells which conversation an id or a number stands for: one key for one person, whichever way WhatsApp names them.
///
/// WhatsApp names the same person now by number (`…@c.us`), now by LID (`…@lid`), and a Brazilian mobile with or without its
/// ninth digit. Numbers are checked (`number_not_found` if nobody has it), both ids are looked up, and the result is
/// remembered for a day, or for ten minutes while one of the ids is missing. Keep your own data under `key`, and look it up
/// under each of `ids`: a person without a LID has the number as key until WhatsApp tells the LID.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ResolveChat {
    /// Phone number (`+55 (21) 99999-9999`), chat id (`…@c.us`, `…@lid`, `…@g.us`, `…@newsletter`, `status@broadcast`), or
    /// the id of a message, which names its chat.
    pub chat: String,
}

impl ResolveChat {
    /// The conversation of this id or number.
    pub fn new(chat: impl Into<String>) -> Self {
        Self { chat: chat.into() }
    }
}

impl Helper for ResolveChat {
    type Response = ResolvedChat;
    const META: HelperMeta = HelperMeta::new("resolve-chat", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        let accepted = "a phone number, a chat id or the id of a message";
        let empty = self.chat.trim().is_empty();
        if empty { Err(InvalidField::new("chat", "it is empty", accepted)) } else { Ok(()) }
    }
}

/// A conversation under all of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResolvedChat {
    /// The same text for every name of the conversation: the person's LID if it is known, else the id by number; the id
    /// itself for groups, newsletters and stories.
    pub key: String,
    /// What it is.
    pub kind: ChatKind,
    /// The person's number in E.164, such as `+5521999999999`, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The person's LID, `…@lid`, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lid: Option<String>,
    /// Every id that events and chats may have for it; the key comes first.
    pub ids: Vec<String>,
}

impl ResolvedChat {
    /// A conversation with one name only.
    pub fn alone(kind: ChatKind, id: impl Into<String>) -> Self {
        let key = id.into();
        Self { ids: vec![key.clone()], key, kind, phone: None, lid: None }
    }

    /// A person by the digits of the number, by LID, or by both.
    pub fn person(digits: Option<&str>, lid: Option<&str>) -> Self {
        let number = digits.map(|digits| format!("{digits}@c.us"));
        let ids: Vec<String> = lid.map(str::to_owned).into_iter().chain(number).collect();
        Self {
            key: ids.first().cloned().unwrap_or_default(),
            kind: ChatKind::Person,
            phone: digits.map(|digits| format!("+{digits}")),
            lid: lid.map(str::to_owned),
            ids,
        }
    }

    /// Whether there is nothing more to learn: a person is known by number and LID.
    pub fn is_complete(&self) -> bool {
        self.kind != ChatKind::Person || (self.phone.is_some() && self.lid.is_some())
    }
}
