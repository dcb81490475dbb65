//! `GET /api/{session}/profile-pic/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, QueryKind, types::ProfilePicture, validate};

/// Reads where the profile picture of a person or group is; the addresses expire.
///
/// Without a picture that the account may see only the id is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ProfilePic {
    /// Digits with country code, or a group's id with `isGroup`; more than 14 digits are read as a LID.
    pub phone: String,
    /// It is a group. Since 2.2.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
}

impl ProfilePic {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None }
    }
}

operation! {
    ProfilePic => Option<ProfilePicture> {
        Get "/api/{session}/profile-pic/{phone}",
        id: "profile-pic",
        group: Contacts,
        query: &[("isGroup", QueryKind::Flag)],
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on  get profile pic","error":{}}"#),
        ],
    } validate ProfilePic::check
}

impl ProfilePic {
    fn check(&self) -> Result<(), InvalidField> {
        if self.is_group == Some(true) {
            let group = self.phone.strip_suffix("@g.us").unwrap_or(&self.phone);
            return validate::user_part("phone", group, true);
        }
        validate::digits("phone", &self.phone)
    }
}
