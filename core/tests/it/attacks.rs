//! Servers that mean harm: whatever they answer, a call ends in time, with an error that says what came, and with the truth
//! about the send; memory stays bounded, and nobody else learns the token.

use std::time::Duration;

use serde_json::json;
use wppkit::{
    CallOptions, Delivery, Error, ErrorCode, Session, TextOptions,
    api::ops::session::status_session::StatusSession,
};

use crate::fake::{Fake, Reply, Seen, TOKEN, known, soon, taken};

/// More than this is read of no answer.
const LIMIT: usize = 1024 * 1024;
/// What the sockets between may hold.
const IN_FLIGHT: usize = 16 * 1024 * 1024;

struct Attack {
    name: &'static str,
    reply: fn() -> Reply,
    codes: &'static [ErrorCode],
    says: &'static str,
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

fn raw(head: &str, body: &[u8]) -> Reply {
    Reply::Raw([head.as_bytes(), b"\r\n", body].concat())
}

fn sized(body: &[u8]) -> Reply {
    raw(&format!("{HEAD}content-length: {}\r\n", body.len()), body)
}

const ATTACKS: &[Attack] = &[
    Attack {
        name: "slow loris in the headers",
        reply: || Reply::Drip(format!("{HEAD}x-slow: ").into_bytes(), b"a"),
        codes: &[ErrorCode::Timeout],
        says: "no answer within",
    },
    Attack {
        name: "slow loris in the body",
        reply: || Reply::Drip(format!("{HEAD}content-length: 900000\r\n\r\n").into_bytes(), b" "),
        codes: &[ErrorCode::Timeout],
        says: "no answer within",
    },
    Attack {
        name: "a body that is announced as larger than the world",
        reply: || Reply::Drip(format!("{HEAD}content-length: 999999999999999999\r\n\r\n").into_bytes(), b" "),
        codes: &[ErrorCode::Timeout],
        says: "no answer within",
    },
    Attack {
        name: "interim answers without end",
        reply: || Reply::Flood(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        codes: &[ErrorCode::Timeout],
        says: "no answer within",
    },
    Attack {
        name: "endless body",
        reply: || {
            let piece = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
            Reply::Flood(format!("{HEAD}transfer-encoding: chunked\r\n\r\n").into_bytes(), piece)
        },
        codes: &[ErrorCode::UnexpectedResponse],
        says: "exceeds",
    },
    Attack {
        name: "endless headers",
        reply: || Reply::Flood(HEAD.as_bytes().to_vec(), b"x-more: and more\r\n".repeat(1000)),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "HTTP",
    },
    Attack {
        name: "a header without end",
        reply: || Reply::Flood(format!("{HEAD}x-long: ").into_bytes(), vec![b'a'; 0x10000]),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "HTTP",
    },
    Attack {
        name: "more headers than anybody needs",
        reply: || sized_with("x-one-of-many: 1\r\n".repeat(5000)),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "HTTP",
    },
    Attack {
        name: "a compressed body that nobody asked for",
        reply: || {
            let bomb =
                b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xec\xc1\x01\x0d\x00\x00\x00\xc2\xa0".repeat(100);
            raw(&format!("{HEAD}content-encoding: gzip\r\ncontent-length: {}\r\n", bomb.len()), &bomb)
        },
        codes: &[ErrorCode::UnexpectedResponse],
        says: "cannot be read",
    },
    Attack {
        name: "a page instead of JSON",
        reply: || Reply::Text(200, "text/html", "<html><title>Sign in</title></html>".to_owned()),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "Sign in",
    },
    Attack {
        name: "invalid UTF-8",
        reply: || sized(b"{\"status\": \"\xff\xfe\", \"response\": \"\xc3\x28\"}"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "cannot be read",
    },
    Attack {
        name: "arrays that are deeper than any stack",
        reply: || sized("[".repeat(500_000).as_bytes()),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "answer",
    },
    Attack {
        name: "objects that are deeper than any stack",
        reply: || sized(r#"{"response":"#.repeat(80_000).as_bytes()),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "answer",
    },
    Attack {
        name: "a body that is shorter than announced",
        reply: || raw(&format!("{HEAD}content-length: 5000\r\n"), b"{\"status\":"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "ended too early",
    },
    Attack {
        name: "a body that is longer than announced",
        reply: || raw(&format!("{HEAD}content-length: 10\r\n"), b"{\"status\":\"success\"}"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "answer",
    },
    Attack {
        name: "a length that is no number",
        reply: || raw(&format!("{HEAD}content-length: many\r\n"), b"{}"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "HTTP",
    },
    Attack {
        name: "two lengths",
        reply: || raw(&format!("{HEAD}content-length: 2\r\ncontent-length: 40\r\n"), b"{}"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "HTTP",
    },
    Attack {
        name: "a chunk of impossible size",
        reply: || raw(&format!("{HEAD}transfer-encoding: chunked\r\n"), b"fffffffffffffffff\r\n{}"),
        codes: &[ErrorCode::UnexpectedResponse],
        says: "answer",
    },
    Attack {
        name: "an end in the middle of the headers",
        reply: || Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()),
        codes: &[ErrorCode::Connect, ErrorCode::UnexpectedResponse],
        says: "",
    },
    Attack {
        name: "an end before anything",
        reply: || Reply::Close,
        codes: &[ErrorCode::Connect],
        says: "broke before the answer",
    },
];

fn sized_with(headers: String) -> Reply {
    raw(&format!("{HEAD}{headers}content-length: 2\r\n"), b"{}")
}

/// A session whose calls last a short while, once, and read little.
fn session(fake: &Fake) -> Session {
    let options = CallOptions::new().timeout(Duration::from_millis(400)).attempts(1);
    let client = fake.builder().token(TOKEN).max_answer_bytes(LIMIT).build().unwrap();
    client.session("shop").unwrap().with_options(options)
}

/// What is wrong with the outcome of an attack.
fn wrong(attack: &Attack, error: &Error, delivery: Option<Delivery>) -> bool {
    !attack.codes.contains(&error.code())
        || !error.message().contains(attack.says)
        || error.delivery() != delivery
        || error.message().len() > 2_000
        || format!("{error} {error:?}").contains(TOKEN)
}

#[tokio::test]
async fn every_attack_ends_in_time_with_a_clear_error_and_the_truth_about_the_send() {
    let mut wrongs = Vec::new();
    for attack in ATTACKS {
        let reply = attack.reply;
        let fake = Fake::start(move |seen: &Seen| match &*seen.route() {
            route if route.contains("check-number-status") => known("5521999999999@c.us"),
            _ => reply(),
        })
        .await;
        let read = soon(session(&fake).call(StatusSession::default())).await.unwrap_err();
        let send = soon(session(&fake).send_text("5521999999999", "Olá")).await.unwrap_err();
        for (error, delivery) in [(read, None), (send, Some(Delivery::Unknown))] {
            if wrong(attack, &error, delivery) {
                wrongs.push(format!("{}: {error:?}", attack.name));
            }
        }
        assert_eq!(fake.count("POST send-message"), 1, "{}: a send is never repeated", attack.name);
        let taken = fake.flooded();
        assert!(taken < 2 * LIMIT + IN_FLIGHT, "{}: {taken} bytes were taken", attack.name);
    }
    assert!(wrongs.is_empty(), "{wrongs:#?}");
}

#[tokio::test]
async fn a_check_that_is_attacked_sends_nothing() {
    let fake = Fake::start(|_| Reply::Drip(format!("{HEAD}x-slow: ").into_bytes(), b"a")).await;
    let error = soon(session(&fake).send_text("5521999999999", "Olá")).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Timeout, Some(Delivery::NotSent)));
    assert_eq!(fake.count("POST send-message"), 0);
}

#[tokio::test]
async fn no_redirect_is_followed_and_no_other_host_learns_the_token() {
    let other = Fake::start(|_| Reply::Json(200, json!({"status": "CONNECTED"}))).await;
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/api/shop/send-message", other.url);
        let fake = Fake::start(move |seen: &Seen| match &*seen.route() {
            route if route.contains("check-number-status") => known("5521999999999@c.us"),
            _ => raw(
                &format!("HTTP/1.1 {status} Elsewhere\r\nlocation: {target}\r\ncontent-length: 0\r\n"),
                b"",
            ),
        })
        .await;
        let read = soon(session(&fake).call(StatusSession::default())).await.unwrap_err();
        assert_eq!((read.code(), read.status()), (ErrorCode::UnexpectedResponse, Some(status)));
        let send = soon(session(&fake).send_text("5521999999999", "Olá")).await.unwrap_err();
        assert_eq!(send.delivery(), Some(Delivery::Unknown), "{send:?}");
        let hint = send.hint().unwrap();
        assert!(hint.contains("before sending again") && hint.contains("redirects"), "{hint}");
    }
    assert!(other.seen().is_empty(), "{:?}", other.seen());
}

#[tokio::test]
async fn nothing_compressed_is_asked_for() {
    let fake = Fake::start(|_| Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))).await;
    soon(session(&fake).call(StatusSession::default())).await.unwrap();
    assert_eq!(fake.seen()[0].header("accept-encoding"), None);
}

#[tokio::test]
async fn bytes_behind_an_answer_are_no_answer_to_the_next_call() {
    let smuggled = format!("{HEAD}content-length: 22\r\n\r\n{{\"status\":\"CONNECTED\"}}");
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let fake = Fake::start(move |_| match calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => {
            let body = b"{\"status\":\"CLOSED\"}";
            raw(&format!("{HEAD}content-length: {}\r\n", body.len()), &[body, smuggled.as_bytes()].concat())
        }
        _ => Reply::Json(200, json!({"status": "QRCODE", "urlcode": "2@x", "version": "2.10.4"})),
    })
    .await;
    let session = session(&fake);
    for expected in ["CLOSED", "QRCODE", "QRCODE"] {
        let answer = soon(session.call(StatusSession::default())).await.unwrap();
        assert_eq!(answer.status.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn ten_megabytes_of_json_are_read() {
    let filler = "x".repeat(10 * 1024 * 1024);
    let fake =
        Fake::start(move |_| Reply::Json(200, json!({"status": "CLOSED", "qrcode": null, "filler": filler})))
            .await;
    let answer = soon(fake.session().call(StatusSession::default())).await.unwrap();
    assert_eq!(answer.status.as_deref(), Some("CLOSED"));
    assert_eq!(answer.extra["filler"].as_str().map(str::len), Some(10 * 1024 * 1024));
}

#[tokio::test]
async fn of_a_key_that_comes_twice_the_last_one_counts_as_in_javascript() {
    let fake = Fake::start(|seen: &Seen| match &*seen.route() {
        route if route.contains("check-number-status") => known("5521999999999@c.us"),
        "POST send-message" => sized(
            br#"{"status":"success","response":[{"id":"true_1@c.us_A","ack":-1,"id":"true_2@c.us_B","ack":1}],"status":"success"}"#,
        ),
        _ => sized(br#"{"status":"CONNECTED","status":"CLOSED","qrcode":"a","qrcode":null}"#),
    })
    .await;
    let answer = soon(session(&fake).call(StatusSession::default())).await.unwrap();
    assert_eq!((answer.status.as_deref(), answer.qrcode.as_deref()), (Some("CLOSED"), None));
    let sent =
        soon(session(&fake).send_text_with("5521999999999", "Olá", TextOptions::default())).await.unwrap();
    assert_eq!(sent.id, "true_2@c.us_B");
}

#[tokio::test]
async fn what_is_deep_in_an_unknown_key_can_be_looked_at() {
    let deep = format!("{{\"status\":\"CLOSED\",\"deep\":{}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let fake = Fake::start(move |_| sized(deep.as_bytes())).await;
    match soon(session(&fake).call(StatusSession::default())).await {
        Ok(answer) => {
            let shown = format!("{:?} {:?}", answer.value, answer.extra.get("deep"));
            assert!(answer.raw.body().len() > 40_000 && !shown.is_empty());
        }
        Err(error) => assert_eq!(error.code(), ErrorCode::UnexpectedResponse),
    }
    let fake =
        Fake::start(|seen: &Seen| if seen.route().contains("check") { known("1@c.us") } else { taken() })
            .await;
    soon(session(&fake).send_text("5521999999999", "the client is well")).await.unwrap();
}
