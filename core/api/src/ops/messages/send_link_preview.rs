//! `POST /api/{session}/send-link-preview`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends an address with a preview of its page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendLinkPreview {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The address, http or https.
    pub url: String,
    /// Text; the address is put before it unless it stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
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

impl SendLinkPreview {
    /// Sends this address to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, url: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            url: url.into(),
            caption: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendLinkPreview => Vec<SendResult> {
        Post "/api/{session}/send-link-preview",
        id: "send-link-preview",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendLinkPreview::check
}

impl SendLinkPreview {
    fn check(&self) -> Result<(), InvalidField> {
        if !["http://", "https://"].iter().any(|scheme| self.url.starts_with(scheme)) {
            return Err(InvalidField::new("url", "is not an address of the web", "http://… or https://…"));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
