//! Worlds in which something is wrong, and acks that do not come as they should.

use serde_json::{Value, json};
use wppkit_mock::world::acks::{AckRules, LaterAck};
use wppkit_mock::world::effect::Effect;
use wppkit_mock::world::faults::{CallFault, Fault};
use wppkit_mock::world::preset::Preset;
use wppkit_mock::world::session::StateWord;

use crate::story::{SCAN, Story};

const TO: &str = "5511999990001@c.us";

fn world_of(preset: Preset) -> Story {
    let mut story = Story::new();
    story.world.reset(preset);
    story.left();
    story
}

fn send(story: &mut Story, session: &str) -> Result<Value, String> {
    let sent = story.world.call_client(None, session, "sendText", &[json!(TO), json!("hi")], None);
    sent.map(|sent| sent.expect("a message").into_tree()).map_err(|thrown| thrown.message().to_owned())
}

/// Levels that onack webhooks report.
fn acks(story: &mut Story) -> Vec<i64> {
    let effects = story.world.take_effects();
    let bodies = effects.iter().filter_map(|effect| match effect {
        Effect::Webhook { body, .. } => serde_json::from_slice::<Value>(body).ok(),
        _ => None,
    });
    bodies.filter(|body| body["event"] == "onack").filter_map(|body| body["ack"].as_i64()).collect()
}

fn stored_ack(story: &Story, session: &str) -> i8 {
    let account = story.world.account(session).unwrap();
    account.data().chats.iter().flat_map(|chat| &chat.messages).last().unwrap().ack
}

#[test]
fn every_preset_has_a_name_and_can_be_begun_with() {
    for &preset in Preset::ALL {
        assert_eq!(Preset::named(preset.name()), Some(preset));
        assert_eq!(serde_json::to_value(preset).unwrap(), preset.name());
        world_of(preset);
    }
}

#[test]
fn both_zombies_say_connected_and_send_nothing_until_another_browser_starts() {
    let mut story = world_of(Preset::Zombie);
    assert!(["shop", "dead", "fine"].iter().all(|session| story.state(session) == "CONNECTED"));
    assert!(story.world.page_answers("shop"), "isConnected answers");
    assert!(send(&mut story, "shop").unwrap_err().contains("Target closed"));
    assert!(send(&mut story, "dead").is_err());
    assert!(send(&mut story, "fine").is_ok());
    story.world.close_session("shop", None);
    story.start("shop", json!({}));
    story.pass(5_000);
    assert!(send(&mut story, "shop").is_ok());
}

#[test]
fn a_ban_comes_with_the_third_message_and_refuses_new_logins() {
    let mut story = world_of(Preset::Ban);
    for _ in 0..3 {
        assert!(send(&mut story, "shop").is_ok());
    }
    story.pass(5_000);
    assert_eq!(story.state("shop"), "absent");
    story.start("shop", json!({}));
    story.pass(1_100);
    assert!(story.world.phone("shop", SCAN).unwrap_err().to_string().contains("banned"));
}

#[test]
fn a_restart_keeps_or_loses_what_was_stored() {
    let mut story = world_of(Preset::Restart);
    assert!(["one", "two", "three"].iter().all(|session| story.state(session) == "absent"));
    assert_eq!(story.world.stored_sessions().len(), 3);
    story.world.restart();
    story.pass(20_000);
    assert_eq!((story.state("one"), story.state("three")), (json!("CONNECTED"), json!("QRCODE")));
    story.world.restart_with(false);
    story.pass(20_000);
    assert!(story.world.stored_sessions().is_empty());
    assert_eq!(story.state("one"), "absent");
}

#[test]
fn a_locked_profile_fails_two_launches() {
    let mut story = world_of(Preset::ProfileLock);
    for expected in ["INITIALIZING", "INITIALIZING", "CONNECTED"] {
        story.start("shop", json!({}));
        story.pass(10_000);
        assert_eq!(story.state("shop"), expected);
        if expected == "INITIALIZING" {
            story.world.close_session("shop", None);
        }
    }
}

#[test]
fn acks_come_late_or_never() {
    let mut story = world_of(Preset::SlowAcks);
    story.put("shop", json!({"webhook": "http://hook.test/"}));
    assert_eq!(send(&mut story, "shop").unwrap()["ack"], 0);
    for (ms, expected) in [(4_000, vec![]), (1_000, vec![1]), (10_000, vec![2]), (45_000, vec![3])] {
        story.world.advance(ms);
        assert_eq!(acks(&mut story), expected);
    }
    let mut story = world_of(Preset::LostAcks);
    send(&mut story, "shop").unwrap();
    story.world.advance(3_600_000);
    assert_eq!((acks(&mut story), stored_ack(&story, "shop")), (vec![], 0));
}

#[test]
fn acks_come_twice_and_in_the_wrong_order_and_the_message_never_goes_back() {
    let mut story = Story::new();
    story.put("shop", json!({"state": StateWord::Connected}));
    let later = [(3, 100), (2, 200), (2, 300)].map(|(ack, after_ms)| LaterAck { ack, after_ms });
    story.world.acks = AckRules { at_once: true, later: later.to_vec() };
    send(&mut story, "shop").unwrap();
    story.world.advance(1_000);
    assert_eq!(acks(&mut story), [1, 3, 2, 2]);
    assert_eq!(stored_ack(&story, "shop"), 3);
}

#[test]
fn a_call_may_do_its_work_and_fail_then() {
    let mut story = Story::new();
    story.put("shop", json!({"state": StateWord::Connected}));
    let late = CallFault::PageError { message: "late".to_owned() };
    story.world.faults.replace(vec![Fault::after_call("sendText", late)]);
    assert_eq!(send(&mut story, "shop").unwrap_err(), "late");
    assert_eq!(stored_ack(&story, "shop"), 1, "the message is there");
}

#[test]
fn five_thousand_chats_and_people_with_lids() {
    let story = world_of(Preset::FiveThousandChats);
    assert_eq!(story.world.account("shop").unwrap().data().chats.len(), 5_000);
    let story = world_of(Preset::LidOnly);
    let find = |number: &str| {
        let wid = wppkit_mock::world::account::Wid::phone(number);
        story.world.directory.find(&wid).unwrap().0.to_string()
    };
    assert_eq!(find("5521988880001"), "190000000000001@lid");
    assert_eq!(find("5521988880002"), "5521988880002@c.us");
}
