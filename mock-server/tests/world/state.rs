//! Export and import.

use serde::Deserialize;
use serde_json::{Value, json};
use wppkit_mock::world::preset::Preset;
use wppkit_mock::world::state::SavedWorld;

use crate::story::{SCAN, Story};

fn saved(story: &Story) -> Value {
    serde_json::to_value(story.world.save()).unwrap()
}

fn loaded(paper: &Value) -> Story {
    let mut story = Story::new();
    story.world.load(SavedWorld::deserialize(paper).unwrap());
    story
}

#[test]
fn a_world_comes_back_as_it_was() {
    let mut story = Story::new();
    story.world.reset(Preset::Recordings);
    story.put("main", json!({"webhook": "http://mine.test/"}));
    let message = json!({"event": "message", "from": "5511999990001", "body": "kept"});
    story.world.deliver("main", message.as_object().unwrap()).unwrap();
    story.pass(5_000);
    let paper = saved(&story);
    assert!(
        paper["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|session| session["session"] == "main" || session.get("account").is_none())
    );

    let again = loaded(&paper);
    assert_eq!(saved(&again), paper);
    assert_eq!(again.world.session_views(), story.world.session_views());
    let account = |story: &Story| serde_json::to_value(story.world.account("main").unwrap()).unwrap();
    assert_eq!(account(&again), account(&story));
}

#[test]
fn what_was_due_goes_on() {
    let mut story = Story::new();
    story.put("s", json!({"state": "QRCODE"}));
    story.start("starting", json!({}));
    story.pass(19_000);
    let mut again = loaded(&saved(&story));
    assert_eq!(again.left(), ["hang up"], "connections to the world before are gone with it");
    assert_eq!(again.pass(1_020), ["socket qrCode s", "webhook qrcode s"]);
    again.world.phone("s", SCAN).unwrap();
    again.pass(1_700);
    assert_eq!(again.state("s"), "CONNECTED");
    again.pass(41_300);
    assert_eq!(again.state("starting"), "CLOSED");
}

#[test]
fn an_empty_paper_is_an_empty_world() {
    let mut story = Story::new();
    story.put("s", json!({"state": "CONNECTED"}));
    story.world.load(SavedWorld::deserialize(json!({})).unwrap());
    assert!(story.world.sessions.is_empty());
    assert!(SavedWorld::deserialize(json!({"session": []})).is_err());
}
