//! `PUT /api/{session}/delete-all-labels`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, types::Done};

/// Deletes all labels.
///
/// The library drops the result: failures are invisible.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DeleteAllLabels {}

operation! {
    DeleteAllLabels => Done {
        Put "/api/{session}/delete-all-labels",
        id: "delete-all-labels",
        group: Labels,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao deletar todas as etiquetas.","error":{}}"#),
        ],
    }
}
