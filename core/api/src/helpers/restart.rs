//! Helper `restart`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, VerbReport};
use crate::Effect;

/// Closes the session and starts it again with its stored settings, the webhook among them.
///
/// The cure for a dead browser and for a start that hangs. Does not wait for the login: `wait-until-connected`
/// does. Refused with `rejected` while a QR or pairing code waits, where the old browser would keep the profile
/// locked and the new one could not start.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Restart {}

impl Helper for Restart {
    type Response = VerbReport;
    const META: HelperMeta = HelperMeta::new("restart", Effect::Set);
}
