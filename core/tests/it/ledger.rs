//! Idempotency keys: one message per key, whatever dies in between.

use std::{
    env,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::json;
use wppkit::{
    Client, Delivery, ErrorCode, Job, Ledger, LedgerEntry, LedgerKey, MemoryLedger, Reconciled, SendOptions,
    Session, SqliteLedger, TextOptions, api::ops::messages::send_message::SendMessage,
};

use crate::fake::{Fake, Reply, Seen, TOKEN, builder, known, soon, taken};

const PHONE: &str = "5521999999999";
const ID: &str = "5521999999999@c.us";
/// Set in the child of the crash test: where the server is, and where the ledger.
const CHILD_URL: &str = "WPPKIT_TEST_CRASH_URL";
const CHILD_LEDGER: &str = "WPPKIT_TEST_CRASH_LEDGER";

async fn server(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Fake {
    Fake::start(
        move |seen| {
            if seen.route().starts_with("GET check-number-status") { known(ID) } else { answer(seen) }
        },
    )
    .await
}

fn session(url: &str, ledger: impl Ledger) -> Session {
    builder(url).token(TOKEN).ledger(ledger).build().unwrap().session("shop").unwrap()
}

fn keyed(key: &str) -> TextOptions {
    TextOptions::new().idempotency_key(key)
}

/// Plays the process that dies: it sends, and never gets an answer. Does nothing unless the crash test started it.
#[tokio::test]
async fn a_process_that_is_about_to_die() {
    let (Ok(url), Ok(ledger)) = (env::var(CHILD_URL), env::var(CHILD_LEDGER)) else { return };
    let session = session(&url, SqliteLedger::open(ledger).unwrap());
    let outcome = session.send_text_with(PHONE, "order 7", keyed("order-7")).await;
    panic!("killed before any outcome, yet: {outcome:?}");
}

#[tokio::test]
async fn a_kill_between_request_and_answer_never_sends_twice() {
    let answers = Arc::new(AtomicBool::new(false));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let fake = {
        let answers = Arc::clone(&answers);
        server(move |seen| match seen.route().as_str() {
            "POST send-message" if answers.load(Ordering::SeqCst) => taken(),
            "POST send-message" => Reply::Hang,
            _ => {
                let message =
                    json!({"id": "true_5521999999999@c.us_3EB0", "body": "order 7", "t": now + 1, "ack": 1});
                Reply::Json(200, json!({"status": "success", "response": [message]}))
            }
        })
        .await
    };
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("sends.db");
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "ledger::a_process_that_is_about_to_die", "--nocapture"])
        .env(CHILD_URL, &fake.url)
        .env(CHILD_LEDGER, &ledger)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    soon(fake.until(|seen| seen.iter().any(|seen| seen.route() == "POST send-message"))).await;
    child.kill().unwrap();
    child.wait().unwrap();
    answers.store(true, Ordering::SeqCst);

    let session = session(&fake.url, SqliteLedger::open(&ledger).unwrap());
    let error = soon(session.send_text_with(PHONE, "order 7", keyed("order-7"))).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Cancelled, Some(Delivery::Unknown)), "{error}");
    assert_eq!(fake.count("POST send-message"), 1, "the key is claimed");
    let Reconciled::Sent(found) = soon(session.reconcile_key("order-7")).await.unwrap() else {
        panic!("the chat has it")
    };
    let again = soon(session.send_text_with(PHONE, "order 7", keyed("order-7"))).await.unwrap();
    assert_eq!(
        (&again.id, fake.count("POST send-message")),
        (&found.id, 1),
        "what was found is the key's outcome"
    );
}

#[tokio::test]
async fn ledgers_agree_on_claims() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = SqliteLedger::open(folder.path().join("sends.db")).unwrap();
    let ledgers: [Box<dyn Ledger>; 2] = [Box::new(MemoryLedger::default()), Box::new(sqlite)];
    let entry = |id: &str| {
        let json = json!({
            "state": {"is": "sent", "id": id, "ack": 1, "chat": ID},
            "sinceMs": 4_000_000_000_000_u64,
            "attempt": {"chat": ID, "began": 1},
        });
        LedgerEntry::from_json(&json.to_string()).unwrap()
    };
    for ledger in ledgers {
        let (one, two) = (LedgerKey::new("s", "a", "k"), LedgerKey::new("s", "b", "k"));
        assert!(ledger.claim(&one, &entry("first")).await.unwrap().is_none(), "{ledger:?}");
        let known = ledger.claim(&one, &entry("second")).await.unwrap().unwrap();
        assert!(known.to_json().contains("first"), "{ledger:?}");
        assert!(ledger.load(&two).await.unwrap().is_none(), "another session has keys of its own");
        ledger.settle(&one, &entry("third")).await.unwrap();
        assert!(ledger.load(&one).await.unwrap().unwrap().to_json().contains("third"), "{ledger:?}");
        ledger.release(&one).await.unwrap();
        assert!(ledger.load(&one).await.unwrap().is_none(), "{ledger:?}");
    }
}

#[tokio::test]
async fn a_ledger_that_cannot_claim_stops_the_send_before_it_leaves() {
    let fake = server(|_| taken()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sends.db");
    let ledger = SqliteLedger::open(&path).unwrap();
    // Somebody else makes the table unusable.
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE sends").unwrap();
    let session = session(&fake.url, ledger);
    let error = soon(session.send_text_with(PHONE, "hi", keyed("k"))).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Storage, Some(Delivery::NotSent)), "{error}");
    assert_eq!(fake.count("POST send-message"), 0);
}

#[tokio::test]
async fn an_unknown_outcome_holds_and_a_proof_of_nothing_sent_frees_the_key() {
    let replies = std::sync::Mutex::new(vec![
        taken(),
        Reply::Close,
        Reply::Json(404, json!({"response": null, "status": "Disconnected", "message": "A sessão…"})),
    ]);
    let fake = server(move |_| replies.lock().unwrap().pop().expect("sent once too often")).await;
    let session = session(&fake.url, MemoryLedger::default());
    let send = |key: &'static str| session.send_text_with(PHONE, "hi", keyed(key));
    assert_eq!(soon(send("a")).await.unwrap_err().delivery(), Some(Delivery::NotSent));
    assert_eq!(soon(send("a")).await.unwrap_err().delivery(), Some(Delivery::Unknown));
    let held = soon(send("a")).await.unwrap_err();
    assert_eq!((held.code(), held.delivery()), (ErrorCode::Connect, Some(Delivery::Unknown)));
    assert!(soon(send("b")).await.is_ok());
    assert_eq!(fake.count("POST send-message"), 3);
}

#[tokio::test]
async fn a_cancelled_send_leaves_an_unknown_outcome() {
    let fake = server(|_| Reply::Hang).await;
    let session = session(&fake.url, MemoryLedger::default());
    let sending = session.send_text_with(PHONE, "hi", keyed("a"));
    let sent = fake.until(|seen| seen.iter().any(|seen| seen.route() == "POST send-message"));
    tokio::select! {
        outcome = sending => panic!("{outcome:?}"),
        () = sent => {}
    }
    let error = soon(session.send_text_with(PHONE, "hi", keyed("a"))).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Cancelled, Some(Delivery::Unknown)));
    assert_eq!(fake.count("POST send-message"), 1);
}

#[tokio::test]
async fn a_fixed_id_follows_from_the_key_and_finds_the_message_for_certain() {
    let fake = server(|seen| match seen.route().as_str() {
        "POST send-message" => Reply::Close,
        route => {
            let id = route.trim_start_matches("GET message-by-id/").to_owned();
            Reply::Json(201, json!({"status": "success", "response": {"data": {"id": id, "ack": 2}}}))
        }
    })
    .await;
    let session = session(&fake.url, MemoryLedger::default());
    let options = SendOptions::new().idempotency_key("order-7").fixed_id();
    let error = soon(session.send_with(SendMessage::new(PHONE, "hi"), options)).await.unwrap_err();
    let chosen = fake.seen().last().unwrap().json()["options"]["messageId"].as_str().unwrap().to_owned();
    assert!(
        chosen.starts_with("true_5521999999999@c.us_3EB0") && chosen.len() == 24 + 4 + 22 - 4,
        "{chosen}"
    );
    let Reconciled::Sent(sent) = soon(session.reconcile(&error)).await.unwrap() else {
        panic!("found by its id")
    };
    assert_eq!((sent.id, sent.ack.0), (chosen, 2));
}

#[tokio::test]
async fn a_batch_is_stopped_and_resumed_without_sending_twice() {
    let fake = Fake::start(|seen| match seen.route().as_str() {
        route if route.starts_with("GET check-number-status/") => {
            let digits = route.rsplit('/').next().unwrap();
            known(&format!("{digits}@c.us"))
        }
        _ => taken(),
    })
    .await;
    let client: Client = builder(&fake.url).token(TOKEN).build().unwrap();
    let jobs =
        || (0..9).map(|n| Job::text(["a", "b", "c"][n % 3], format!("552199999999{n}"), format!("text {n}")));
    let run = client.send_many(jobs()).concurrency(2).batch("july");
    let stopper = run.stopper();
    let outcomes = soon(run.run(|_, progress| {
        if progress.done == 4 {
            stopper.stop();
        }
    }))
    .await;
    let tried = outcomes.iter().filter(|outcome| outcome.result.is_some()).count();
    assert!((4..9).contains(&tried), "{tried} were tried before the stop took effect");
    assert_eq!(fake.count("POST send-message"), tried);
    let mut seen_progress = Vec::new();
    let outcomes =
        soon(client.send_many(jobs()).batch("july").run(|_, progress| seen_progress.push(progress.done)))
            .await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome.result, Some(Ok(_)))));
    assert_eq!(outcomes.iter().map(|outcome| outcome.index).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
    assert_eq!(seen_progress, (1..=9).collect::<Vec<_>>());
    assert_eq!(fake.count("POST send-message"), 9, "nobody got it twice");
    for session in ["a", "b", "c"] {
        let texts: Vec<_> = fake
            .seen()
            .iter()
            .filter(|seen| seen.line.contains(&format!("/{session}/send-message")))
            .map(|seen| seen.json()["message"].as_str().unwrap().to_owned())
            .collect();
        let mut sorted = texts.clone();
        sorted.sort();
        assert_eq!(texts, sorted, "order is kept in session {session}");
    }
}

#[tokio::test]
async fn what_concerns_the_session_ends_a_batch() {
    let fake =
        server(|_| Reply::Json(404, json!({"response": null, "status": "Disconnected", "message": "A…"})))
            .await;
    let client = builder(&fake.url).token(TOKEN).build().unwrap();
    let jobs = (0..5).map(|_| Job::text("shop", PHONE, "hi"));
    let outcomes = soon(client.send_many(jobs).run(|_, _| {})).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.result.is_some()).count(), 1);
    assert_eq!(fake.count("POST send-message"), 1);
}
