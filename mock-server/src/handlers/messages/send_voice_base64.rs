//! `POST send-voice-base64`.

use serde_json::Value;

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a voice message to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (voice, quoted) = (field(ex, "base64Ptt").unwrap_or_default(), field(ex, "quotedMessageId"));
    let quoted = quoted.unwrap_or_default();
    let send = |ex: &mut Exchange<'_>, to: Value| {
        ex.lib("sendPttFromBase64", vec![to, voice.clone(), "Voice Audio".into(), "".into(), quoted.clone()])
    };
    to_each(ex, send, |_, _| ())
}
