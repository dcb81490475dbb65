//! Events as they arrive, read into JSON; relays verified.

use std::collections::HashMap;

use wppkit::bridge;

use crate::{Failure, client::text};

/// Reads the body of a webhook, or with `name` the data of a Socket.IO event: `{kind, name, source, session, chat,
/// data}`.
#[uniffi::export]
pub fn parse_event(body: Vec<u8>, name: Option<String>) -> Result<String, Failure> {
    let event = match name {
        Some(name) => bridge::parse_socket_event(&name, &body),
        None => bridge::parse_event(&body),
    };
    Ok(text(&event?))
}

/// A text that is the same for the same webhook of a session, however often it comes.
#[uniffi::export]
pub fn event_key(session: String, body: Vec<u8>) -> Result<Option<String>, Failure> {
    Ok(bridge::event_key(&session, &body)?)
}

/// Refuses what is no relay signed with this secret; `now` is in seconds since 1970.
#[uniffi::export]
pub fn verify_relay(
    secret: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
    now: i64,
) -> Result<(), Failure> {
    let headers: Vec<_> =
        headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    Ok(bridge::verify_relay(&secret, &headers, &body, now)?)
}

/// A QR code's text drawn with block characters.
#[uniffi::export]
pub fn qr_terminal(text: String) -> Result<String, Failure> {
    Ok(bridge::qr_terminal(&text)?)
}
