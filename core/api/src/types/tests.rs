//! What was recorded of the real server, read as the domain types and written back.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::*;

/// Reads and writes it again: no key gets lost or new, whether it has a field or not.
fn round_trip<T: DeserializeOwned + Serialize>(wire: Value) -> T {
    let typed: T = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(as_text(serde_json::to_value(&typed).unwrap()), as_text(wire));
    typed
}

/// Ids are written back as text; objects without value are the same as absent ones.
fn as_text(value: Value) -> Value {
    match value {
        Value::Object(object) => match object.get("_serialized") {
            Some(serialized) if object.contains_key("server") || object.contains_key("fromMe") => {
                serialized.clone()
            }
            _ => object
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, as_text(value)))
                .collect(),
        },
        Value::Array(items) => items.into_iter().map(as_text).collect(),
        other => other,
    }
}

fn wid(user: &str, server: &str) -> Value {
    json!({"server": server, "user": user, "_serialized": format!("{user}@{server}")})
}

#[test]
fn a_chat() {
    let chat: Chat = round_trip(json!({
        "id": wid("5511999990001", "c.us"),
        "lastReceivedKey": {
            "fromMe": true, "remote": wid("5511999990001", "c.us"), "id": "3EB0",
            "_serialized": "true_5511999990001@c.us_3EB0",
        },
        "t": 1_760_000_060, "unreadCount": -1, "archive": false, "muteExpiration": -1, "pin": 1_760_000_000,
        "name": "Alice Souza", "notSpam": true, "ephemeralDuration": 604_800, "tcToken": {}, "modifyTag": 100_001,
        "kind": "chat", "isBroadcast": false, "isGroup": false, "isUser": true,
        "contact": {
            "id": wid("5511999990001", "c.us"), "name": "Alice Souza", "type": "in", "isMe": false,
            "profilePicThumbObj": {"eurl": "https://pps.whatsapp.net/v/1.jpg", "id": wid("5511999990001", "c.us")},
            "labels": [],
        },
        "groupMetadata": null,
        "presence": {"id": wid("5511999990001", "c.us"), "chatstates": [], "isOnline": true},
    }));
    assert_eq!(chat.last_received_key.unwrap().as_str(), "true_5511999990001@c.us_3EB0");
    assert_eq!((chat.unread_count, chat.mute_expiration), (Some(-1), Some(-1)));
    assert_eq!(chat.presence.unwrap().is_online, Some(true));
    let picture = chat.contact.unwrap().profile_picture.unwrap();
    assert_eq!(picture.id.unwrap().user(), "5511999990001");
}

#[test]
fn a_chat_as_events_carry_it_has_text_ids() {
    let chat: Chat =
        round_trip(json!({"id": "120363041234567890@g.us", "lastReceivedKey": "true_1@g.us_3EB0"}));
    assert!(chat.id.is_group());
}

#[test]
fn numbers_that_are_there_and_numbers_that_are_not() {
    let there: NumberStatus = round_trip(json!({
        "id": wid("551199990003", "c.us"), "isBusiness": false, "canReceiveMessage": true, "numberExists": true,
        "status": 200,
    }));
    let missing: NumberStatus = round_trip(json!({
        "id": "5511000000000@c.us", "isBusiness": false, "canReceiveMessage": false, "numberExists": false,
        "status": 404,
    }));
    assert_eq!((there.id.as_str(), missing.id.user()), ("551199990003@c.us", "5511000000000"));
}

#[test]
fn both_ids_of_a_person_spell_the_user_part_id() {
    let entry: PnLidEntry = round_trip(json!({
        "lid": {"id": "123456789012345", "server": "lid", "_serialized": "123456789012345@lid"},
        "phoneNumber": {"id": "5511999990001", "server": "c.us", "_serialized": "5511999990001@c.us"},
        "contact": {"name": "Alice Souza", "isBusiness": false, "syncToAddressbook": true},
    }));
    assert!(entry.lid.unwrap().is_lid());
    assert_eq!(entry.phone_number.unwrap().user(), "5511999990001");
    let half = json!({"phoneNumber": {"id": "55", "server": "c.us"}});
    let half: PnLidEntry = serde_json::from_value(half).unwrap();
    assert_eq!((half.phone_number.unwrap().as_str(), half.lid), ("55@c.us", None));
}

#[test]
fn an_about_text_is_text_an_object_or_nothing() {
    for status in [json!("Hey there!"), json!({"emoji": "🙂"}), Value::Null] {
        let about: ProfileStatus = round_trip(json!({"id": "5511999990001@c.us", "status": status}));
        assert_eq!(about.status.unwrap_or_default(), status);
    }
}

#[test]
fn a_list_of_mutes_in_its_two_forms() {
    let mute = |user: &str, muted: bool| {
        json!({
            "attributes": {"id": wid(user, "c.us")}, "expiration": i32::from(muted), "id": wid(user, "c.us"),
            "isMuted": muted,
        })
    };
    let totals = json!({"total": 2, "amountToMute": 1, "amountnoMute": 1});
    let all: MuteList = round_trip(json!([totals, [mute("1", true)], [mute("2", false)]]));
    assert_eq!(all.muted().filter_map(|mute| mute.id.as_ref()).map(Wid::user).collect::<Vec<_>>(), ["1"]);
    let part: MuteList = round_trip(json!([{"total": 0}, []]));
    assert_eq!((part.totals.total, part.totals.amount_to_mute, part.lists.len()), (Some(0), None, 1));
    assert!(serde_json::from_str::<MuteList>("[]").is_err());
}

#[test]
fn labels_with_and_without_a_colour() {
    let label: Label = round_trip(json!({
        "id": "1", "name": "New customer", "color": 4_294_947_840_u32, "count": 1, "hexColor": "#ffd429",
        "colorIndex": 0,
    }));
    assert_eq!((&*label.id, label.color), ("1", Some(4_294_947_840)));
    round_trip::<Label>(json!({"id": "2", "color": null}));
}

#[test]
fn the_answer_of_a_mute() {
    let result: ScopeResult = round_trip(json!({
        "me": {"wid": wid("5511988887777", "c.us"), "platform": "android", "tos": 0},
        "to": {
            "remote": wid("5511999990001", "c.us"), "fromMe": true, "id": "3EB0", "formattedName": "Alice Souza",
            "isBusiness": false, "isMyContact": true,
        },
        "erro": false, "text": null, "status": 200, "type": "sendMute", "time": 1, "timeType": "hours",
    }));
    assert_eq!((result.erro, result.time), (Some(false), Some(json!(1))));
    assert_eq!((result.kind.as_deref(), result.time_type.as_deref()), (Some("sendMute"), Some("hours")));
}
