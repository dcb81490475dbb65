//! Helper `wipe`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, VerbReport};
use crate::Effect;

/// Closes the session and deletes its browser profile, and with it the stored login. Needs the secret key.
///
/// The phone is not told: it lists the linked device until it is removed there. `logout` first unlinks properly.
/// The name stays in show-all-sessions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Wipe {}

impl Helper for Wipe {
    type Response = VerbReport;
    const META: HelperMeta = HelperMeta { needs_secret: true, ..HelperMeta::new("wipe", Effect::Set) };
}
