//! `POST /api/{session}/set-profile-pic`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, TimeoutClass, types::MessageAnswer};

/// Changes the account's profile picture to an uploaded image.
///
/// The file goes beside the fields; there is no way to name a path or an address.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetProfilePic {}

operation! {
    SetProfilePic => MessageAnswer {
        Post "/api/{session}/set-profile-pic",
        id: "set-profile-pic",
        group: Profile,
        effect: Effect::Set,
        timeout: TimeoutClass::Media,
        multipart: Some("file"),
        failures: &[
            Failure::new(400, "no file is uploaded", r#"{"status":"Error","message":"File parameter is required!"}"#),
            Failure::new(500, "the file is no image, or the library fails", r#"{"status":"error","message":"Error changing profile photo","error":{}}"#),
        ],
    }
}
