//! Webhooks and Socket.IO events.

use wppkit_api::events::{Event, EventData, EventHead, EventKind, parse_socket, parse_webhook};

/// One byte chooses the name of a Socket.IO event; the rest is the payload.
///
/// Reading never panics; head and event agree; what cannot be read as the event that its name says is kept raw, with the
/// reason; and every event can be written.
pub fn events(data: &[u8]) {
    let [choice, body @ ..] = data else { return };
    let head = EventHead::of_webhook(body);
    let event = parse_webhook(body);
    assert!(event.is_ok() || head.is_err(), "what is stored by its head can be read: {head:?} {event:?}");
    if let (Ok(head), Ok(event)) = (&head, &event) {
        holds(head, event);
    }
    let names: Vec<&str> =
        EventKind::ALL.iter().filter_map(|kind| kind.socket_name()).chain(["unheard-of"]).collect();
    let name = names[usize::from(*choice) % names.len()];
    if let Ok(event) = parse_socket(name, body) {
        match EventHead::of_socket(name, body) {
            Ok(head) => holds(&head, &event),
            // JSON of another shape, or mended.
            Err(_) => assert_eq!(event.kind, event.data.kind()),
        }
    }
}

fn holds(head: &EventHead<'_>, event: &Event) {
    assert!(event.kind == head.kind || event.kind == EventKind::Unknown, "{head:?} {event:?}");
    assert_eq!(event.kind, event.data.kind());
    if let EventData::Unknown(unknown) = &event.data {
        assert_eq!(unknown.reason.is_some(), head.kind != EventKind::Unknown, "{event:?}");
    }
    serde_json::to_value(&event.data).expect("every event can be written");
}
