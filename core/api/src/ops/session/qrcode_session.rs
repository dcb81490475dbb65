//! `GET /api/{session}/qrcode-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Payload, types::QrCodeAnswer};

/// Fetches the QR code as a PNG, or the reason why there is none (both with status 200).
///
/// The picture is stale after login and after autoclose: compare with status-session before showing it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct QrcodeSession {}

operation! {
    QrcodeSession => QrCodeAnswer {
        Get "/api/{session}/qrcode-session",
        id: "qrcode-session",
        group: Session,
        needs_connected: false,
        payload: Payload::PngOrObject,
    }
}
