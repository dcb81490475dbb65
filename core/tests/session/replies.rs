//! Whoever waits for an answer gets it, whichever id of the person it carries.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use tokio::sync::Notify;
use wppkit::events::{
    DispatchOptions, Filter, Handlers, Inbox, InboxOptions, Received, Receiver, ReceiverOptions,
};
use wppkit_mock::world::preset::Preset;

use crate::support::Mock;

const BY_NUMBER: &str = "5521988880002@c.us";
const BY_LID: &str = "190000000000002@lid";

async fn writes(receiver: &Receiver, chat: &str, id: &str, text: &str) {
    let url = receiver.webhook_url("shop").await.unwrap();
    crate::watch::watch_for(url.rsplit('/').next().unwrap());
    let body = json!({"event": "onmessage", "session": "shop", "id": format!("false_{chat}_{id}"), "type": "chat",
        "body": text, "from": chat, "to": "5511988887777@c.us", "fromMe": false});
    let answer =
        receiver.receive("POST", url.rsplit('/').next().unwrap(), None, Bytes::from(body.to_string())).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_answer_under_the_other_id_of_a_person_is_the_answer() {
    let mock = Mock::start().await;
    mock.driver.lock().reset(Preset::named("lid-only").unwrap());
    let inbox = Inbox::in_memory(InboxOptions::default()).unwrap();
    let receiver = Receiver::new(&inbox, "http://127.0.0.1:9/hooks", ReceiverOptions::default()).unwrap();
    let shop = mock.shop();
    inbox.feed(shop.client());

    let (answers, asked) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
    let (heard, asks) = (Arc::clone(&answers), Arc::clone(&asked));
    let handlers = Handlers::new()
        .on(Filter::text("^order$").unwrap(), move |question: Received| {
            let (heard, asks) = (Arc::clone(&heard), Arc::clone(&asks));
            async move {
                let reply = question.wait_for_reply(Duration::from_secs(20));
                asks.notify_one();
                let reply = reply.await.ok_or("no answer")?;
                heard.lock().unwrap().push(reply.text().unwrap_or_default().to_owned());
                Ok(())
            }
        })
        .on(Filter::any(), |_| async { Ok(()) });
    let running = inbox.clone();
    let dispatcher = tokio::spawn(async move { running.run(&handlers, DispatchOptions::default()).await });

    writes(&receiver, BY_NUMBER, "A", "order").await;
    asked.notified().await;
    writes(&receiver, "5521988880003@c.us", "B", "somebody else").await;
    // The other id is looked up meanwhile: what comes under it before goes to the handlers.
    let answered = async {
        for attempt in 0.. {
            if !answers.lock().unwrap().is_empty() {
                break;
            }
            writes(&receiver, BY_LID, &format!("C{attempt}"), "two loaves").await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), answered).await.expect("the answer came under the LID");
    assert_eq!(*answers.lock().unwrap(), ["two loaves"]);
    let known = shop.resolve_chat(BY_NUMBER).await.unwrap();
    assert_eq!(known.ids, [BY_LID, BY_NUMBER]);
    assert_eq!(mock.count("pn-lid"), 1, "both ids are known then");
    dispatcher.abort();
}
