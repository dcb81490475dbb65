//! `POST /api/{session}/add-new-label`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Done, LabelOptions},
    validate,
};

/// Creates a label.
///
/// The library drops the result: failures are invisible and the new id is not told. List with get-all-labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AddNewLabel {
    /// What it shows.
    pub name: String,
    /// Its colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<LabelOptions>,
}

impl AddNewLabel {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), options: None }
    }
}

operation! {
    AddNewLabel => Done {
        Post "/api/{session}/add-new-label",
        id: "add-new-label",
        group: Labels,
        effect: Effect::Send,
        success: 201,
        payload: Payload::Whole,
        failures: &[
            Failure::new(401, "the name is missing; this is not about the token", r#"{"message":"Name was not informed"}"#),
            Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao adicionar etiqueta.","error":{}}"#),
        ],
    } validate AddNewLabel::check
}

impl AddNewLabel {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the label's text")
    }
}
