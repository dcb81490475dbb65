use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, SeqAccess, Visitor},
    ser::SerializeSeq,
};
use serde_json::Value;

use super::{HostDeviceInfo, MessageKey, Wid};

wire_struct! {
    /// Whether one chat is muted.
    pub struct Mute {
        /// The chat.
        maybe id: Wid = "id",
        /// Seconds since 1970 until which it is muted; 0 if it is not.
        maybe expiration: i64 = "expiration",
        /// Whether it is muted.
        maybe is_muted: bool = "isMuted",
    }
}

wire_struct! {
    /// How many chats a list of mutes is about.
    pub struct MuteTotals {
        /// All that are listed.
        maybe total: i64 = "total",
        /// The muted ones; told of all chats only.
        maybe amount_to_mute: i64 = "amountToMute",
        /// The others; told of all chats only.
        maybe amount_no_mute: i64 = "amountnoMute",
    }
}

/// Which chats are muted: on the wire a list of the totals and one or two lists of chats.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MuteList {
    /// How many there are.
    pub totals: MuteTotals,
    /// The chats asked for; of all chats first the muted ones, then the others.
    pub lists: Vec<Vec<Mute>>,
}

impl MuteList {
    /// The muted chats among those that were asked for.
    pub fn muted(&self) -> impl Iterator<Item = &Mute> {
        self.lists.iter().flatten().filter(|mute| mute.is_muted == Some(true))
    }
}

impl Serialize for MuteList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_seq(Some(1 + self.lists.len()))?;
        parts.serialize_element(&self.totals)?;
        for list in &self.lists {
            parts.serialize_element(list)?;
        }
        parts.end()
    }
}

impl<'de> Deserialize<'de> for MuteList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(MuteListVisitor)
    }
}

struct MuteListVisitor;

impl<'de> Visitor<'de> for MuteListVisitor {
    type Value = MuteList;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of totals and lists of chats")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<MuteList, A::Error> {
        let totals = parts.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
        let mut lists = Vec::new();
        while let Some(list) = parts.next_element()? {
            lists.push(list);
        }
        Ok(MuteList { totals, lists })
    }
}

impl JsonSchema for MuteList {
    fn schema_name() -> Cow<'static, str> {
        "MuteList".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (totals, list) =
            (generator.subschema_for::<MuteTotals>(), generator.subschema_for::<Vec<Mute>>());
        schemars::json_schema!({ "type": "array", "prefixItems": [totals], "items": list, "minItems": 1 })
    }
}

/// Which chats a list of mutes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum MuteKind {
    /// All chats.
    All,
    /// The muted ones.
    ToMute,
    /// The others.
    NoMute,
}

/// Unit of a mute's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MuteUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days; the wire calls them `year`.
    #[serde(rename = "year")]
    Days,
}

wire_struct! {
    /// What the library's older calls answer.
    pub struct ScopeResult {
        /// The linked phone.
        maybe me: HostDeviceInfo = "me",
        /// The chat.
        maybe to: ScopeTarget = "to",
        /// Whether it failed.
        maybe erro: bool = "erro",
        /// Why it failed.
        maybe text: String = "text",
        /// 200, or another number or word of a failure.
        maybe status: Value = "status",
        /// The call: `sendMute`.
        maybe kind: String = "type",
        /// Time that was asked for, as it was asked for; absent when it was left out.
        maybe time: Value = "time",
        /// Unit that was asked for.
        maybe time_type: String = "timeType",
    }
}

wire_struct! {
    /// The chat that an older call was about, in the form of a message id.
    pub struct ScopeTarget {
        /// A message id in the chat, of no message.
        maybe serialized: MessageKey = "_serialized",
        /// The chat.
        maybe remote: Wid = "remote",
        /// Name to show.
        maybe formatted_name: String = "formattedName",
        /// Name that the person chose.
        maybe pushname: String = "pushname",
        /// Name of a verified business.
        maybe verified_name: String = "verifiedName",
        /// Whether it is a business account.
        maybe is_business: bool = "isBusiness",
        /// Whether it is in the address book.
        maybe is_my_contact: bool = "isMyContact",
    }
}
