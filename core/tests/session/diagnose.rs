//! `diagnose`: the cause of each trouble, by name.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use wppkit::{Client, Diagnose, Diagnosis, FindingCode as Code, Session, SessionState, Severity};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::{
    support::{Mock, SECRET, quick},
    watch::look_through,
};

async fn found(session: &Session) -> (Vec<Code>, Diagnosis) {
    let diagnosis = session.diagnose().await;
    look_through(&format!("{diagnosis:?} {}", serde_json::to_string(&diagnosis).unwrap()));
    let codes = diagnosis.findings.iter().map(|finding| finding.code).collect();
    for finding in &diagnosis.findings {
        assert!(!finding.what.is_empty());
        let bad = finding.severity >= Severity::Warning;
        assert!(
            !bad || finding.cure.as_ref().is_some_and(|cure| !cure.is_empty()),
            "{finding:?} has no cure"
        );
    }
    (codes, diagnosis)
}

fn shop_at(url: &str) -> Session {
    Client::builder(url).secret_key(SECRET).pace(quick()).build().unwrap().session("shop").unwrap()
}

#[tokio::test]
async fn each_state_of_a_session_is_named() {
    for (state, expected) in [
        (StateWord::Absent, Code::NeverStarted),
        (StateWord::ClosedByUser, Code::Closed),
        (StateWord::Initializing, Code::StuckInitializing),
        (StateWord::QrCode, Code::QrWaiting),
        (StateWord::PhoneCode, Code::PairingWaiting),
        (StateWord::Closed, Code::AutoClosed),
    ] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let before = mock.state();
        let (codes, diagnosis) = found(&mock.shop()).await;
        assert_eq!(codes, [expected, Code::WebhookUnknown], "{state:?}");
        assert!(!diagnosis.is_healthy());
        assert_eq!(mock.state(), before, "nothing was changed");
    }
}

#[tokio::test]
async fn a_healthy_session_has_nothing_to_cure() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let (codes, diagnosis) = found(&mock.shop()).await;
    assert!(diagnosis.is_healthy());
    assert!(codes.contains(&Code::Healthy), "{codes:?}");
    assert_eq!(diagnosis.version.as_deref(), Some("2.10.4"));
    assert_eq!(diagnosis.status.unwrap().state, SessionState::Connected);
}

#[tokio::test]
async fn a_zombie_is_found_by_its_browser_and_by_its_page() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    assert!(mock.driver.lock().crash_browser("shop"));
    mock.advance(1_000);
    assert_eq!(found(&mock.shop()).await.0[0], Code::Zombie);

    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    mock.throw("*", json!({"kind": "pageError", "message": "Execution context was destroyed"}));
    let (codes, _) = found(&mock.shop()).await;
    assert_eq!(codes[0], Code::Zombie, "the server says connected twice, and no page call works: {codes:?}");
}

#[tokio::test]
async fn wrong_secret_and_wrong_token_are_told_apart() {
    let mock = Mock::start().await;
    let wrong = Client::builder(&mock.url).secret_key("wrong").pace(quick()).build().unwrap();
    let (codes, _) = found(&wrong.session("shop").unwrap()).await;
    assert_eq!(codes[0], Code::WrongSecret);

    let of_other = wppkit::mint_local("other", &SECRET.into(), 4).unwrap();
    let token = Client::builder(&mock.url).token(of_other).pace(quick()).build().unwrap();
    let (codes, diagnosis) = found(&token.session("shop").unwrap()).await;
    assert_eq!(codes[0], Code::WrongToken);
    assert!(diagnosis.findings[0].cure.as_ref().unwrap().contains("exactly this session"), "{diagnosis:?}");
}

#[tokio::test]
async fn missing_credentials_are_a_finding() {
    let mock = Mock::start().await;
    let client = Client::builder(&mock.url).pace(quick()).build().unwrap();
    assert_eq!(found(&client.session("shop").unwrap()).await.0[0], Code::BadCredentials);
}

#[tokio::test]
async fn the_secret_that_the_server_ships_with_is_found_with_and_without_knowing_it() {
    const SHIPPED: &str = "THISISMYSECURETOKEN";
    let mock = Mock::with_secret(SHIPPED).await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let knows = Client::builder(&mock.url).secret_key(SHIPPED).pace(quick()).build().unwrap();
    let (codes, diagnosis) = found(&knows.session("shop").unwrap()).await;
    assert!(codes.contains(&Code::DefaultSecret));
    assert!(!diagnosis.is_healthy());

    let token = wppkit::mint_local("shop", &SHIPPED.into(), 4).unwrap();
    let only_token = Client::builder(&mock.url).token(token).pace(quick()).build().unwrap();
    let shop = only_token.session("shop").unwrap();
    assert!(found(&shop).await.0.contains(&Code::DefaultSecret));
    let mut unasked = Diagnose::default();
    unasked.try_default_secret = Some(false);
    assert!(shop.diagnose_with(unasked).await.finding(Code::DefaultSecret).is_none());
    let shown = format!("{diagnosis:?}");
    assert!(!shown.contains(SHIPPED), "no secret is ever shown");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_by_how_it_fails() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    assert_eq!(found(&shop_at(&format!("http://{address}"))).await.0[0], Code::ConnectionRefused);

    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut options = wppkit::CallOptions::default();
    options.timeout = Some(Duration::from_millis(50));
    let shop = shop_at(&format!("http://{}", silent.local_addr().unwrap())).with_options(options);
    assert_eq!(found(&shop).await.0[0], Code::ServerTimeout);

    assert_eq!(found(&shop_at("http://no-such-host.invalid:21465")).await.0[0], Code::NameNotResolved);
}

#[tokio::test]
async fn what_is_no_wppconnect_server_is_said_so() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    for (reply, expected) in [
        ("SSH-2.0-OpenSSH_9.6\r\n", Code::NotHttp),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 16\r\nconnection: close\r\n\r\nWelcome to nginx",
            Code::NotWppconnect,
        ),
        ("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Code::ServerFailing),
    ] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(reply.as_bytes()).await;
            }
        });
        assert_eq!(found(&shop_at(&url)).await.0[0], expected, "{reply:?}");
        serving.abort();
    }
}

#[tokio::test]
async fn a_given_webhook_is_tried_from_here() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    let reachable = shop.diagnose_with(Diagnose::default().webhook(format!("{}/healthz", mock.url))).await;
    assert!(reachable.finding(Code::WebhookReachable).is_some(), "{reachable:?}");
    assert!(reachable.is_healthy());
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let gone = format!("http://{}/hook", free.local_addr().unwrap());
    drop(free);
    let unreachable = shop.diagnose_with(Diagnose::default().webhook(gone)).await;
    assert!(unreachable.finding(Code::WebhookUnreachable).is_some());
    assert!(!unreachable.is_healthy());
}
