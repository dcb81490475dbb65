//! `GET /api/{session}/common-groups/{wid}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Failure, InvalidField, Payload,
    types::{UserId, Wid},
};

/// Lists the groups in which both the account and somebody else are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CommonGroups {
    /// Who: digits with country code, `…@c.us` or `…@lid`. The server takes the full id only, so `@c.us` is
    /// added where it is missing.
    pub wid: UserId,
}

impl CommonGroups {
    /// The request.
    pub fn new(wid: impl Into<UserId>) -> Self {
        Self { wid: wid.into() }
    }
}

operation! {
    CommonGroups => Vec<Wid> {
        Get "/api/{session}/common-groups/{wid}",
        id: "common-groups",
        group: Groups,
        payload: Payload::Whole,
        since: "2.3.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get common groups","error":{}}"#),
        ],
    } validate CommonGroups::check
}

impl CommonGroups {
    fn check(&self) -> Result<(), InvalidField> {
        self.wid.check("wid")
    }
}
