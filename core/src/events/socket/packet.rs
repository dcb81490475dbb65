//! Packets of Engine.IO 4 and Socket.IO 5, as far as a server that only broadcasts needs them.

use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One packet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet {
    /// The connection is open; so long may it be silent.
    Open { silence: Duration },
    /// Answer it, or the server hangs up.
    Ping,
    /// The namespace is joined: events come from now on.
    Connected,
    /// An event: its name, and its first argument as JSON.
    Event { name: String, data: Bytes },
    /// The server ends it, and why.
    Closed(String),
    /// Nothing to do.
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Handshake {
    ping_interval: u64,
    ping_timeout: u64,
}

/// Reads a text frame. What makes no sense is nothing to do: a server that grew does not break its clients.
pub(super) fn read(text: &str) -> Packet {
    let mut rest = text.chars();
    match (rest.next(), rest.next()) {
        (Some('0'), _) => match serde_json::from_str::<Handshake>(&text[1..]) {
            Ok(open) => Packet::Open {
                silence: Duration::from_millis(open.ping_interval.saturating_add(open.ping_timeout)),
            },
            Err(_) => Packet::Other,
        },
        (Some('1'), _) => Packet::Closed("the server closed the connection".to_owned()),
        (Some('2'), None) => Packet::Ping,
        (Some('4'), Some('0')) => Packet::Connected,
        (Some('4'), Some('1')) => Packet::Closed("the server disconnected the client".to_owned()),
        (Some('4'), Some('2')) => event(&text[2..]),
        (Some('4'), Some('4')) => Packet::Closed(format!("the server refused: {}", &text[2..])),
        _ => Packet::Other,
    }
}

/// `["name", data, …]`, after the number that asks for an acknowledgement, which nothing here needs.
fn event(text: &str) -> Packet {
    let list = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let Ok(arguments) = serde_json::from_str::<Vec<&RawValue>>(list) else { return Packet::Other };
    let name = arguments.first().and_then(|name| serde_json::from_str(name.get()).ok());
    let Some(name) = name else { return Packet::Other };
    let data = arguments.get(1).map_or("null", |data| data.get());
    Packet::Event { name, data: Bytes::copy_from_slice(data.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_told_apart() {
        let silence = Duration::from_secs(45);
        let open = r#"0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1}"#;
        assert_eq!(read(open), Packet::Open { silence });
        assert_eq!(read("2"), Packet::Ping);
        assert_eq!(read(r#"40{"sid":"y"}"#), Packet::Connected);
        let event = |name: &str, data: &'static str| Packet::Event { name: name.into(), data: data.into() };
        assert_eq!(read(r#"42["whatsapp-status",false]"#), event("whatsapp-status", "false"));
        assert_eq!(read(r#"4217["onack",{"ack":1}]"#), event("onack", r#"{"ack":1}"#));
        assert_eq!(read(r#"42["bare"]"#), event("bare", "null"));
        assert!(matches!(read("41"), Packet::Closed(_)));
        assert!(matches!(read(r#"44{"message":"no"}"#), Packet::Closed(_)));
    }

    #[test]
    fn nonsense_is_nothing_to_do() {
        for text in ["", "0", "0{", "42", "42[", "42[1]", "42{}", "9", "é", "4é", "2probe", "45-[\"x\"]"] {
            assert_eq!(read(text), Packet::Other, "{text}");
        }
    }
}
