//! Helper `close`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, VerbReport};
use crate::Effect;

/// Closes the session's browser and keeps the link to the phone: the next start needs no QR code.
///
/// Reads the state back: the server answers 500 to a close that worked before the login. Closing what is closed is
/// no error. Before the login the browser itself lives on until its autoclose (60 s); the report says so, and
/// `connect` waits for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Close {}

impl Helper for Close {
    type Response = VerbReport;
    const META: HelperMeta = HelperMeta::new("close", Effect::Set);
}
