//! Frames of Socket.IO.

#[path = "../../core/src/events/socket/packet.rs"]
mod packet;

use packet::{Packet, read};
use serde_json::Value;

/// The bytes are a text frame.
///
/// Reading never panics, and the data of an event is JSON.
pub fn frames(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Packet::Event { data, .. } = read(&text) {
        let readable = serde_json::from_slice::<Value>(&data);
        assert!(readable.is_ok() || too_much_for_a_tree(&data), "{text}");
    }
}

/// Depth and numbers that are JSON, and no [`Value`].
fn too_much_for_a_tree(data: &[u8]) -> bool {
    serde_json::from_slice::<&serde_json::value::RawValue>(data).is_ok()
}
