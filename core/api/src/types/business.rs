use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

wire_struct! {
    /// A business profile, as far as it was changed.
    pub struct BusinessProfile {
        /// The account's id.
        maybe id: super::Wid = "id",
        /// Postal address.
        maybe address: String = "address",
        /// E-mail address.
        maybe email: String = "email",
        /// Web pages.
        maybe website: Vec<String> = "website",
        /// Description.
        maybe description: String = "description",
    }
}

/// A category of businesses, one of those that WhatsApp offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BusinessCategory {
    /// WhatsApp's number of it.
    pub id: String,
    /// Name in the account's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localized_display_name: Option<String>,
    /// The category for what is no business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_a_biz: Option<bool>,
}

impl BusinessCategory {
    /// The category with this number.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), localized_display_name: None, not_a_biz: None }
    }
}
