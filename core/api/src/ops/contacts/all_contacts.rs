//! `GET /api/{session}/all-contacts`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Contact};

/// Lists everybody whom the account knows; may be many megabytes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllContacts {}

operation! {
    AllContacts => Vec<Contact> {
        Get "/api/{session}/all-contacts",
        id: "all-contacts",
        group: Contacts,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get all constacts","error":{}}"#),
        ],
    }
}
