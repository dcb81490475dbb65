//! `POST /api/{session}/forward-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::{
    Effect, Failure, InvalidField,
    types::OneOrMany,
    validate::{self, RecipientFlags},
};

/// Forwards messages to one chat.
///
/// Always sent as a list: the server takes a single id apart letter by letter and fails. Before 2.9.0 the answer was a
/// boolean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ForwardMessages {
    /// The receiver: digits with country code, or an id with the matching flag. One only: the server ignores the
    /// others.
    pub phone: OneOrMany<String>,
    /// Serialized ids of the messages.
    #[serde(serialize_with = "as_list")]
    pub message_id: OneOrMany<String>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl ForwardMessages {
    /// Forwards these messages to this chat.
    pub fn new(phone: impl Into<OneOrMany<String>>, message_id: impl Into<OneOrMany<String>>) -> Self {
        Self {
            phone: phone.into(),
            message_id: message_id.into(),
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    ForwardMessages => Vec<Value> {
        Post "/api/{session}/forward-messages",
        id: "forward-messages",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "there is no such chat or message", r#"{"status":"error","message":"Error forwarding message","error":{}}"#)],
    } validate ForwardMessages::check
}

impl ForwardMessages {
    fn check(&self) -> Result<(), InvalidField> {
        validate::one_recipient(&self.phone)?;
        validate::message_ids("messageId", &self.message_id)?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}

fn as_list<S: Serializer>(ids: &OneOrMany<String>, serializer: S) -> Result<S::Ok, S::Error> {
    ids.as_slice().serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_id_leaves_as_a_list() {
        let request = ForwardMessages::new("5511999990001", "false_5511@c.us_3A");
        let sent = serde_json::to_value(&request).unwrap();
        assert_eq!(sent["messageId"], serde_json::json!(["false_5511@c.us_3A"]));
    }

    #[test]
    fn a_second_recipient_would_be_ignored_and_is_refused() {
        let both = vec!["5511999990001".to_owned(), "5511999990002".to_owned()];
        let error = ForwardMessages::new(both, "false_5511@c.us_3A").check().unwrap_err();
        assert_eq!(error.field, "phone");
    }
}
