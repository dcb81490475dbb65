//! Waiting: sparse, shared, bounded, cancellable.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use wppkit::{Ack, Connect, ErrorCode, FindingCode, SessionState, Stage, WaitUntilConnected};

use crate::fake::{Fake, Reply, SECRET, Seen, TOKEN, builder, nobody, soon};

const MS: fn(u64) -> Duration = Duration::from_millis;

fn word(word: &str) -> Reply {
    Reply::Json(200, json!({"status": word, "qrcode": null, "version": "2.10.4"}))
}

fn qr(text: &str) -> Reply {
    Reply::Json(200, json!({"status": "QRCODE", "qrcode": "data:…", "urlcode": text, "version": "2.10.4"}))
}

fn closed() -> Reply {
    Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))
}

fn page(answers: bool) -> Reply {
    let message = if answers { "Connected" } else { "Disconnected" };
    Reply::Json(200, json!({"status": answers, "message": message}))
}

/// Answers status-session from a list, whose last word stays; the page answers.
async fn statuses(words: Vec<fn() -> Reply>) -> Fake {
    let at = Mutex::new(0);
    Fake::start(move |seen| match seen.route().as_str() {
        "GET status-session" => {
            let mut at = at.lock().unwrap();
            let reply = words[*at]();
            *at = (*at + 1).min(words.len() - 1);
            reply
        }
        "GET check-connection-session" => page(true),
        "POST start-session" => closed(),
        "GET qrcode-session" => {
            Reply::Json(200, json!({"status": null, "message": "QRCode is not available..."}))
        }
        other => panic!("{other}"),
    })
    .await
}

async fn stages(fake: &Fake, connect: Connect) -> (Vec<&'static str>, Option<wppkit::Error>) {
    let mut login = fake.session().connect(connect);
    let mut names = Vec::new();
    while let Some(stage) = soon(login.next()).await {
        match stage {
            Ok(stage) => names.push(stage.name()),
            Err(error) => return (names, Some(error)),
        }
    }
    (names, None)
}

#[tokio::test]
async fn twenty_waiters_share_one_poller() {
    let fake =
        statuses(vec![|| word("INITIALIZING"), || qr("2@a"), || qr("2@a"), || word("CONNECTED")]).await;
    let session = fake.session();
    let waits =
        (0..20).map(|_| session.wait_until_connected(WaitUntilConnected::within(Duration::from_secs(10))));
    let results = soon(futures_util::future::join_all(waits)).await;
    assert!(results.iter().all(|result| result.as_ref().unwrap().is_connected()));
    let asked = fake.count("GET status-session");
    assert!(asked <= 12, "20 waiters asked {asked} times");
}

#[tokio::test]
async fn connected_means_two_checks() {
    let fake = statuses(vec![|| word("CONNECTED")]).await;
    let session = fake.session();
    let once = soon(session.status_with(wppkit::Status::once())).await.unwrap();
    assert_eq!((once.state, once.connected_for_checks), (SessionState::Syncing, 1));
    let status = soon(session.status()).await.unwrap();
    assert_eq!((status.state, status.connected_for_checks), (SessionState::Connected, 2));
    assert_eq!(status.evidence[0].text, "status-session said CONNECTED");
    assert_eq!(fake.count("GET status-session"), 2, "the second status confirms the first");
}

#[tokio::test]
async fn waiting_ends_where_it_cannot_help() {
    for (words, code) in [
        (vec![closed as fn() -> Reply], ErrorCode::NotConnected),
        (
            vec![|| Reply::Json(200, json!({"status": "CLOSED", "urlcode": "2@old", "version": "2.10.4"}))],
            ErrorCode::AutoClosed,
        ),
        (vec![|| word("INITIALIZING")], ErrorCode::Timeout),
    ] {
        let fake = statuses(words).await;
        let wait = WaitUntilConnected::within(Duration::from_secs(15));
        let error = soon(fake.session().wait_until_connected(wait)).await.unwrap_err();
        assert_eq!((error.code(), error.operation()), (code, Some("wait-until-connected")));
        assert!(error.hint().is_some(), "{error:?}");
    }
    let fake = statuses(vec![|| qr("2@a")]).await;
    let error =
        soon(fake.session().wait_until_connected(WaitUntilConnected::within(MS(60)))).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(error.message().contains("awaiting_qr"), "{error}");
}

#[tokio::test]
async fn a_dead_browser_is_seen_by_the_second_question() {
    let fake = Fake::start(|seen| match seen.route().as_str() {
        "GET status-session" => word("CONNECTED"),
        _ => page(false),
    })
    .await;
    let status = soon(fake.session().status()).await.unwrap();
    assert_eq!(status.state, SessionState::Degraded);
    assert!(status.hint.unwrap().contains("restart"));
}

#[tokio::test]
async fn a_login_goes_through_its_stages() {
    let fake = statuses(vec![
        closed,
        || word("INITIALIZING"),
        || qr("2@one"),
        || qr("2@one"),
        || qr("2@two"),
        || word("CONNECTED"),
    ])
    .await;
    let (names, error) = stages(&fake, Connect::qr()).await;
    assert_eq!(names, ["starting", "qr", "qr", "scanned", "connected"], "{error:?}");
    let start = fake.seen().into_iter().find(|seen| seen.route() == "POST start-session").unwrap();
    assert_eq!(start.json(), json!({}), "any key would erase the stored webhook");
    assert_eq!(fake.count("POST start-session"), 1);
}

#[tokio::test]
async fn a_connected_session_is_not_started_again() {
    let fake = statuses(vec![|| word("CONNECTED")]).await;
    let (names, error) = stages(&fake, Connect::qr()).await;
    assert_eq!(names, ["syncing", "connected"], "{error:?}");
    assert_eq!(fake.count("POST start-session"), 0);
}

#[tokio::test]
async fn a_waiting_qr_is_joined() {
    let fake = statuses(vec![|| qr("2@a"), || word("CONNECTED")]).await;
    let (names, _) = stages(&fake, Connect::qr()).await;
    assert_eq!(names, ["qr", "scanned", "connected"]);
    assert_eq!(fake.count("POST start-session"), 0);
}

#[tokio::test]
async fn an_auto_close_ends_the_login_with_its_own_code() {
    let fake = statuses(vec![closed, || word("INITIALIZING"), || qr("2@a"), || {
        Reply::Json(200, json!({"status": "CLOSED", "urlcode": "2@a", "version": "2.10.4"}))
    }])
    .await;
    let (names, error) = stages(&fake, Connect::qr()).await;
    assert_eq!(names, ["starting", "qr"]);
    let error = error.unwrap();
    assert_eq!((error.code(), error.operation()), (ErrorCode::AutoClosed, Some("connect")));
    assert!(error.hint().unwrap().contains("autoClose"));
}

#[tokio::test]
async fn a_start_that_hangs_ends_with_the_cure() {
    let fake = statuses(vec![closed, || word("INITIALIZING")]).await;
    let (names, error) = stages(&fake, Connect::qr()).await;
    assert_eq!(names, ["starting"]);
    let error = error.unwrap();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(error.message().contains("stuck in INITIALIZING") && error.hint().unwrap().contains("restart()"));
}

#[tokio::test]
async fn a_login_that_nobody_polls_asks_nothing_and_a_dropped_one_stops() {
    let fake = statuses(vec![|| qr("2@a")]).await;
    let mut login = fake.session().connect(Connect::qr());
    assert!(fake.routes().is_empty());
    soon(login.next()).await.unwrap().unwrap();
    drop(login);
    let asked = fake.routes().len();
    // Another session's traffic passes the same server: whatever the dropped login still did would show by now.
    soon(fake.session().status()).await.unwrap();
    assert_eq!(fake.routes().len(), asked + 1);
}

/// A server that tells the pairing code in the answer to the first start.
async fn pairing(code: Arc<dyn Fn() -> Reply + Send + Sync>) -> Fake {
    let state = Mutex::new("CLOSED");
    Fake::start(move |seen| {
        let mut state = state.lock().unwrap();
        match seen.route().as_str() {
            "GET status-session" if *state == "CLOSED" => closed(),
            "GET status-session" => {
                let now = *state;
                *state = "CONNECTED";
                word(now)
            }
            "GET qrcode-session" => {
                Reply::Json(200, json!({"status": null, "message": "Session not started. Please, use …"}))
            }
            "GET check-connection-session" => page(true),
            "POST start-session" => {
                *state = "PHONECODE";
                code()
            }
            other => panic!("{other}"),
        }
    })
    .await
}

#[tokio::test]
async fn a_pairing_code_comes_with_the_first_start() {
    let answer =
        json!({"status": "phoneCode", "phone": "5521999999999", "phoneCode": "9KPAKG4M", "session": "shop"});
    let fake = pairing(Arc::new(move || Reply::Json(200, answer.clone()))).await;
    let mut login = fake.session().connect(Connect::pairing("+55 21 99999-9999"));
    let mut code = None;
    let mut names = Vec::new();
    while let Some(stage) = soon(login.next()).await {
        let stage = stage.unwrap();
        names.push(stage.name());
        if let Stage::PairingCode(pairing) = stage {
            code = pairing.grouped();
        }
    }
    assert_eq!(code.as_deref(), Some("9KPA-KG4M"));
    assert_eq!(names, ["starting", "pairing_code", "scanned", "connected"]);
    let start = fake.seen().into_iter().find(|seen| seen.route() == "POST start-session").unwrap();
    assert_eq!(start.json(), json!({"phone": "5521999999999", "waitQrCode": true}));
}

#[tokio::test]
async fn a_start_that_is_never_answered_does_not_hold_the_login_up() {
    let fake = pairing(Arc::new(|| Reply::Hang)).await;
    let (names, error) = stages(&fake, Connect::pairing("5521999999999")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(names.last(), Some(&"connected"));
}

#[tokio::test]
async fn a_pairing_code_that_nobody_would_see_is_not_asked_for() {
    let fake = statuses(vec![closed]).await;
    let (_, error) = stages(&fake, Connect::pairing("5521999999999")).await;
    assert_eq!(error.unwrap().code(), ErrorCode::NotSupported);
    assert_eq!(fake.count("POST start-session"), 0);
}

#[tokio::test]
async fn close_believes_the_state_and_not_the_answer() {
    let at = Mutex::new("INITIALIZING");
    let fake = Fake::start(move |seen| {
        let mut at = at.lock().unwrap();
        match seen.route().as_str() {
            "GET status-session" if *at == "CLOSED" => closed(),
            "GET status-session" => word(&at),
            "POST close-session" => {
                *at = "CLOSED";
                Reply::Json(500, json!({"status": false, "message": "Error closing session", "error": {}}))
            }
            other => panic!("{other}"),
        }
    })
    .await;
    let session = fake.session();
    let report = soon(session.close()).await.unwrap();
    assert_eq!(
        (report.before, report.after, report.already),
        (SessionState::Starting, SessionState::Closed, false)
    );
    assert!(!report.proven.is_empty());
    assert!(soon(session.close()).await.unwrap().already);
    assert_eq!(fake.count("POST close-session"), 1);
}

#[tokio::test]
async fn a_close_that_did_not_close_is_an_error() {
    let fake = Fake::start(|seen| match seen.route().as_str() {
        "GET status-session" => word("CONNECTED"),
        "GET check-connection-session" => page(true),
        _ => Reply::Json(200, json!({"status": true, "message": "Session successfully closed"})),
    })
    .await;
    let error = soon(fake.session().close()).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::Server, Some("close")));
}

#[tokio::test]
async fn an_ack_is_waited_for_and_never_goes_back() {
    let acks = Mutex::new(vec![3_i8, 1, 0]);
    let fake = Fake::start(move |_| {
        let mut acks = acks.lock().unwrap();
        let ack = if acks.len() > 1 { acks.pop().unwrap() } else { acks[0] };
        Reply::Json(
            201,
            json!({"status": "Success", "response": {"data": {"id": "true_1@c.us_A", "ack": ack}}}),
        )
    })
    .await;
    let session = fake.session();
    let reached =
        soon(session.wait_for_ack("true_1@c.us_A", Ack::RECEIVED, Duration::from_secs(10))).await.unwrap();
    assert_eq!(reached, Ack::READ);
    let error = soon(session.wait_for_ack("true_1@c.us_A", Ack::PLAYED, MS(40))).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::Timeout, Some("message-by-id")));
    assert!(error.message().contains("read"), "{error}");
}

#[tokio::test]
async fn a_failed_ack_ends_the_wait() {
    let fake = Fake::start(|_| {
        Reply::Json(
            201,
            json!({"status": "Success", "response": {"data": {"id": "true_1@c.us_A", "ack": -1}}}),
        )
    })
    .await;
    let wait = fake.session();
    let error =
        soon(wait.wait_for_ack("true_1@c.us_A", Ack::SENT, Duration::from_secs(10))).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::SendFailed);
}

async fn findings(session: &wppkit::Session) -> Vec<FindingCode> {
    soon(session.diagnose()).await.findings.iter().map(|finding| finding.code).collect()
}

#[tokio::test]
async fn the_doctor_names_a_server_that_is_none() {
    let down = builder(&nobody().await).token(TOKEN).build().unwrap().session("shop").unwrap();
    assert_eq!(findings(&down).await[0], FindingCode::ConnectionRefused);
    let html = Fake::start(|_| Reply::Text(200, "text/html", "<h1>It works!</h1>".to_owned())).await;
    assert_eq!(findings(&html.session()).await[0], FindingCode::NotWppconnect);
    let ssh = Fake::start(|_| Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec())).await;
    assert_eq!(findings(&ssh.session()).await[0], FindingCode::NotHttp);
    let failing = Fake::start(|_| Reply::Text(503, "text/html", "down".to_owned())).await;
    assert_eq!(findings(&failing.session()).await[0], FindingCode::ServerFailing);
}

fn healthy_but(seen: &Seen, secret: &str, rest: impl Fn(&str) -> Reply) -> Reply {
    let line = &seen.line;
    if line.contains("/healthz") {
        Reply::Json(200, json!({"uptime": 1.5, "message": "OK", "timestamp": 1}))
    } else if line.contains("show-all-sessions") || line.contains("generate-token") {
        if line.contains(&format!("/{secret}/")) {
            let body = json!({"response": ["shop"], "status": "success", "token": TOKEN});
            Reply::Json(if line.starts_with("POST") { 201 } else { 200 }, body)
        } else if line.starts_with("POST") {
            Reply::Json(400, json!({"response": false, "message": "The SECRET_KEY is incorrect"}))
        } else {
            Reply::Json(400, json!({"response": false, "message": "The token is incorrect"}))
        }
    } else {
        rest(&seen.route())
    }
}

#[tokio::test]
async fn the_doctor_tells_secret_token_and_state_apart() {
    let refuse = |_: &str| Reply::Json(401, json!({"error": "Check that the Session and Token are correct"}));
    let fake = Fake::start(move |seen| healthy_but(seen, SECRET, refuse)).await;
    assert_eq!(findings(&fake.session()).await[0], FindingCode::WrongToken);
    let wrong = fake.builder().secret_key("WRONG").build().unwrap().session("shop").unwrap();
    assert_eq!(findings(&wrong).await[0], FindingCode::WrongSecret);

    let stuck = |_: &str| word("INITIALIZING");
    let fake = Fake::start(move |seen| healthy_but(seen, "THISISMYSECURETOKEN", stuck)).await;
    let session = fake.builder().secret_key("THISISMYSECURETOKEN").build().unwrap().session("shop").unwrap();
    let found = findings(&session).await;
    assert_eq!(found[..2], [FindingCode::StuckInitializing, FindingCode::DefaultSecret]);
    assert!(
        findings(&fake.session()).await.contains(&FindingCode::DefaultSecret),
        "found without being given"
    );
    assert_eq!(fake.count("POST start-session"), 0, "a diagnosis changes nothing");
}
