//! `POST /api/{session}/contact-vcard`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, SendMessageReturn},
    validate::{self, RecipientFlags},
};

/// Sends somebody's contact card.
///
/// Answers the result of the last recipient only, or nothing. The server computes the recipients a second time without
/// `isNewsletter` and `isLid`, so a newsletter or a short LID would become somebody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ContactVcard {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// Id of the contact, `5521999999999@c.us`; one only.
    pub contacts_id: String,
    /// Name on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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

impl ContactVcard {
    /// Sends the card of this contact to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, contacts_id: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            contacts_id: contacts_id.into(),
            name: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    ContactVcard => Option<SendMessageReturn> {
        Post "/api/{session}/contact-vcard",
        id: "contact-vcard",
        group: Messages,
        effect: Effect::Send,
        failures: &[Failure::new(500, "the library fails; some recipients may have got it", r#"{"status":"error","message":"Error on send contact vcard","error":{}}"#)],
    } validate ContactVcard::check
}

impl ContactVcard {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("contactsId", &self.contacts_id)?;
        if self.is_newsletter == Some(true) {
            return Err(InvalidField::new("isNewsletter", "is lost on this route", "people and groups"));
        }
        let short = |phone: &String| phone.split('@').next().is_some_and(|user| user.len() <= 14);
        if self.is_lid == Some(true) && self.phone.as_slice().iter().any(short) {
            return Err(InvalidField::new("isLid", "is lost on this route", "LIDs of more than 14 digits"));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
