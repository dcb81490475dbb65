//! `POST /api/{session}/promote-community-participant`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{GroupId, UserId},
};

/// Makes members admins of a community.
///
/// Answers what WhatsApp Web returns, seen as `{"status": 200}`; nothing may be built on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PromoteCommunityParticipant {
    /// The community. The server takes the full id only, so `@g.us` is added where it is missing.
    pub id: GroupId,
    /// Who: digits with country code, `…@c.us` or `…@lid`. The server takes full ids only, so `@c.us` is
    /// added where it is missing.
    pub participants_id: Vec<UserId>,
}

impl PromoteCommunityParticipant {
    /// The request.
    pub fn new(id: impl Into<GroupId>, participants_id: impl IntoIterator<Item = impl Into<UserId>>) -> Self {
        Self { id: id.into(), participants_id: participants_id.into_iter().map(Into::into).collect() }
    }
}

operation! {
    PromoteCommunityParticipant => Value {
        Post "/api/{session}/promote-community-participant",
        id: "promote-community-participant",
        group: Communities,
        effect: Effect::Set,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails; the text speaks of demoting", r#"{"status":"error","message":"Error on demote participant of communoty","error":{}}"#),
        ],
    } validate PromoteCommunityParticipant::check
}

impl PromoteCommunityParticipant {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")?;
        UserId::check_all("participantsId", &self.participants_id)
    }
}
