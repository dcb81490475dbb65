//! The link between phone and session is lost, or survives.

use serde_json::json;
use wppkit_mock::world::session::PhoneAction;

use crate::story::{SCAN, Story};

#[test]
fn removing_the_device_on_the_phone_forgets_the_session() {
    let mut story = Story::new();
    story.log_in("s");
    story.world.phone("s", PhoneAction::Unlink).unwrap();
    assert!(story.pass(1_000).is_empty());
    assert_eq!(story.state("s"), "CONNECTED");
    assert_eq!(
        story.pass(1_000),
        ["webhook status-find s disconnectedMobile", "webhook status-find s browserClose"]
    );
    assert_eq!(story.state("s"), "absent");
    story.start("s", json!({"waitQrCode": true}));
    assert_eq!(story.pass(1_000)[1], "answer 200 \"qrcode\"");
    story.world.phone("s", SCAN).unwrap();
    story.pass(1_700);
    assert_eq!(story.state("s"), "CONNECTED");
}

#[test]
fn a_device_removed_while_closed_has_to_be_linked_again() {
    let mut story = Story::new();
    story.log_in("s");
    story.world.close_session("s", None);
    story.left();
    story.world.phone("s", PhoneAction::Unlink).unwrap();
    story.start("s", json!({}));
    assert_eq!(story.pass(1_000)[0], "socket qrCode -");
}

#[test]
fn an_orphan_that_is_scanned_takes_the_session_over() {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_100);
    story.world.close_session("s", None);
    story.world.phone("s", SCAN).unwrap();
    story.pass(1_700);
    assert_eq!(story.state("s"), "CONNECTED");
}

#[test]
fn a_restart_loses_memory_and_starts_what_is_stored() {
    let mut story = Story::new();
    story.log_in("paired");
    story.start("fresh", json!({}));
    story.pass(1_100);
    story.put("waiting", json!({"state": "absent", "login": "stored"}));
    story.world.trouble_browser("waiting", Default::default());
    let (waiting, _) = story.start("waiting", json!({"waitQrCode": true}));
    story.world.defer(waiting);
    story.left();

    story.world.restart();
    assert_eq!(story.left(), ["hang up", "cut off"]);
    for session in ["paired", "fresh", "waiting"] {
        assert_eq!(story.state(session), "INITIALIZING", "{session}");
    }
    story.pass(5_000);
    assert_eq!(story.state("paired"), "CONNECTED");
    assert_eq!(story.world.state_answer("paired", false).unwrap()["urlcode"], json!(null));
    assert_eq!(story.state("fresh"), "QRCODE");
    assert_eq!(story.state("waiting"), "CONNECTED");
}
