//! What start-session answers and when codes come.

use serde_json::{Value, json};

use crate::story::Story;

fn status(answer: Option<Value>) -> Value {
    answer.map_or_else(|| json!("later"), |answer| answer["status"].clone())
}

#[test]
fn the_answer_describes_the_state_before_the_start() {
    let mut story = Story::new();
    let (_, answer) = story.start("s", json!({}));
    assert_eq!(answer, Some(json!({"status": "CLOSED", "qrcode": null})));
    assert_eq!(story.state("s"), "INITIALIZING");
    assert_eq!(status(story.start("s", json!({})).1), "INITIALIZING");
    story.pass(1_000);
    assert_eq!(status(story.start("s", json!({})).1), "QRCODE");
}

#[test]
fn waiting_for_the_code_answers_with_the_first_one() {
    let mut story = Story::new();
    let (_, answer) = story.start("s", json!({"waitQrCode": true}));
    assert_eq!(answer, None);
    assert_eq!(story.pass(899), [""; 0]);
    assert_eq!(
        story.pass(200),
        ["socket qrCode s", "answer 200 \"qrcode\"", "webhook qrcode s", "webhook status-find s notLogged"]
    );
}

#[test]
fn a_second_start_neither_waits_nor_opens_a_second_browser() {
    let mut story = Story::new();
    story.start("s", json!({"waitQrCode": true}));
    assert_eq!(status(story.start("s", json!({"waitQrCode": true})).1), "INITIALIZING");
    let left = story.pass(1_100);
    assert_eq!(left.iter().filter(|line| line.starts_with("webhook qrcode")).count(), 1);
}

#[test]
fn waiting_only_works_on_a_name_that_the_server_does_not_know() {
    let mut story = Story::new();
    story.put("s", json!({"state": "closed_by_user"}));
    assert_eq!(
        story.start("s", json!({"waitQrCode": true})).1.unwrap(),
        json!({"status": null, "qrcode": null, "version": "2.10.4"})
    );
    story.put("t", json!({"state": "CLOSED"}));
    let answer = story.start("t", json!({"waitQrCode": true})).1.unwrap();
    assert_eq!(answer["status"], "CLOSED");
    assert!(answer["urlcode"].is_string(), "the stale code");
}

#[test]
fn waiting_never_ends_with_a_stored_login() {
    let mut story = Story::new();
    story.put("s", json!({"state": "absent", "login": "stored"}));
    let (request, _) = story.start("s", json!({"waitQrCode": true}));
    let left = story.pass(120_000);
    assert_eq!(
        left,
        ["webhook status-find s isLogged", "webhook status-find s inChat", "socket session-logged s"]
    );
    assert_eq!(story.world.journal.get(request).unwrap().to_json()["answered"], json!(false));
}

#[test]
fn every_rotation_shows_a_new_code_and_the_url_stays_readable() {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_000);
    let code = |story: &Story| story.world.state_answer("s", false).unwrap()["urlcode"].clone();
    let first = code(&story);
    assert_eq!(story.pass(20_000), ["socket qrCode s", "webhook qrcode s"]);
    assert_ne!(code(&story), first);
}

#[test]
fn a_phone_asks_for_pairing_codes_and_each_rotation_brings_another() {
    let mut story = Story::new();
    story.start("s", json!({"phone": "5511988887777", "waitQrCode": true}));
    assert_eq!(
        story.pass(1_000),
        [
            "webhook status-find s notLogged",
            "socket phoneCode s",
            "answer 200 \"phoneCode\"",
            "webhook phoneCode s"
        ]
    );
    let first = story.world.session_view("s")["phone_code"].clone();
    assert_eq!(story.pass(20_100), ["socket phoneCode s", "webhook phoneCode s"]);
    assert_ne!(story.world.session_view("s")["phone_code"], first);
    let answer = story.world.state_answer("s", false).unwrap();
    assert_eq!(answer, json!({"status": "PHONECODE", "qrcode": null, "version": "2.10.4"}));
}

#[test]
fn an_empty_body_uses_the_stored_one_and_any_key_erases_it() {
    let mut story = Story::new();
    let webhook = |story: &Story| story.world.session_view("s")["webhook"].clone();
    story.start("s", json!({"webhook": "http://mine.test/"}));
    story.world.restart();
    assert_eq!(webhook(&story), "http://mine.test/");
    story.put("s", json!({"state": "closed_by_user"}));
    story.start("s", json!({"waitQrCode": false}));
    assert_eq!(webhook(&story), json!(null));
}

#[test]
fn autoclose_comes_a_minute_after_not_logged_whatever_the_codes_do() {
    let mut story = Story::new();
    story.start("s", json!({}));
    story.pass(1_000);
    let codes = story.pass(59_999);
    assert_eq!(codes, ["socket qrCode s", "webhook qrcode s"].repeat(3));
    assert_eq!(story.state("s"), "QRCODE");
    assert_eq!(
        story.pass(400),
        ["webhook status-find s browserClose", "webhook status-find s qrReadError"],
        "autocloseCalled itself never reaches the webhook"
    );
    let answer = story.world.state_answer("s", false).unwrap();
    assert_eq!(answer["status"], "CLOSED");
    assert!(answer["urlcode"].is_string());
    story.start("s", json!({}));
    assert_eq!(story.pass(1_000)[0], "socket qrCode s");
}

#[test]
fn a_proxy_is_used_by_every_later_session_of_the_process() {
    let mut story = Story::new();
    let proxy = |story: &Story, session| story.world.session_view(session)["proxy"].clone();
    story.start("before", json!({}));
    story.start("proxied", json!({"proxy": {"url": "proxy.test:8080"}}));
    story.start("after", json!({}));
    assert_eq!(proxy(&story, "before"), json!(null));
    assert_eq!(
        (proxy(&story, "proxied"), proxy(&story, "after")),
        (json!("proxy.test:8080"), json!("proxy.test:8080"))
    );
    story.world.restart();
    assert_eq!(proxy(&story, "before"), json!(null));
}
