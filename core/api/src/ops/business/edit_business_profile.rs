//! `POST /api/{session}/edit-business-profile`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{BusinessCategory, BusinessProfile},
};

/// Changes what is given of the account's business profile.
///
/// The names are those that the library reads; the server's own documentation has others, `adress` and `websites`, which
/// change nothing. Gives what WhatsApp answers: usually what was sent, with the account's id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EditBusinessProfile {
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Category, one of those that WhatsApp offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<BusinessCategory>,
    /// Web pages, two at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Vec<String>>,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Opening hours, in the form of WA-JS: `{config: {mon: {mode: 'specific_hours', hours: [[540, 1080]]}}, timezone}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_hours: Option<Value>,
}

operation! {
    EditBusinessProfile => Option<BusinessProfile> {
        Post "/api/{session}/edit-business-profile",
        id: "edit-business-profile",
        group: Business,
        effect: Effect::Set,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"error","message":"Error on edit business profile","error":{}}"#),
        ],
    } validate EditBusinessProfile::check
}

impl EditBusinessProfile {
    fn check(&self) -> Result<(), InvalidField> {
        if *self == Self::default() {
            return Err(InvalidField::new(
                "request",
                "changes nothing",
                "at least one of address, email, categories, website, description, businessHours",
            ));
        }
        match &self.website {
            Some(pages) if pages.len() > 2 => Err(InvalidField::new(
                "website",
                format!("has {} pages", pages.len()),
                "at most two web pages",
            )),
            _ => Ok(()),
        }
    }
}
