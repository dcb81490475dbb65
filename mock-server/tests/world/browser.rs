//! Chrome crashes, does not start, or starts slowly.

use serde_json::json;
use wppkit_mock::world::session::{BrowserTrouble, CloseOutcome};

use crate::story::{SCAN, Story};

#[test]
fn a_browser_that_dies_while_connected_leaves_a_zombie() {
    let mut story = Story::new();
    story.log_in("s");
    assert!(story.world.crash_browser("s"));
    assert_eq!(story.pass(5_000), ["webhook status-find s browserClose"]);
    assert_eq!(story.state("s"), "CONNECTED");
    assert!(!story.world.page_answers("s"));
    assert_eq!(story.start("s", json!({})).1.unwrap()["status"], "CONNECTED", "start does nothing");

    assert_eq!(story.world.close_session("s", None), CloseOutcome::Closed);
    assert_eq!(
        story.left(),
        ["socket whatsapp-status -", "webhook closesession s"],
        "no second browserClose"
    );
    story.start("s", json!({}));
    story.pass(3_000);
    assert_eq!(story.state("s"), "CONNECTED");
    assert!(story.world.page_answers("s"));
}

#[test]
fn a_browser_that_dies_at_the_code_closes_the_session() {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_100);
    story.world.crash_browser("s");
    assert_eq!(
        story.pass(1_000),
        ["webhook status-find s browserClose", "webhook status-find s qrReadError"]
    );
    assert_eq!(story.state("s"), "CLOSED");
    assert!(story.world.state_answer("s", false).unwrap()["urlcode"].is_string());
    assert!(story.world.phone("s", SCAN).is_err());
    story.start("s", json!({}));
    assert!(story.world.state_answer("s", false).unwrap()["urlcode"].is_string(), "stale while INITIALIZING");
    assert_eq!(story.pass(1_000)[0], "socket qrCode s");
}

#[test]
fn a_browser_that_does_not_start_sticks_at_initializing() {
    let mut story = Story::new();
    story.world.trouble_browser("s", BrowserTrouble { fails: 1, slow_ms: 0 });
    assert_eq!(story.state("s"), "absent", "trouble may be ordered before the session exists");
    let (request, _) = story.start("s", json!({"waitQrCode": true}));
    assert!(story.pass(300_000).is_empty());
    assert_eq!(story.state("s"), "INITIALIZING");
    assert_eq!(story.world.journal.get(request).unwrap().to_json()["answered"], false);
    assert_eq!(story.start("s", json!({})).1.unwrap()["status"], "INITIALIZING");
    assert!(matches!(story.world.close_session("s", None), CloseOutcome::Failed(_)));
    story.start("s", json!({}));
    story.pass(1_000);
    assert_eq!(story.state("s"), "QRCODE");
}

#[test]
fn a_launch_that_takes_half_a_minute_times_out_and_resets_the_status() {
    let mut story = Story::new();
    story.world.trouble_browser("s", BrowserTrouble { fails: 0, slow_ms: 30_000 });
    story.start("s", json!({}));
    story.pass(29_999);
    assert_eq!(story.state("s"), "INITIALIZING");
    story.pass(1);
    assert_eq!(story.state("s"), "CLOSED");
    assert_eq!(story.world.state_answer("s", false).unwrap()["qrcode"], json!(null));
}

#[test]
fn a_slow_launch_is_only_slow() {
    let mut story = Story::new();
    story.world.trouble_browser("s", BrowserTrouble { fails: 0, slow_ms: 5_000 });
    story.start("s", json!({}));
    assert!(story.pass(5_800).is_empty());
    assert_eq!(story.pass(200)[0], "socket qrCode s");
}
