//! `GET /api/{session}/get-all-labels`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Label};

/// Lists the labels of a business account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetAllLabels {}

operation! {
    GetAllLabels => Vec<Label> {
        Get "/api/{session}/get-all-labels",
        id: "get-all-labels",
        group: Labels,
        success: 201,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao buscar etiquetas.","error":{}}"#),
        ],
    }
}
