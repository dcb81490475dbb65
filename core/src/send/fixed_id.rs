//! A message id that follows from the idempotency key.

use ring::digest::{SHA256, digest};

use super::{SendOptions, deliver::Sending};
use crate::{Error, Recipient, Session};

/// What WhatsApp Web's own message ids begin with.
const PREFIX: &str = "3EB0";
/// Bytes behind it, which makes 22 characters in all, as the page's own ids have.
const BYTES: usize = 9;

/// `true_<chat>_<id>`: the only form that the library takes, and only for a chat with a person.
pub(super) fn fixed_id(
    options: &SendOptions,
    sending: Sending,
    to: &Recipient,
    session: &Session,
) -> Result<String, Error> {
    let Some(key) = options.idempotency_key.as_deref() else {
        return Err(Error::invalid_input("an id can be fixed only from an idempotency key")
            .with_hint("give an idempotency key, too, or leave the fixed id out"));
    };
    if !sending.addressing.options {
        return Err(Error::invalid_input(format!("{} takes no message id", sending.id()))
            .with_hint("leave the fixed id out: the idempotency key works without it"));
    }
    if !matches!(to, Recipient::Phone(_)) {
        return Err(Error::invalid_input("an id can be fixed only in a chat with a phone number")
            .with_hint("leave the fixed id out: the idempotency key works without it"));
    }
    let chat = to.chat_id();
    let mut text = Vec::new();
    for part in [session.name(), &chat, key] {
        text.extend_from_slice(part.as_bytes());
        text.push(0);
    }
    let hash = digest(&SHA256, &text);
    let hex: String = hash.as_ref().iter().take(BYTES).map(|byte| format!("{byte:02X}")).collect();
    Ok(format!("true_{chat}_{PREFIX}{hex}"))
}
