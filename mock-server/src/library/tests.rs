use serde_json::json;

use super::*;
use crate::world::account::presets::{DEFAULT_NUMBER, Template};
use crate::world::account::{Message, MessageKey, Wid, ack};

const ALICE: &str = "5511999990001@c.us";
const SEED: &str = "false_5511999990001@c.us_3A00000000000000SEED";
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

/// An account of the recordings, and what its calls left behind.
struct Rig {
    account: Account,
    ids: Ids,
    directory: Directory,
    events: Vec<AccountEvent>,
}

impl Rig {
    fn new() -> Self {
        let template = Template::named("recordings").unwrap();
        let account = template.account(DEFAULT_NUMBER);
        Self { account, ids: Ids::new(1), directory: template.directory, events: Vec::new() }
    }

    fn call(&mut self, method: &str, args: Value) -> Returned {
        let mut context = CallContext::new(1_767_225_600_000, &mut self.ids, &self.directory);
        let result = call(&mut self.account, method, args.as_array().unwrap(), &mut context);
        self.events.append(&mut context.events);
        result
    }

    fn value(&mut self, method: &str, args: Value) -> Value {
        self.call(method, args).unwrap().unwrap().into_tree()
    }

    /// The error as the server answers it.
    fn error(&mut self, method: &str, args: Value) -> Value {
        self.call(method, args).unwrap_err().to_json(true).unwrap()
    }
}

#[test]
fn a_text_is_stored_reported_acknowledged_and_returned() {
    let mut rig = Rig::new();
    let sent = rig.value("sendText", json!([ALICE, "Oi", {}]));
    assert_eq!(
        (&sent["body"], &sent["content"], &sent["ack"]),
        (&json!("Oi"), &json!("Oi"), &json!(ack::SENT))
    );
    assert_eq!(sent["sender"]["formattedName"], "You");
    let id = sent["id"].as_str().unwrap();
    assert!(id.starts_with("true_5511999990001@c.us_3EB0"), "{id}");
    assert_eq!(rig.value("getMessageById", json!([id]))["body"], "Oi");
    let acks: Vec<_> = rig.events.iter().map(acked).collect();
    assert_eq!(acks, [("message", ack::PENDING), ("ack", ack::SENT)]);
}

fn acked(event: &AccountEvent) -> (&'static str, i8) {
    match event {
        AccountEvent::Message(message) => ("message", message.ack),
        AccountEvent::Ack(message) => ("ack", message.ack),
        other => panic!("{other:?}"),
    }
}

#[test]
fn chats_with_people_are_opened_and_others_must_be_there() {
    let mut rig = Rig::new();
    let new = Wid::phone("5511999998888");
    rig.value("sendText", json!([new.as_str(), "x", {}]));
    assert_eq!(rig.account.chat(&new).unwrap().messages.len(), 1);
    for unknown in ["120363000000000000@g.us", "120363999999999999@newsletter"] {
        assert_eq!(rig.error("sendText", json!([unknown, "x", {}])), json!({"name": "a", "level": "error"}));
    }
    assert_eq!(rig.error("sendText", json!(["abc@c.us", "x", {}])), json!({"name": "o", "level": "error"}));
}

#[test]
fn own_messages_in_groups_name_their_author() {
    let mut rig = Rig::new();
    let sent = rig.value("sendText", json!(["120363041234567890@g.us", "x", {}]));
    assert_eq!(sent["author"], "5511988887777@c.us");
    assert!(sent["id"].as_str().unwrap().ends_with("_5511988887777@c.us"));
}

#[test]
fn a_text_without_text_has_no_body() {
    let sent = Rig::new().value("sendText", json!([ALICE, null, {}]));
    assert!(sent.get("body").is_none() && sent.get("content").is_none());
}

#[test]
fn a_quoted_message_must_exist() {
    let mut rig = Rig::new();
    let sent = rig.value("sendText", json!([ALICE, "q", {"quotedMsg": SEED}]));
    assert_eq!(sent["quotedMsg"], json!({"type": "chat", "body": "Hello from Alice"}));
    assert_eq!(sent["quotedMsgId"], SEED);
    let unknown = json!([ALICE, "q", {"quotedMsg": "false_5511999990001@c.us_NOSUCH"}]);
    assert_eq!(rig.error("sendText", unknown), json!({"name": "r", "level": "error"}));
    let garbage = json!([ALICE, PNG, {"quotedMsg": "garbage"}]);
    assert_eq!(rig.error("sendFile", garbage), json!({"name": "Error", "level": "error"}));
}

#[test]
fn a_message_id_of_ones_own_must_fit_the_chat() {
    let mut rig = Rig::new();
    let wanted = "true_5511999990001@c.us_3EB0AAAA";
    assert_eq!(rig.value("sendText", json!([ALICE, "x", {"messageId": wanted}]))["id"], wanted);
    for refused in ["3EB0AAAA", "false_5511999990001@c.us_3EB0", "true_5511999990002@c.us_3EB0"] {
        assert!(rig.call("sendText", json!([ALICE, "x", {"messageId": refused}])).is_err(), "{refused}");
    }
}

#[test]
fn a_file_answers_with_id_and_ack_only() {
    let mut rig = Rig::new();
    let sent = rig.value("sendFile", json!([ALICE, PNG, {"filename": "a.png", "caption": "cap"}]));
    assert_eq!(sent.as_object().unwrap().keys().collect::<Vec<_>>(), ["ack", "id"]);
    let message = rig.value("getMessageById", json!([sent["id"]]));
    assert_eq!((&message["type"], &message["caption"]), (&json!("image"), &json!("cap")));
    assert_eq!(message["mediaData"]["mediaStage"], "RESOLVED");
    let voice =
        rig.value("sendPttFromBase64", json!([ALICE, "data:audio/mp3;base64,AA==", "Voice Audio", ""]));
    assert_eq!(rig.value("getMessageById", json!([voice["id"]]))["type"], "ptt");
}

#[test]
fn files_that_are_none_throw_as_recorded() {
    let mut rig = Rig::new();
    let missing = json!([ALICE, "/nonexistent/file.png", {}]);
    assert_eq!(rig.error("sendFile", missing), json!({"code": "empty_file", "level": "error"}));
    assert_eq!(rig.error("sendFile", json!([ALICE, null, {}])), json!({"level": "error"}));
    let voice = json!([ALICE, null, "Voice Audio", ""]);
    assert_eq!(rig.error("sendPttFromBase64", voice), json!({"name": "TypeError", "level": "error"}));
}

#[test]
fn history_is_read_in_pages_oldest_first() {
    let mut rig = Rig::new();
    let ids = |page: Value| -> Vec<String> {
        let id = |message: &Value| message["id"].as_str().unwrap().rsplit('_').next().unwrap().to_owned();
        page.as_array().unwrap().iter().map(id).collect()
    };
    let two = rig.value("getMessages", json!([ALICE, {"count": 2, "direction": "before", "id": null}]));
    assert_eq!(ids(two), ["3EB00000000000000PIX1", "3EB00000000000000PIX2"]);
    let all = rig.value("getMessages", json!([ALICE, {"count": -1}]));
    assert_eq!(ids(all).len(), 7);
    let after = rig.value("getMessages", json!([ALICE, {"count": 1, "direction": "after", "id": SEED}]));
    assert_eq!(ids(after), ["3A0000000000000IMAGE"]);
    assert_eq!(
        rig.error("getMessages", json!(["5511999990001", {}])),
        json!({"name": "a", "level": "error"})
    );
}

#[test]
fn numbers_are_checked_against_the_directory() {
    let mut rig = Rig::new();
    let shorter = rig.value("checkNumberStatus", json!(["5511999990003@c.us"]));
    assert_eq!((&shorter["id"]["user"], &shorter["status"]), (&json!("551199990003"), &json!(200)));
    let missing = rig.value("checkNumberStatus", json!(["5511000000000@c.us"]));
    assert_eq!((&missing["id"], &missing["numberExists"]), (&json!("5511000000000@c.us"), &json!(false)));
    assert_eq!(rig.error("checkNumberStatus", json!(["abc@c.us"])), json!({"name": "o", "level": "error"}));
}

#[test]
fn channels_are_no_chats_of_the_list_and_a_seen_chat_has_nothing_unread() {
    let mut rig = Rig::new();
    rig.call("sendSeen", json!([ALICE])).unwrap();
    let chats = rig.value("getAllChats", json!([]));
    let ids: Vec<_> =
        chats.as_array().unwrap().iter().map(|chat| chat["id"]["_serialized"].clone()).collect();
    assert!(!ids.contains(&json!("120363111111111111@newsletter")));
    assert_eq!((&ids[0], &chats[0]["unreadCount"]), (&json!(ALICE), &json!(0)));
}

#[test]
fn a_method_that_the_library_lacks_throws() {
    assert_eq!(Rig::new().error("sendSmoke", json!([])), json!({"level": "error"}));
}

/// A host that writes down what listeners publish.
struct Ear {
    rig: Rig,
    heard: Vec<(String, Value)>,
}

impl listeners::Host for Ear {
    fn session(&self) -> &str {
        "main"
    }
    fn account(&mut self) -> Option<&mut Account> {
        Some(&mut self.rig.account)
    }
    fn call(&mut self, method: &str, args: Vec<Value>) -> Returned {
        self.heard.push((format!("call {method}"), Value::Null));
        self.rig.call(method, Value::Array(args))
    }
    fn webhook(&mut self, event: &str, data: Value) {
        self.heard.push((format!("webhook {event}"), data));
    }
    fn message_webhook(&mut self, event: &str, _: &Message, text: &[u8]) {
        self.heard.push((format!("webhook {event}"), serde_json::from_slice(text).unwrap()));
    }
    fn socket(&mut self, event: &'static str, text: Vec<u8>) {
        self.heard.push((format!("socket {event}"), serde_json::from_slice(&text).unwrap()));
    }
}

impl Ear {
    fn hear(mut self) -> Vec<(String, Value)> {
        for event in std::mem::take(&mut self.rig.events) {
            listeners::publish(&mut self, event);
        }
        self.heard
    }

    fn arrive(what: Value) -> Vec<(String, Value)> {
        let mut rig = Rig::new();
        let what = what.as_object().unwrap().clone();
        rig.events =
            crate::world::account::deliver(&mut rig.account, &mut rig.ids, 1_767_225_600_000, &what).unwrap();
        Self { rig, heard: Vec::new() }.hear()
    }
}

fn names(heard: &[(String, Value)]) -> Vec<&str> {
    heard.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_sent_file_is_heard_of_and_its_download_fails_quietly() {
    let mut rig = Rig::new();
    rig.value("sendFile", json!([ALICE, PNG, {}]));
    let heard = Ear { rig, heard: Vec::new() }.hear();
    let expected = ["socket received-message", "socket onack", "call decryptFile", "webhook onack"];
    assert_eq!(names(&heard), expected);
    assert_eq!(heard[0].1["response"]["ack"], ack::PENDING);
    assert_eq!((&heard[3].1["ack"], &heard[3].1["body"]), (&json!(ack::SENT), &json!("")));
    assert_eq!(heard[3].1["id"]["remote"], ALICE);
}

#[test]
fn a_received_file_replaces_the_body_but_not_the_content() {
    let heard = Ear::arrive(json!({"event": "message", "type": "image", "body": "thumb", "media": "AAAA"}));
    let (_, message) = &heard[1];
    assert_eq!(heard[1].0, "webhook onmessage");
    assert_eq!((&message["body"], &message["content"]), (&json!("AAAA"), &json!("thumb")));
    assert_eq!(heard.last().unwrap().1["response"]["session"], "main");
}

#[test]
fn own_messages_and_stories_reach_the_socket_only() {
    for what in
        [json!({"event": "message", "fromMe": true}), json!({"event": "message", "chat": "status@broadcast"})]
    {
        assert_eq!(names(&Ear::arrive(what)), ["socket received-message"]);
    }
}

#[test]
fn each_location_message_adds_one_more_listener() {
    let mut rig = Rig::new();
    let key =
        |id: &str| MessageKey { from_me: false, remote: Wid::new(ALICE), id: id.into(), participant: None };
    for id in ["3A1", "3A2"] {
        let mut place = Message::text(key(id), 1, 1, "");
        place.kind = "location".into();
        rig.events.push(AccountEvent::Message(place.into()));
    }
    let data = json!({"type": "update"});
    rig.events.push(AccountEvent::LiveLocation { sender: Wid::new(ALICE), data });
    let heard = Ear { rig, heard: Vec::new() }.hear();
    assert_eq!(names(&heard).iter().filter(|name| **name == "webhook location").count(), 2);
}
