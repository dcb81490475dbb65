//! `PUT /api/{session}/delete-label/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, Payload, types::Done, validate};

/// Deletes a label.
///
/// The library drops the result: a wrong id succeeds and changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DeleteLabel {
    /// The label's id, from get-all-labels.
    pub id: String,
}

impl DeleteLabel {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    DeleteLabel => Done {
        Put "/api/{session}/delete-label/{id}",
        id: "delete-label",
        group: Labels,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao deletar etiqueta.","error":{}}"#),
        ],
    } validate DeleteLabel::check
}

impl DeleteLabel {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the id of a label")
    }
}
