//! From the scan to a client that works.

use serde_json::json;
use wppkit_mock::world::faults::{CallFault, Fault};
use wppkit_mock::world::session::{PhoneAction, PhoneRefusal};

use crate::story::{SCAN, Story};

fn at_code() -> Story {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_100);
    story
}

#[test]
fn a_scan_logs_in_and_the_code_goes_stale() {
    let mut story = at_code();
    story.world.phone("s", SCAN).unwrap();
    assert_eq!(
        story.pass(1_700),
        ["webhook status-find s qrReadSuccess", "webhook status-find s inChat", "socket session-logged s"]
    );
    let answer = story.world.state_answer("s", false).unwrap();
    assert_eq!(answer["status"], "CONNECTED");
    assert!(answer["urlcode"].is_string() && answer["qrcode"].is_string());
    assert!(story.pass(120_000).is_empty(), "neither rotation nor autoclose");
}

#[test]
fn connected_comes_before_in_chat_when_the_sync_takes_long() {
    let mut story = at_code();
    story.world.phone("s", PhoneAction::Scan { wait: false, sync_ms: Some(2_500) }).unwrap();
    assert_eq!(
        story.pass(3_000),
        ["webhook status-find s qrReadSuccess", "socket session-logged s", "webhook status-find s inChat"]
    );
}

#[test]
fn a_held_scan_waits_for_the_phone_and_can_be_rejected() {
    let mut story = at_code();
    let held = PhoneAction::Scan { wait: true, sync_ms: None };
    story.world.phone("s", held).unwrap();
    assert!(story.pass(5_000).is_empty());
    story.world.phone("s", PhoneAction::Reject).unwrap();
    assert_eq!(story.world.phone("s", PhoneAction::Confirm { sync_ms: None }), Err(PhoneRefusal::NoScan));
    story.world.phone("s", held).unwrap();
    story.world.phone("s", PhoneAction::Confirm { sync_ms: None }).unwrap();
    story.pass(1_700);
    assert_eq!(story.state("s"), "CONNECTED");
}

#[test]
fn a_phone_without_network_cannot_link() {
    let mut story = at_code();
    story.world.phone("s", PhoneAction::Offline).unwrap();
    assert_eq!(story.world.phone("s", SCAN), Err(PhoneRefusal::Offline));
    story.world.phone("s", PhoneAction::Online).unwrap();
    assert_eq!(story.world.phone("s", SCAN), Ok(()));
}

#[test]
fn nothing_can_be_scanned_where_no_code_is_shown() {
    let mut story = Story::new();
    assert_eq!(story.world.phone("never", SCAN), Err(PhoneRefusal::NoCode));
    story.start("s", json!({}));
    assert_eq!(story.world.phone("s", SCAN), Err(PhoneRefusal::NoCode), "still starting");
    assert_eq!(story.world.phone("s", PhoneAction::Unlink), Err(PhoneRefusal::NotLinked));
}

#[test]
fn the_login_registers_the_listeners_below_the_start_that_led_to_it() {
    let mut story = Story::new();
    story.put("s", json!({"state": "closed_by_user", "login": "stored"}));
    let (request, _) = story.start("s", json!({}));
    story.pass(3_000);
    let calls = &story.world.journal.get(request).unwrap().client_calls;
    let methods: Vec<_> = calls.iter().map(|call| &*call.method).collect();
    assert_eq!(methods[..3], ["onStateChange", "onStateChange", "onMessage"]);
    assert_eq!(methods.len(), 12);
}

#[test]
fn opening_whatsapp_elsewhere_is_taken_back_silently() {
    let mut story = Story::new();
    story.log_in("s");
    story.world.phone("s", PhoneAction::UseElsewhere).unwrap();
    assert!(story.pass(10_000).is_empty());
    assert_eq!(story.state("s"), "CONNECTED");
    assert_eq!(story.world.journal.background().last().map(|call| &*call.method), Some("useHere"));
}

#[test]
fn a_client_that_does_not_answer_at_once_is_an_error_and_no_connection() {
    let mut story = at_code();
    let fault = CallFault::PageError { message: "gone".into() };
    story.world.faults.replace(vec![Fault::on_call("isConnected", fault)]);
    story.world.phone("s", SCAN).unwrap();
    assert_eq!(story.pass(1_700).last().unwrap(), "socket session-error -");
    assert_eq!(story.state("s"), "QRCODE");
}
