use serde_json::json;

use super::*;
use crate::world::account::presets::{DEFAULT_NUMBER, Template};
use crate::world::account::{Account, Message, MessageKey, Wid};

fn account() -> Account {
    Template::named("recordings").unwrap().account(DEFAULT_NUMBER)
}

fn message(account: &Account, id: &str) -> Message {
    Message::clone(account.message(&MessageKey::parse(id).unwrap()).unwrap())
}

fn alice() -> Value {
    json!({"server": "c.us", "user": "5511999990001", "_serialized": "5511999990001@c.us"})
}

#[test]
fn ids_are_objects_when_the_page_is_read_and_texts_in_events() {
    let account = account();
    let order = message(&account, "false_5511999990001@c.us_3A0000000000000ORDER");
    let read = tree(&MessageView::new(&account, &order, Encoding::Objects));
    assert_eq!((&read["chatId"], &read["sender"]["id"]), (&alice(), &alice()));
    assert_eq!(read["sellerJid"]["user"], DEFAULT_NUMBER);
    let heard = tree(&MessageView::new(&account, &order, Encoding::Strings));
    assert_eq!(heard["chatId"], "5511999990001@c.us");
    assert_eq!(heard["sellerJid"], "5511988887777@c.us");
    assert_eq!((&read["from"], &heard["from"]), (&json!("5511999990001@c.us"), &json!("5511999990001@c.us")));
}

#[test]
fn only_the_librarys_view_carries_sender_and_content() {
    let account = account();
    let seed = message(&account, "false_5511999990001@c.us_3A00000000000000SEED");
    let view = MessageView::new(&account, &seed, Encoding::Strings);
    let whole = tree(&MessageView { session: Some("main"), ..view });
    let raw =
        RawMessageView { message: &seed, own: account.own(), encoding: Encoding::Strings, downloaded: None };
    let raw = tree(&raw);
    let added: Vec<_> =
        whole.as_object().unwrap().keys().filter(|key| raw.get(key.as_str()).is_none()).collect();
    let expected = [
        "chatId",
        "fromMe",
        "sender",
        "timestamp",
        "content",
        "isGroupMsg",
        "isLink",
        "isMMS",
        "isMedia",
        "isNotification",
        "isPSA",
        "mediaData",
        "session",
    ];
    assert_eq!(added, expected);
    assert_eq!(
        (&whole["id"], &raw["id"]["_serialized"]),
        (&json!(seed.key.to_string()), &json!(seed.key.to_string()))
    );
    assert_eq!(raw["recvFresh"], true);
}

#[test]
fn an_attribute_of_the_message_replaces_the_usual_one() {
    let account = account();
    let mut mine = message(&account, "true_5511999990001@c.us_3EB00000000000000MINE");
    mine.attributes.insert("hasReaction".to_owned(), true.into());
    let text = serde_json::to_string(&MessageView::new(&account, &mine, Encoding::Strings)).unwrap();
    assert_eq!(text.matches("\"hasReaction\"").count(), 1);
    assert!(text.contains("\"hasReaction\":true"));
}

#[test]
fn names_are_shown_by_what_is_known_of_somebody() {
    let account = account();
    let own = account.own().clone();
    let shown = |id: &Wid| account.sender_view(id, Encoding::Strings).formatted_name();
    assert_eq!(shown(&own), "You");
    assert_eq!(shown(&Wid::phone("5511999990001")), "Alice Souza");
    assert_eq!(shown(&Wid::new("123456789012345@lid")), "Lid Person");
    assert_eq!(shown(&Wid::phone("5511977770000")), "+5511977770000");
}

#[test]
fn a_chat_without_a_name_has_no_key_for_it() {
    let mut account = account();
    let id = Wid::phone("5511977770000");
    let chat = account.open_chat(&id).clone();
    let view = tree(&ChatView { account: &account, chat: &chat, encoding: Encoding::Objects });
    for absent in ["name", "lastReceivedKey"] {
        assert!(view.get(absent).is_none(), "{absent}");
    }
    assert!(view["contact"].get("pushname").is_none() && view["groupMetadata"].is_null());
    let group = account.chat(&Wid::new("120363041234567890@g.us")).unwrap();
    let view = tree(&ChatView { account: &account, chat: group, encoding: Encoding::Objects });
    assert_eq!((&view["kind"], &view["groupMetadata"]["size"]), (&json!("group"), &json!(3)));
    assert_eq!(view["lastReceivedKey"]["participant"]["user"], DEFAULT_NUMBER);
}
