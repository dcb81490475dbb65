use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tokio::sync::Notify;
use wppkit::events::{ChatKind, DispatchOptions, EventKind, Filter, Handlers, Inbox, ReplayRange};

use crate::support::{Now, SOON, Skipping, inbox, message, noting, options, post, run, texts};

#[tokio::test]
async fn chats_keep_their_order_and_do_not_wait_for_one_another() {
    let (inbox, receiver) = inbox();
    for (chat, id) in [("1@c.us", "A1"), ("1@c.us", "A2"), ("2@c.us", "B1"), ("2@c.us", "B2")] {
        post(&receiver, "shop", &message(chat, id, id)).await;
    }
    let order = Arc::new(Mutex::new(Vec::new()));
    let gate = Arc::new(Notify::new());
    let (notes, opens) = (Arc::clone(&order), Arc::clone(&gate));
    let handlers = Handlers::new().on(Filter::any(), move |event| {
        let (notes, gate) = (Arc::clone(&notes), Arc::clone(&opens));
        async move {
            let text = event.text().unwrap_or_default().to_owned();
            match &*text {
                // The first chat stands still until the second one is through.
                "A1" => gate.notified().await,
                "B2" => gate.notify_one(),
                _ => {}
            }
            notes.lock().unwrap().push(text);
            Ok(())
        }
    });
    assert_eq!(run(&inbox, &handlers).await.handled, 4);
    assert_eq!(*order.lock().unwrap(), ["B1", "B2", "A1", "A2"]);
}

#[tokio::test]
async fn a_failing_handler_is_tried_again_and_then_put_aside() {
    let clock = Skipping::default();
    let inbox = Inbox::in_memory(options(&Now::at(0), &clock)).unwrap();
    let receiver = wppkit::events::Receiver::new(&inbox, "http://h/", Default::default()).unwrap();
    for (chat, text) in [("1@c.us", "bad"), ("1@c.us", "after"), ("2@c.us", "flaky"), ("3@c.us", "panic")] {
        post(&receiver, "shop", &message(chat, text, text)).await;
    }
    let tries = Arc::new(AtomicUsize::new(0));
    let (counted, done) = (Arc::clone(&tries), Arc::new(Mutex::new(Vec::new())));
    let notes = Arc::clone(&done);
    let handlers = Handlers::new().on(Filter::any(), move |event| {
        let (tries, notes) = (Arc::clone(&counted), Arc::clone(&notes));
        async move {
            match event.text() {
                Some("bad") => return Err("no".into()),
                Some("panic") => panic!("boom"),
                Some("flaky") if tries.fetch_add(1, Ordering::SeqCst) < 2 => return Err("later".into()),
                text => notes.lock().unwrap().extend(text.map(str::to_owned)),
            }
            Ok(())
        }
    });
    let dispatched = run(&inbox, &handlers).await;
    assert_eq!((dispatched.handled, dispatched.dead), (2, 2));
    assert_eq!(clock.pauses().len(), 4 + 4 + 2, "five attempts each");
    let mut letters = inbox.dead_letters().await.unwrap();
    letters.sort_by_key(|letter| letter.error.clone());
    let said: Vec<_> = letters.iter().map(|letter| (&*letter.error, letter.attempts)).collect();
    assert_eq!(said, [("no", 5), ("the handler panicked: boom", 5)]);
    assert_eq!(done.lock().unwrap().len(), 2, "after, and flaky in the end");
    assert_eq!(inbox.redrive(Some(letters[0].event.seq())).await.unwrap(), 1);
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    assert_eq!(texts(&noted), ["bad"]);
}

#[tokio::test]
async fn the_first_that_wants_an_event_gets_it_or_all_do() {
    let (inbox, receiver) = inbox();
    post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
    let count = |handlers: Handlers| {
        let counter = Arc::new(AtomicUsize::new(0));
        let add = |counter: &Arc<AtomicUsize>, by: usize| {
            let counter = Arc::clone(counter);
            move |_| {
                counter.fetch_add(by, Ordering::SeqCst);
                async { Ok(()) }
            }
        };
        let handlers = handlers
            .on(Filter::kind(EventKind::Ack), add(&counter, 100))
            .on(Filter::any(), add(&counter, 1))
            .on(Filter::chat(ChatKind::Person), add(&counter, 10));
        (handlers, counter)
    };
    for (handlers, expected) in [(Handlers::new(), 1), (Handlers::all(), 11)] {
        let (handlers, counter) = count(handlers);
        inbox.replay(&ReplayRange::default()).await.unwrap();
        run(&inbox, &handlers).await;
        assert_eq!(counter.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn an_answer_goes_to_whoever_asked() {
    let (inbox, receiver) = inbox();
    let (asked, asking) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Vec::new())));
    let (tells, notes) = (Arc::clone(&asked), Arc::clone(&asking));
    let handlers = Handlers::new().on(Filter::text("^ask$").unwrap(), move |event| {
        let reply = event.wait_for_reply(SOON);
        tells.notify_one();
        let notes = Arc::clone(&notes);
        async move {
            let reply = reply.await.ok_or("no answer")?;
            notes.lock().unwrap().push(reply.text().unwrap_or_default().to_owned());
            Ok(())
        }
    });
    post(&receiver, "shop", &message("1@c.us", "A", "ask")).await;
    let answer = async {
        asked.notified().await;
        post(&receiver, "shop", &message("2@c.us", "B", "of somebody else")).await;
        post(&receiver, "shop", &message("1@c.us", "C", "42")).await;
    };
    let (dispatched, ()) = tokio::join!(run(&inbox, &handlers), answer);
    assert_eq!(dispatched.handled, 3);
    assert_eq!(*asking.lock().unwrap(), ["42"]);
}

#[tokio::test]
async fn nobody_waits_for_an_answer_for_ever() {
    let (inbox, receiver) = inbox();
    post(&receiver, "shop", &message("1@c.us", "A", "ask")).await;
    let handlers = Handlers::new().on(Filter::any(), |event| async move {
        let reply = event.wait_for_reply(Duration::from_millis(1)).await;
        if reply.is_some() { Err("an answer from nowhere".into()) } else { Ok(()) }
    });
    assert_eq!(run(&inbox, &handlers).await.handled, 1);
}

#[tokio::test]
async fn filters_are_put_together_and_written_as_text() {
    let (inbox, receiver) = inbox();
    let image = json!({"event": "onmessage", "id": "false_120@g.us_I_1@c.us", "type": "image", "mimetype": "image/png",
        "body": "iVBOR", "caption": "Pedido 7", "from": "120@g.us", "author": "1@c.us"});
    post(&receiver, "shop", &image).await;
    post(&receiver, "shop", &message("1@c.us", "A", "pedido 8")).await;
    post(&receiver, "store", &message("1@c.us", "A", "hello")).await;
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    let events = noted.lock().unwrap().clone();
    let passing = |filter: &str| -> Vec<i64> {
        let filter: Filter = filter.parse().unwrap();
        let mut seqs: Vec<_> =
            events.iter().filter(|event| filter.passes(event)).map(|event| event.seq()).collect();
        seqs.sort_unstable();
        seqs
    };
    for (filter, seqs) in [
        ("", &[1, 2, 3][..]),
        ("onmessage", &[1, 2, 3]),
        ("kind=onack,onmessage session=store", &[3]),
        ("chat=group", &[1]),
        ("!chat=group session=shop", &[2]),
        ("chat=120@g.us", &[1]),
        ("media=image", &[1]),
        ("media=media", &[1]),
        ("from-me=true", &[]),
        ("session=shop text=(?i)^pedido [0-9]+$", &[1, 2]),
        ("source=socket", &[]),
    ] {
        assert_eq!(passing(filter), seqs, "{filter}");
    }
    for wrong in ["kind=onmesage", "chat=people", "size=3", "from-me=maybe", "text=(", "source=mail"] {
        let error = wrong.parse::<Filter>().unwrap_err();
        assert_eq!(error.code(), wppkit::ErrorCode::InvalidInput, "{wrong}: {error}");
    }
    assert_eq!(inbox.counts().await.unwrap().handled, 3);
}

#[tokio::test]
async fn a_run_without_end_takes_what_comes_later() {
    let (inbox, receiver) = inbox();
    let (handlers, noted) = noting();
    let running = inbox.run(&handlers, DispatchOptions::default());
    let posting = async {
        for id in 0..50 {
            post(&receiver, "shop", &message("1@c.us", &id.to_string(), "x")).await;
        }
        while noted.lock().unwrap().len() < 50 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = running => panic!("{ended:?}"),
        () = posting => {}
    }
}
