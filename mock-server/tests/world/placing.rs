//! Sessions that are put into a state.

use serde_json::json;

use crate::story::{SCAN, Story};

#[test]
fn every_state_can_be_put_and_reads_back() {
    let mut story = Story::new();
    for state in ["CONNECTED", "QRCODE", "PHONECODE", "INITIALIZING", "CLOSED", "closed_by_user", "absent"] {
        story.put("s", json!({"state": state}));
        assert_eq!(story.state("s"), state);
        assert!(story.left().is_empty(), "putting {state} is no event");
    }
}

#[test]
fn what_is_left_out_stays() {
    let mut story = Story::new();
    story.put("s", json!({"state": "CONNECTED", "phone": "5521999990000", "webhook": "http://mine.test/"}));
    story.put("s", json!({"phone": "5521999991111"}));
    let view = story.world.session_view("s");
    assert_eq!(
        (&view["state"], &view["phone"], &view["webhook"]),
        (&json!("CONNECTED"), &json!("5521999991111"), &json!("http://mine.test/"))
    );
    story.put("s", json!({"webhook": null}));
    assert_eq!(story.world.session_view("s")["webhook"], json!(null));
}

#[test]
fn a_stored_login_has_no_stale_code_and_needs_none() {
    let mut story = Story::new();
    for state in ["CONNECTED", "CLOSED", "closed_by_user"] {
        story.put("qr", json!({"state": state}));
        story.put("stored", json!({"state": state, "login": "stored"}));
        let code = |session| story.world.session_view(session)["urlcode"].is_string();
        assert_eq!((code("qr"), code("stored")), (state != "closed_by_user", false), "{state}");
    }
    story.start("stored", json!({}));
    story.pass(3_000);
    assert_eq!(story.state("stored"), "CONNECTED");
}

#[test]
fn a_code_that_was_put_can_be_scanned_rotates_and_autocloses() {
    let mut story = Story::new();
    story.put("s", json!({"state": "QRCODE"}));
    assert_eq!(story.pass(20_015), ["socket qrCode s", "webhook qrcode s"]);
    story.world.phone("s", SCAN).unwrap();
    story.pass(1_700);
    assert_eq!(story.state("s"), "CONNECTED");
    story.put("s", json!({"state": "PHONECODE"}));
    story.pass(60_400);
    assert_eq!(story.state("s"), "CLOSED");
}

#[test]
fn initializing_is_stuck_as_after_a_failed_launch() {
    let mut story = Story::new();
    story.put("s", json!({"state": "INITIALIZING"}));
    assert!(story.pass(300_000).is_empty());
    assert_eq!(story.state("s"), "INITIALIZING");
}
