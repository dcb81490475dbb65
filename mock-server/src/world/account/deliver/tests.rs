use serde_json::json;

use super::*;
use crate::world::account::presets::{DEFAULT_NUMBER, Template};

const NOW: u64 = 1_767_225_600_000;

fn arrive(account: &mut Account, what: &Value) -> Result<Vec<AccountEvent>, String> {
    deliver(account, &mut Ids::new(1), NOW, what.as_object().unwrap())
}

fn account() -> Account {
    Template::named("recordings").unwrap().account(DEFAULT_NUMBER)
}

/// Data of the only event, which must be a notice with this name.
fn notice(events: &[AccountEvent], name: &str) -> Value {
    match events {
        [AccountEvent::Notice { event, data, .. }] if *event == name => data.clone(),
        other => panic!("{other:?}"),
    }
}

fn message(events: &[AccountEvent]) -> &Message {
    match events {
        [AccountEvent::Message(message)] => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_lands_in_its_chat_and_counts_as_unread() {
    let mut account = account();
    let events = arrive(&mut account, &json!({"event": "message", "body": "Oi"})).unwrap();
    let alice = account.chat(&Wid::phone("5511999990001")).unwrap();
    assert_eq!(alice.unread, 2);
    assert_eq!(alice.last().unwrap().key, message(&events).key);
    assert_eq!(message(&events).notify_name.as_ref(), "Alice");
}

#[test]
fn a_group_message_names_its_author_and_own_messages_are_not_unread() {
    let mut account = account();
    let group = "120363041234567890@g.us";
    let events = arrive(&mut account, &json!({"event": "message", "chat": group, "body": "x"})).unwrap();
    let id = message(&events).key.to_string();
    assert!(
        id.starts_with("false_120363041234567890@g.us_3A") && id.ends_with("_5511999990001@c.us"),
        "{id}"
    );
    arrive(&mut account, &json!({"event": "message", "fromMe": true, "chat": group})).unwrap();
    assert_eq!(account.chat(&Wid::new(group)).unwrap().unread, 1);
}

#[test]
fn a_notification_is_kept_but_nobody_hears_of_it() {
    let mut account = account();
    let what =
        json!({"event": "message", "type": "gp2", "subtype": "add", "chat": "120363041234567890@g.us"});
    assert!(arrive(&mut account, &what).unwrap().is_empty());
}

#[test]
fn an_ack_without_an_id_meets_the_newest_own_text() {
    let mut account = account();
    let events = arrive(&mut account, &json!({"event": "ack", "ack": 4})).unwrap();
    let [AccountEvent::Ack(acked)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(
        (acked.key.to_string().as_str(), acked.ack),
        ("true_5511999990001@c.us_3EB00000000000000MINE", 4)
    );
    assert_eq!(account.message(&acked.key).unwrap().ack, 4);
    assert!(arrive(&mut account, &json!({"event": "ack", "ack": 9})).is_err());
}

#[test]
fn a_vote_leaves_holes_for_the_options_that_were_not_chosen() {
    let mut account = account();
    let events = arrive(&mut account, &json!({"event": "poll"})).unwrap();
    let selected = notice(&events, "onpollresponse")["selectedOptions"].clone();
    assert_eq!(selected, json!([null, {"name": "B", "localId": 1}]));
    let voted = &account.data().feedback["true_5511999990001@c.us_3EB0000000000000POLL"].votes;
    assert_eq!((voted.len(), &voted[0].options[..], voted[0].timestamp_ms), (1, &[1][..], NOW));
    assert!(arrive(&mut account, &json!({"event": "poll", "options": ["C"]})).is_err());
}

#[test]
fn a_revoked_message_names_the_message_and_the_deletion() {
    let mut account = account();
    let events = arrive(&mut account, &json!({"event": "revoke"})).unwrap();
    let data = notice(&events, "onrevokedmessage");
    assert_eq!(data["refId"], "false_5511999990001@c.us_3A00000000000000SEED");
    assert_ne!(data["id"], data["refId"]);
}

#[test]
fn members_who_arrive_and_leave_change_the_group() {
    let mut account = account();
    let join = json!({"event": "participants", "action": "join", "who": ["5511999990009"]});
    assert_eq!(notice(&arrive(&mut account, &join).unwrap(), "onparticipantschanged")["operation"], "add");
    assert_eq!(account.data().groups[0].participants.len(), 4);
    arrive(&mut account, &json!({"event": "participants", "action": "leave"})).unwrap();
    assert_eq!(account.data().groups[0].participants.len(), 3);
}

#[test]
fn presence_calls_reactions_labels_and_places_carry_their_data() {
    let mut account = account();
    let events = arrive(&mut account, &json!({"event": "presence", "group": true})).unwrap();
    assert_eq!(notice(&events, "onpresencechanged")["participants"][0]["shortName"], "Alice");
    let events = arrive(&mut account, &json!({"event": "call", "isVideo": true})).unwrap();
    assert_eq!(notice(&events, "incomingcall")["peerJid"], "5511999990001@c.us");
    let events = arrive(&mut account, &json!({"event": "reaction", "text": ""})).unwrap();
    assert_eq!(notice(&events, "onreactionmessage")["reactionText"], "");
    let events = arrive(&mut account, &json!({"event": "label", "type": "add"})).unwrap();
    assert_eq!(notice(&events, "onupdatelabel")["chat"]["id"], "5511999990001@c.us");
    let events = arrive(&mut account, &json!({"event": "location", "kind": "end"})).unwrap();
    let [AccountEvent::LiveLocation { data, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(data["type"], "disablle");
}

#[test]
fn what_cannot_be_understood_changes_nothing() {
    let mut account = account();
    for wrong in [
        json!({}),
        json!({"event": "earthquake"}),
        json!({"event": "message", "boddy": "x"}),
        json!({"event": "message", "chat": "nobody@nowhere"}),
        json!({"event": "ack", "ack": 1, "id": "true_5511999990001@c.us_NOSUCH"}),
        json!({"event": "message", "media": "***"}),
    ] {
        assert!(arrive(&mut account, &wrong).is_err(), "{wrong}");
    }
    assert_eq!(account.chat(&Wid::phone("5511999990001")).unwrap().messages.len(), 7);
}
