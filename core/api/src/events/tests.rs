use serde_json::{Value, json};

use super::*;

fn webhook(body: &Value) -> Event {
    parse_webhook(body.to_string().as_bytes()).unwrap()
}

fn socket(name: &str, data: &Value) -> Event {
    parse_socket(name, data.to_string().as_bytes()).unwrap()
}

fn head(body: &Value) -> (EventKind, Option<String>, Option<String>) {
    let text = body.to_string();
    let head = EventHead::of_webhook(text.as_bytes()).unwrap();
    (head.kind, head.id.map(Into::into), head.chat.map(Into::into))
}

#[test]
fn a_message_is_the_same_whichever_way_it_comes() {
    let message = json!({"id": "false_5521@c.us_3A", "type": "chat", "body": "Olá", "from": "5521@c.us"});
    let mut body = json!({"event": "onmessage", "session": "shop"});
    body.as_object_mut().unwrap().extend(message.as_object().unwrap().clone());
    let mut response = message.clone();
    response["session"] = json!("shop");
    let events = [webhook(&body), socket("received-message", &json!({"response": response}))];
    for event in events {
        assert_eq!(event.kind, EventKind::Message, "{event:?}");
        assert_eq!(event.session.as_deref(), Some("shop"));
        assert_eq!(event.message().unwrap().body.as_deref(), Some("Olá"));
    }
    let own = json!({"response": {"id": "true_5521@c.us_3A", "fromMe": true}});
    assert_eq!(socket("received-message", &own).kind, EventKind::SelfMessage);
}

#[test]
fn ids_may_be_text_or_objects() {
    let object =
        json!({"fromMe": true, "remote": "5521@c.us", "id": "3EB0", "_serialized": "true_5521@c.us_3EB0"});
    for id in [object, json!("true_5521@c.us_3EB0")] {
        let ack = json!({"event": "onack", "session": "shop", "id": id, "ack": 2, "from": "1@c.us", "to": "5521@c.us"});
        let EventData::Ack(change) = webhook(&ack).data else { panic!("{ack}") };
        assert_eq!(change.id.as_str(), "true_5521@c.us_3EB0");
        let (id, chat) = (Some("true_5521@c.us_3EB0".to_owned()), Some("5521@c.us".to_owned()));
        assert_eq!(head(&ack), (EventKind::Ack, id, chat));
    }
}

#[test]
fn old_spellings_are_understood() {
    let EventData::StatusFind(find) =
        webhook(&json!({"event": "status-find", "status": "desconnectedMobile"})).data
    else {
        panic!()
    };
    assert_eq!(find.status, "desconnectedMobile");
    let end = json!({"event": "location", "session": "s", "type": "disablle", "id": "5521@c.us", "chat": "5521@c.us"});
    let EventData::Location(location) = webhook(&end).data else { panic!() };
    assert_eq!(location.kind.as_deref(), Some("disablle"));
}

#[test]
fn a_field_of_the_message_may_stand_where_event_and_session_were() {
    for shadow in [json!({"name": "party"}), json!("party"), Value::Null, json!([1])] {
        let body = json!({"event": shadow, "session": {"x": 1}, "id": "false_120@g.us_3A_5521@c.us", "type": "event_creation"});
        let event = webhook(&body);
        assert_eq!((event.kind, event.session.as_deref()), (EventKind::Message, None), "{body}");
        assert_eq!(head(&body).2.as_deref(), Some("120@g.us"));
    }
}

#[test]
fn what_is_not_known_is_kept_as_it_came() {
    let odd = json!({"event": "onsomethingnew", "session": "shop", "x": [1, {"y": null}]});
    let event = webhook(&odd);
    assert_eq!((event.kind, event.name.as_str()), (EventKind::Unknown, "onsomethingnew"));
    let EventData::Unknown(unknown) = event.data else { panic!() };
    assert_eq!((unknown.raw, unknown.reason), (odd, None));
    let broken = json!({"event": "onack", "session": "shop", "ack": "read"});
    let EventData::Unknown(unknown) = webhook(&broken).data else { panic!() };
    assert!(unknown.reason.is_some());
    for (name, data) in
        [("received-message", json!("text")), ("whatsapp-status", json!({})), ("new", json!(1))]
    {
        assert_eq!(socket(name, &data).kind, EventKind::Unknown, "{name}");
    }
}

#[test]
fn socket_events_without_an_object_are_read() {
    assert_eq!(socket("whatsapp-status", &json!(false)).data, EventData::WhatsappStatus(false));
    let error = socket("session-error", &json!("shop"));
    assert_eq!((error.kind, error.session.as_deref()), (EventKind::SessionError, Some("shop")));
    let EventData::QrCode(code) =
        socket("qrCode", &json!({"data": "data:image/png;base64,AAAA", "session": "s"})).data
    else {
        panic!()
    };
    assert_eq!(code.qrcode, "AAAA");
    let sent = socket("mensagem-enviada", &json!([{"id": "true_5521@c.us_3A"}]));
    assert!(matches!(sent.data, EventData::SentMessages(SentMessages::Messages(list)) if list.len() == 1));
    let reply = socket("mensagem-enviada", &json!({"message": "x", "to": ["5521"]}));
    assert!(matches!(reply.data, EventData::SentMessages(SentMessages::Other(_))));
}

#[test]
fn the_conversation_decides_the_order() {
    for (body, chat) in [
        (json!({"event": "onmessage", "id": "false_5521@c.us_A", "from": "5521@c.us"}), "5521@c.us"),
        (json!({"event": "onmessage", "id": "A", "from": "5521@c.us", "to": "1@c.us"}), "5521@c.us"),
        (
            json!({"event": "onselfmessage", "id": "A", "fromMe": true, "from": "1@c.us", "to": "5521@c.us"}),
            "5521@c.us",
        ),
        (
            json!({"event": "onreactionmessage", "msgId": {"_serialized": "true_5521@c.us_A"}, "id": "x"}),
            "5521@c.us",
        ),
        (json!({"event": "onrevokedmessage", "refId": "false_120@g.us_A_5521@c.us"}), "120@g.us"),
        (json!({"event": "onparticipantschanged", "groupId": "120@g.us"}), "120@g.us"),
        (json!({"event": "incomingcall", "id": "c", "peerJid": "5521@c.us", "groupJid": null}), "5521@c.us"),
        (json!({"event": "onupdatelabel", "chat": {"id": {"server": "c.us", "user": "5521"}}}), "5521@c.us"),
        (json!({"event": "onpresencechanged", "id": "5521@c.us"}), "5521@c.us"),
    ] {
        assert_eq!(head(&body).2.as_deref(), Some(chat), "{body}");
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for body in ["", "null", "[]", "\"onmessage\"", "{", "{\"event\":", "{\"a\":1} x", "\u{feff}{}"] {
        assert!(parse_webhook(body.as_bytes()).is_err(), "{body}");
    }
    assert!(parse_socket("onack", b"{").is_err());
}

#[test]
fn half_characters_and_damaged_bytes_spoil_no_event() {
    let cut = br#"{"event":"onmessage","id":"false_1@c.us_A","type":"chat","body":"oi \ud83d"}"#;
    let event = parse_webhook(cut).unwrap();
    assert_eq!(event.kind, EventKind::Message);
    assert_eq!(event.message().and_then(|message| message.body.as_deref()), Some("oi \u{fffd}"));
    let damaged =
        parse_webhook(b"{\"event\":\"onmessage\",\"id\":\"false_1@c.us_A\",\"body\":\"a\xffb\"}").unwrap();
    assert_eq!(damaged.message().and_then(|message| message.body.as_deref()), Some("a\u{fffd}b"));
}

#[test]
fn every_kind_has_a_name_of_its_own_and_there_are_as_many_as_the_server_has() {
    let webhooks = EventKind::ALL.iter().filter_map(|kind| kind.webhook_name()).count();
    let sockets = EventKind::ALL.iter().filter_map(|kind| kind.socket_name()).count();
    assert_eq!((webhooks, sockets), (17, 15));
    for kind in EventKind::ALL {
        assert_eq!(EventKind::named(kind.as_str()), Some(*kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}
