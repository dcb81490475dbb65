//! `GET /api/{session}/contact/pn-lid/{pnLid}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, types::PnLidEntry, validate};

/// Looks up which LID belongs to a number, or which number to a LID.
///
/// What the account has not learnt yet is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PnLid {
    /// Full id of a person: `…@c.us` or `…@lid`.
    pub pn_lid: String,
}

impl PnLid {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(pn_lid: impl Into<String>) -> Self {
        Self { pn_lid: pn_lid.into() }
    }
}

operation! {
    PnLid => PnLidEntry {
        Get "/api/{session}/contact/pn-lid/{pnLid}",
        id: "pn-lid",
        group: Contacts,
        payload: Payload::Whole,
        since: "2.8.8",
        failures: &[
            Failure::new(500, "the library fails, or it is no id of a person", r#"{"status":"error","message":"Error on get contact by PN-LID","error":{}}"#),
        ],
    } validate PnLid::check
}

impl PnLid {
    fn check(&self) -> Result<(), InvalidField> {
        validate::person_id("pnLid", &self.pn_lid)
    }
}
