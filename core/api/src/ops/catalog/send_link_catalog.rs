//! `POST /api/{session}/send-link-catalog`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::CatalogLink, validate};

/// Sends a text with the link to the account's own catalog, one chat after the other.
///
/// The server neither completes nor checks the ids. A failure ends the sending and does not say who got it already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendLinkCatalog {
    /// Recipients: full ids, `5521999999999@c.us`, `…@g.us`, `…@lid`.
    pub phones: Vec<String>,
    /// Text before the link.
    pub message: String,
}

impl SendLinkCatalog {
    /// Sends this text and the link to these chats.
    pub fn new(phones: Vec<String>, message: impl Into<String>) -> Self {
        Self { phones, message: message.into() }
    }
}

operation! {
    SendLinkCatalog => Vec<CatalogLink> {
        Post "/api/{session}/send-link-catalog",
        id: "send-link-catalog",
        group: Catalog,
        effect: Effect::Send,
        failures: &[
            Failure::new(401, "phones are missing", r#"{"message":"phones was not informed"}"#),
            Failure::new(500, "the library fails; some may have got it", r#"{"status":"Error","message":"Error on set enabled cart.","error":{}}"#),
        ],
    } validate SendLinkCatalog::check
}

impl SendLinkCatalog {
    fn check(&self) -> Result<(), InvalidField> {
        validate::some_of("phones", &self.phones, "a list of full ids: 5521999999999@c.us, 120363…@g.us")?;
        self.phones.iter().try_for_each(|phone| validate::chat_id("phones", phone))?;
        validate::not_blank("message", &self.message, "the text before the link")
    }
}
