//! Helper `logout`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, VerbReport};
use crate::Effect;

/// Unlinks the session from the phone and deletes its login: the next start needs a QR or pairing code.
///
/// Works only while connected; otherwise `not_connected`, because the link would stay. The browser goes one to two
/// seconds after the server's answer and takes a session started meanwhile with it, so the helper waits for that
/// by default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Logout {
    /// Whether to wait until the session can be started again (3 s); yes by default. `connect` of the same client
    /// waits for it in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle: Option<bool>,
}

impl Logout {
    /// Returns as soon as the logout is proven.
    pub fn without_settling() -> Self {
        Self { settle: Some(false) }
    }
}

impl Helper for Logout {
    type Response = VerbReport;
    const META: HelperMeta = HelperMeta::new("logout", Effect::Set);
}
