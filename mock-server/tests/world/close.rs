//! close-session, logout-session, clear-session-data.

use serde_json::json;
use wppkit_mock::library::Thrown;
use wppkit_mock::world::faults::{Action, CallFault, Fault, Match};
use wppkit_mock::world::session::{CloseOutcome, LogoutOutcome};

use crate::story::Story;

fn broken(story: &mut Story, call: &str, fault: CallFault) {
    let matches = Match { call: Some(call.into()), times: Some(1), ..Match::default() };
    story.world.faults.replace(vec![Fault::new(matches, Action::Throw(fault))]);
}

fn fails(story: &mut Story, session: &str) -> bool {
    matches!(story.world.close_session(session, None), CloseOutcome::Failed(_))
}

#[test]
fn close_keeps_the_login_and_the_next_events_have_no_session() {
    let mut story = Story::new();
    story.log_in("s");
    assert_eq!(story.world.close_session("s", None), CloseOutcome::Closed);
    assert_eq!(
        story.left(),
        ["webhook status-find s browserClose", "socket whatsapp-status -", "webhook closesession s"]
    );
    assert_eq!(story.world.close_session("s", None), CloseOutcome::AlreadyClosed);
    assert!(story.left().is_empty());

    assert_eq!(story.start("s", json!({})).1, Some(json!({"status": "CLOSED", "qrcode": null})));
    assert_eq!(
        story.pass(3_000),
        ["webhook status-find - isLogged", "webhook status-find - inChat", "socket session-logged s"]
    );
    assert_eq!(
        story.world.state_answer("s", false).unwrap()["urlcode"],
        json!(null),
        "the stale code is gone"
    );
}

#[test]
fn close_without_a_client_fails_but_resets_the_status() {
    let mut story = Story::new();
    assert!(fails(&mut story, "never"));
    for state in ["INITIALIZING", "QRCODE", "PHONECODE", "CLOSED"] {
        story.put("s", json!({"state": state}));
        assert!(fails(&mut story, "s"), "{state}");
        assert_eq!(story.state("s"), "closed_by_user", "{state}");
    }
}

#[test]
fn a_browser_left_behind_at_the_code_blocks_the_profile_until_it_autocloses() {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_100);
    story.world.close_session("s", None);
    story.start("s", json!({}));
    assert!(story.pass(19_000).is_empty(), "the browser is already running");
    assert_eq!(story.state("s"), "INITIALIZING");
    assert_eq!(story.world.session_view("s")["orphan_browsers"], 1);
    let orphan = story.pass(60_000);
    assert_eq!(orphan.last().unwrap(), "webhook status-find s qrReadError");
    assert_eq!(story.state("s"), "INITIALIZING", "for ever");

    assert!(fails(&mut story, "s"));
    story.start("s", json!({}));
    assert_eq!(story.pass(1_100)[0], "socket qrCode -");
}

#[test]
fn a_close_that_fails_resets_the_status_and_leaves_the_browser() {
    let mut story = Story::new();
    story.log_in("s");
    broken(&mut story, "close", CallFault::PageError { message: "boom".into() });
    assert!(fails(&mut story, "s"));
    assert!(story.left().is_empty());
    assert_eq!(story.world.close_session("s", None), CloseOutcome::AlreadyClosed);
    assert_eq!(story.world.session_view("s")["orphan_browsers"], 1);
}

#[test]
fn logout_answers_after_half_a_second_and_the_browser_closes_later() {
    let mut story = Story::new();
    story.log_in("s");
    let request = story.request("logout-session");
    assert_eq!(story.world.log_out("s", request), LogoutOutcome::Later);
    assert_eq!(story.state("s"), "absent", "at once");
    assert!(story.pass(499).is_empty());
    assert_eq!(story.pass(1), ["socket whatsapp-status -", "webhook logoutsession s", "answer 200 true"]);
    assert_eq!(
        story.pass(2_000),
        ["webhook status-find s disconnectedMobile", "webhook status-find s browserClose"]
    );
    assert_eq!(story.world.stored_sessions().len(), 1, "the token store keeps the name");
    story.start("s", json!({}));
    assert_eq!(story.pass(1_000)[0], "socket qrCode s", "the login is gone");
}

#[test]
fn a_start_right_after_logout_is_erased_by_the_late_disconnect() {
    let mut story = Story::new();
    story.log_in("s");
    let request = story.request("logout-session");
    story.world.log_out("s", request);
    story.pass(600);
    story.start("s", json!({}));
    assert_eq!(story.pass(920), ["socket qrCode s", "webhook qrcode s"]);
    story.pass(1_000);
    assert_eq!(story.state("s"), "absent");
    assert_eq!(story.world.session_view("s")["orphan_browsers"], 1);
}

#[test]
fn logout_needs_a_client_and_may_fail_or_hang() {
    let mut story = Story::new();
    story.put("s", json!({"state": "QRCODE"}));
    let request = story.request("logout-session");
    assert!(matches!(story.world.log_out("s", request), LogoutOutcome::Failed(_)));
    story.put("s", json!({"state": "CONNECTED"}));
    broken(&mut story, "logout", CallFault::Hang {});
    assert_eq!(story.world.log_out("s", request), LogoutOutcome::Failed(Thrown::Hang));
    assert_eq!(story.state("s"), "CONNECTED");
}

#[test]
fn clearing_the_data_touches_neither_the_client_nor_the_token_store() {
    let mut story = Story::new();
    story.log_in("s");
    story.world.remove_profile("s");
    assert_eq!(story.state("s"), "CONNECTED");
    assert_eq!(story.world.stored_sessions().len(), 1);
    story.world.close_session("s", None);
    story.left();
    story.start("s", json!({}));
    assert_eq!(story.pass(1_000)[0], "socket qrCode -");
}
