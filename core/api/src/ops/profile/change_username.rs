//! `POST /api/{session}/change-username`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, validate};

/// Changes the name that the account shows.
///
/// Without a name the server answers 400 and calls the library all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangeUsername {
    /// The name.
    pub name: String,
}

impl ChangeUsername {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

operation! {
    ChangeUsername => Option<bool> {
        Post "/api/{session}/change-username",
        id: "change-username",
        group: Profile,
        effect: Effect::Set,
        failures: &[
            Failure::new(400, "the name is missing", r#"{"status":"error","message":"Parameter name is required!"}"#),
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set profile name.","error":{}}"#),
        ],
    } validate ChangeUsername::check
}

impl ChangeUsername {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the name to show")
    }
}
