//! `POST /api/{session}/send-mute`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{MuteUnit, OneOrMany, ScopeResult},
    validate,
};

/// Mutes conversations for a time, or, without `time`, unmutes them.
///
/// Of several chats only the last one is answered. The chats count as read afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendMute {
    /// The other side of the chats: digits with country code, or ids with the matching flag. More than one is
    /// a list.
    pub phone: OneOrMany<String>,
    /// They are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// They are LIDs of more than 14 digits; shorter ones and newsletters would become somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// For how long, in units of `type`. Left out, the chats are unmuted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<u32>,
    /// Unit of `time`: `hours` (the default), `minutes`, or `year`, which adds days and not years.
    #[serde(rename = "type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<MuteUnit>,
}

impl SendMute {
    /// Unmutes the chats.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), is_group: None, is_lid: None, time: None, unit: None }
    }

    /// Mutes the chats from now on.
    pub fn mute(phone: impl Into<OneOrMany<String>>, time: u32, unit: MuteUnit) -> Self {
        Self { time: Some(time), unit: Some(unit), ..Self::new(phone) }
    }
}

operation! {
    SendMute => Option<ScopeResult> {
        Post "/api/{session}/send-mute",
        id: "send-mute",
        group: Chat,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on send mute","error":{}}"#),
        ],
    } validate SendMute::check
}

impl SendMute {
    fn check(&self) -> Result<(), InvalidField> {
        if self.time == Some(0) {
            return Err(InvalidField::new(
                "time",
                "is 0: the chat would not be muted",
                "1 or more, or left out to unmute",
            ));
        }
        validate::recomputed(&self.phone, self.is_group, self.is_lid)
    }
}
