//! `POST /api/{session}/group-pic`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, TimeoutClass,
    types::{MessageAnswer, OneOrMany},
    validate,
};

/// Sets the picture of a group, from an upload, a file or an address.
///
/// What is no image is refused with the code `invalid_image` in `error`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupPic {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// File on the server's own disk, URL that the server downloads, or data URL; wins over an upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl GroupPic {
    /// The request; everything else keeps the server's default.
    pub fn new(group_id: impl Into<OneOrMany<String>>) -> Self {
        Self { group_id: group_id.into(), path: None }
    }
}

operation! {
    GroupPic => MessageAnswer {
        Post "/api/{session}/group-pic",
        id: "group-pic",
        group: Groups,
        effect: Effect::Set,
        timeout: TimeoutClass::Media,
        success: 201,
        multipart: Some("file"),
        failures: &[
            Failure::new(401, "neither a path nor an upload is given; the library is called all the same", r#"{"message":"Sending the image is mandatory"}"#),
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error changing group photo","error":{}}"#),
        ],
    } validate GroupPic::check
}

impl GroupPic {
    fn check(&self) -> Result<(), InvalidField> {
        if self.path.as_deref().is_some_and(|path| path.trim().is_empty()) {
            return Err(InvalidField::new(
                "path",
                "is empty",
                "a path, a URL, a data URL, or no path and an upload",
            ));
        }
        validate::group_ids("groupId", &self.group_id)
    }
}
