use std::sync::Mutex;

use super::*;
use crate::{ErrorCode, bridge::ClientConfig};

#[tokio::test]
async fn a_webhook_goes_through_the_inbox_to_a_handler_that_may_fail_first() {
    let inbox = InboxHandle::open(br#"{"url":"http://127.0.0.1:1/hooks"}"#).unwrap();
    let url = inbox.webhook_url("shop").await.unwrap();
    let token = url.rsplit('/').next().unwrap();
    let body = Bytes::from_static(br#"{"event":"status-find","session":"shop","status":"inChat"}"#);
    let answer = inbox.receive("POST", token, None, body.clone()).await.unwrap();
    assert_eq!(&answer[..], br#"{"status":200,"body":{}}"#);
    let refused = inbox.receive("POST", "nonsense", None, body).await.unwrap();
    assert!(refused.starts_with(br#"{"status":404"#));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let handle = move |place, event: Bytes| -> Handled {
        let mut seen = told.lock().unwrap();
        seen.push((place, serde_json::from_slice::<Value>(&event).unwrap()));
        let outcome = if seen.len() == 1 { Err("not yet".to_owned()) } else { Ok(()) };
        Box::pin(async { outcome })
    };
    let options = br#"{"untilEmpty":true,"minDelayMs":1}"#;
    let done = inbox.run(&[(String::new(), None)], options, handle).await.unwrap();
    assert_eq!(&done[..], br#"{"handled":1,"dead":0}"#);
    let seen = seen.lock().unwrap();
    assert_eq!((seen.len(), seen[1].0, &seen[1].1["session"]), (2, 0, &Value::from("shop")));
}

#[tokio::test]
async fn of_two_processes_on_one_file_one_hands_out_what_both_take_in() {
    let folder = tempfile::tempdir().unwrap();
    let settings = json!({ "path": folder.path().join("events.db"), "url": "http://127.0.0.1:1/hooks" });
    let settings = settings.to_string();
    // A second handle on the file knows no more of the first than another process does.
    let [one, other] = [(); 2].map(|()| InboxHandle::open(settings.as_bytes()).unwrap());
    let url = other.webhook_url("shop").await.unwrap();
    let (sender, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let handle = move |_, event: Bytes| -> Handled {
        let event: Value = serde_json::from_slice(&event).unwrap();
        let failed = event["data"]["body"] == "bad";
        sender.send(event).unwrap();
        Box::pin(async move { if failed { Err("bad".to_owned()) } else { Ok(()) } })
    };
    let handle = Arc::new(handle);
    let options = br#"{"shared":true,"attempts":1}"#;
    let spawn = |inbox: InboxHandle| {
        let handle = Arc::clone(&handle);
        tokio::spawn(
            async move { inbox.run(&[(String::new(), None)], options, move |p, e| handle(p, e)).await },
        )
    };
    let runs = [spawn(one.clone()), spawn(other.clone())];
    let token = url.rsplit('/').next().unwrap();
    for (id, body, inbox) in [("A", "x", &one), ("B", "y", &other), ("C", "bad", &other)] {
        let event = json!({ "event": "onmessage", "session": "shop", "id": format!("false_1@c.us_{id}"), "body": body });
        let answer = inbox.receive("POST", token, None, event.to_string().into()).await.unwrap();
        assert!(answer.starts_with(br#"{"status":200"#));
        assert_eq!(seen.recv().await.unwrap()["data"]["body"], body);
    }
    let dead = async || {
        let counts: Value = serde_json::from_slice(&one.counts().await.unwrap()).unwrap();
        counts["dead"] == 1
    };
    while !dead().await {
        tokio::task::yield_now().await;
    }
    let letters: Value = serde_json::from_slice(&other.dead_letters().await.unwrap()).unwrap();
    assert_eq!((&letters[0]["error"], &letters[0]["attempts"]), (&"bad".into(), &1.into()));
    assert_eq!(&other.redrive(None).await.unwrap()[..], b"1");
    assert_eq!(seen.recv().await.unwrap()["data"]["body"], "bad");
    assert_eq!(&one.replay(br#"{"toMs":1}"#).await.unwrap()[..], b"0");
    assert!(seen.try_recv().is_err(), "each was handed out once");
    for run in runs {
        run.abort();
    }
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_its_name() {
    let error = InboxHandle::open(br#"{"ulr":"x"}"#).unwrap_err();
    assert!(error.message().contains("ulr"), "{error}");
    let inbox = InboxHandle::open(b"{}").unwrap();
    assert_eq!(inbox.webhook_url("shop").await.unwrap_err().code(), ErrorCode::InvalidInput);
    let reached = InboxHandle::open(br#"{"url":"http://127.0.0.1:1/hooks"}"#).unwrap();
    for session in ["", " ", "a/b"] {
        assert_eq!(reached.webhook_url(session).await.unwrap_err().code(), ErrorCode::InvalidInput);
        assert_eq!(reached.rotate(session).await.unwrap_err().code(), ErrorCode::InvalidInput);
    }
    let handle = |_, _| -> Handled { Box::pin(async { Ok(()) }) };
    let error = inbox.run(&[("kind=nonsense".to_owned(), None)], b"", handle).await.unwrap_err();
    assert!(error.message().contains("nonsense"), "{error}");
}

fn client() -> ClientHandle {
    let config = ClientConfig::from_json(br#"{"url":"http://127.0.0.1:9","secretKey":"S","env":false}"#);
    ClientHandle::new(config.unwrap(), None).unwrap()
}

/// An inbox with so many messages of one chat.
async fn filled(messages: usize) -> InboxHandle {
    let inbox = InboxHandle::open(br#"{"url":"http://127.0.0.1:1/hooks"}"#).unwrap();
    let url = inbox.webhook_url("shop").await.unwrap();
    let token = url.rsplit('/').next().unwrap();
    for number in 0..messages {
        let event = json!({ "event": "onmessage", "id": format!("false_1@c.us_{number}"), "body": "x" });
        let answer = inbox.receive("POST", token, None, event.to_string().into()).await.unwrap();
        assert!(answer.starts_with(br#"{"status":200"#));
    }
    inbox
}

#[tokio::test]
async fn what_a_relay_gives_up_is_put_aside_at_once_and_the_others_get_it_all_the_same() {
    let inbox = filled(2).await;
    // Nobody listens at this port: it is reserved.
    let settings =
        br#"{"url":"http://127.0.0.1:1/in","secret":"both know it","scheduleMs":[1],"disableAfter":2}"#;
    let relay = inbox.relay(settings).unwrap();
    assert_eq!(&relay.off()[..], b"null");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let handle = move |place, _| -> Handled {
        told.lock().unwrap().push(place);
        Box::pin(async { Ok(()) })
    };
    let wanting = [(String::new(), Some(relay.clone())), (String::new(), None)];
    // With the default of five attempts, whose first pause is longer than this test may take.
    let done = inbox.run(&wanting, br#"{"untilEmpty":true,"matching":"all"}"#, handle).await.unwrap();
    assert_eq!(&done[..], br#"{"handled":0,"dead":2}"#);
    assert_eq!(*seen.lock().unwrap(), [1, 1]);
    let off: Value = serde_json::from_slice(&relay.off()).unwrap();
    assert!(off["reason"].as_str().unwrap().starts_with("2 events in a row"), "{off}");
    assert_eq!(&relay.redrive().await.unwrap()[..], b"2");
    assert_eq!(&relay.off()[..], b"null");
    for wrong in ["{}", r#"{"url":"ftp://h","secret":"s"}"#, r#"{"url":"http://h","secret":""}"#] {
        assert_eq!(inbox.relay(wrong.as_bytes()).unwrap_err().code(), ErrorCode::InvalidInput, "{wrong}");
    }
}

#[tokio::test]
async fn a_downtime_that_nobody_can_know_of_is_none() {
    let inbox = filled(0).await;
    assert_eq!((inbox.silent_since_ms(), &inbox.gaps().await.unwrap()[..]), (None, &b"[]"[..]));
    assert_eq!(&inbox.recover(&client(), "shop", b"").await.unwrap()[..], b"null");
    let error = inbox.recover(&client(), "shop", br#"{"fromMs":2,"toMs":1}"#).await.unwrap_err();
    assert!(error.message().contains("ends before it begins"), "{error}");
    let error = inbox.recover(&client(), "shop", br#"{"since":2}"#).await.unwrap_err();
    assert!(error.message().contains("since"), "{error}");
}

#[tokio::test]
async fn a_listener_tells_of_a_server_that_is_not_there_and_refuses_options_by_name() {
    let inbox = filled(0).await;
    let (sender, mut notices) = tokio::sync::mpsc::unbounded_channel();
    let told = move |notice| sender.send(notice).unwrap();
    let client = client();
    let listener = inbox.listen(&client, br#"{"sessions":["shop"],"unattributed":{"of":"shop"}}"#).unwrap();
    tokio::select! {
        ended = listener.run(told) => panic!("{ended:?}"),
        notice = notices.recv() => {
            let notice: Value = serde_json::from_slice(&notice.unwrap()).unwrap();
            assert_eq!(notice["type"], "disconnected");
            assert!(notice["retryInMs"].as_u64().unwrap() >= 500, "{notice}");
        }
    }
    let error = inbox.listen(&client, br#"{"unattributed":"guess"}"#).unwrap_err();
    assert!(error.message().contains("unattributed"), "{error}");
}

#[tokio::test]
async fn a_reply_goes_to_whoever_waits_for_it_and_to_no_handler() {
    let inbox = filled(1).await;
    let wanted = br#"{"session":"shop","chat":"1@c.us","timeoutMs":600000}"#;
    // Bindings call from threads of their own.
    let asking = inbox.clone();
    let reply = std::thread::spawn(move || asking.wait_for_reply(wanted).unwrap()).join().unwrap();
    let handle = |_, _| -> Handled { panic!("a handler got the reply") };
    let done = inbox.run(&[(String::new(), None)], br#"{"untilEmpty":true}"#, handle).await.unwrap();
    assert_eq!(&done[..], br#"{"handled":1,"dead":0}"#);
    let reply: Value = serde_json::from_slice(&reply.await.unwrap()).unwrap();
    assert_eq!((&reply["chat"], &reply["data"]["body"]), (&"1@c.us".into(), &"x".into()));
    let none = inbox.wait_for_reply(br#"{"session":"shop","chat":"1@c.us","timeoutMs":1}"#).unwrap();
    assert_eq!(&none.await.unwrap()[..], b"null");
    for (wanted, said) in [
        (r#"{"session":"shop","timeoutMs":1}"#, "no chat"),
        (r#"{"chat":"1@c.us"}"#, "timeout: is missing"),
        (r#"{"chat":"1@c.us","timeoutMs":0}"#, "timeout: no time"),
    ] {
        let error = inbox.wait_for_reply(wanted.as_bytes()).err().unwrap();
        assert!(error.message().contains(said), "{error}");
    }
}
