//! Long lists, page by page: complete, each item once, resumable, and ending on servers that do not play along.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wppkit::{ChatsPage, ErrorCode, MessagesPage, Session, api::ops::chat::send_seen::SendSeen};
use wppkit_mock::{
    MockServer,
    world::faults::{Fault, WireFault},
};

use crate::fake::{Fake, Reply, builder, soon};

const FIRST: &str = "5521900000000@c.us";

async fn crowd() -> (MockServer, Session) {
    let mock = MockServer::builder().preset("crowd").start().await.unwrap();
    let client = builder(mock.url()).secret_key(mock.secret()).build().unwrap();
    let session = client.session("crowd").unwrap();
    (mock, session)
}

fn asked(mock: &MockServer, operation: &'static str) -> usize {
    mock.requests().iter().filter(|entry| entry.arrival.operation == Some(operation)).count()
}

#[tokio::test]
async fn five_thousand_chats_come_once_each_in_as_many_pages_as_it_takes() {
    let (mock, crowd) = crowd().await;
    let chats = soon(crowd.chats(ChatsPage::default().limit(1000)).collect()).await.unwrap();
    let ids: BTreeSet<_> = chats.iter().map(|chat| chat.id.as_str()).collect();
    assert_eq!((chats.len(), ids.len()), (5_000, 5_000));
    assert_eq!(asked(&mock, "list-chats"), 5);
}

#[tokio::test]
async fn a_walk_goes_on_behind_the_chat_that_was_dealt_with_last() {
    let (_mock, crowd) = crowd().await;
    let groups = |page: ChatsPage| {
        let mut page = page.limit(200);
        page.only_groups = Some(true);
        page
    };
    let all = soon(crowd.chats(groups(ChatsPage::default())).collect()).await.unwrap();
    let stopped = all[321].id.as_str();
    let rest = soon(crowd.chats(groups(ChatsPage::after(stopped))).collect()).await.unwrap();
    assert_eq!((all.len(), rest.len()), (500, 178));
    assert_eq!(rest[0].id, all[322].id);
}

#[tokio::test]
async fn unread_chats_that_are_read_on_the_way_are_all_met() {
    let (_mock, crowd) = crowd().await;
    let mut unread = ChatsPage::default().limit(10);
    unread.only_with_unread_message = Some(true);
    let mut walk = crowd.chats(unread);
    let mut met = 0;
    while let Some(chat) = soon(walk.next()).await {
        soon(crowd.call(SendSeen::new(chat.unwrap().id.user()))).await.unwrap();
        met += 1;
    }
    assert_eq!(met, 49);
}

#[tokio::test]
async fn a_page_whose_anchor_is_gone_begins_anew_and_says_so() {
    let (_mock, crowd) = crowd().await;
    let page = soon(crowd.chats_page(ChatsPage::after("5511777777777@c.us").limit(2))).await.unwrap();
    assert!(page.restarted);
    assert_eq!(page.items[0].id.as_str(), FIRST);
    assert_eq!(page.next.as_deref(), Some("5521900000001@c.us"));
}

#[tokio::test]
async fn a_long_history_is_read_back_in_time_and_what_came_since_forward() {
    let (mock, crowd) = crowd().await;
    let all = soon(crowd.messages_of(MessagesPage::new(FIRST).limit(400)).collect()).await.unwrap();
    let bodies: Vec<_> = all.iter().filter_map(|message| message.body.as_deref()).collect();
    assert_eq!((bodies.len(), bodies[0], bodies[999]), (1_000, "Message 999", "Message 0"));
    assert_eq!(asked(&mock, "get-messages"), 4);
    let since = MessagesPage::after(FIRST, all[2].id.as_str());
    let since = soon(crowd.messages_of(since).collect()).await.unwrap();
    assert_eq!(
        since.iter().filter_map(|message| message.body.as_deref()).collect::<Vec<_>>(),
        ["Message 998", "Message 999"]
    );
}

#[tokio::test]
async fn a_walk_ends_with_the_first_error_and_can_go_on_from_there() {
    let (mock, crowd) = crowd().await;
    mock.faults([
        Fault::on_operation("list-chats", WireFault::Answer { status: 500, body: json!({}) }).nth(2)
    ]);
    let mut walk = crowd.with_options(wppkit::CallOptions::new().attempts(1)).chats(ChatsPage::default());
    let (mut read, mut failed) = (Vec::new(), None);
    while let Some(chat) = soon(walk.next()).await {
        match chat {
            Ok(chat) => read.push(chat.id),
            Err(error) => failed = Some(error.code()),
        }
    }
    assert_eq!((read.len(), failed), (100, Some(ErrorCode::Server)));
    let rest = soon(crowd.chats(ChatsPage::after(read[99].as_str()).limit(1000)).collect()).await.unwrap();
    assert_eq!(rest.len(), 4_900);
}

/// A server with so many chats that reads of the anchor and the number only what it likes.
async fn stubborn(chats: usize, anchors: bool, counts: bool) -> Fake {
    let all: Vec<Value> = (0..chats).map(|at| json!({"id": format!("55119{at:08}@c.us")})).collect();
    Fake::start(move |seen| {
        let body = seen.json();
        let at = |id: &Value| all.iter().position(|chat| chat["id"] == *id);
        let from = if anchors { at(&body["id"]).unwrap_or(0) } else { 0 };
        let count = body["count"].as_u64().filter(|_| counts).map_or(chats, |count| count as usize);
        Reply::Json(200, json!(all[from..(from + count).min(chats)]))
    })
    .await
}

#[tokio::test]
async fn servers_that_ignore_the_anchor_or_the_number_are_read_whole_all_the_same() {
    for (anchors, counts) in [(false, true), (true, false), (false, false)] {
        let fake = stubborn(25, anchors, counts).await;
        let chats = soon(fake.session().chats(ChatsPage::default().limit(10)).collect()).await.unwrap();
        assert_eq!(chats.len(), 25, "anchor read: {anchors}, number read: {counts}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_page_for_ever_does_not_keep_the_walk_for_ever() {
    let fake = Fake::start(|seen| {
        let page = match seen.route().as_str() {
            "POST list-chats" => json!([{"id": "1@c.us"}, {"id": "2@c.us"}, {"id": "3@c.us"}]),
            _ => json!({"status": "success", "response": [{"id": "false_1@c.us_A", "t": 1}]}),
        };
        Reply::Json(200, page)
    })
    .await;
    let chats = soon(fake.session().chats(ChatsPage::default().limit(2)).collect()).await.unwrap();
    assert_eq!(chats.len(), 3);
    let messages = soon(fake.session().messages_of(MessagesPage::new("1@c.us")).collect()).await.unwrap();
    assert_eq!(messages.len(), 1);
}

#[tokio::test]
async fn pages_that_cannot_be_are_refused_before_anything_leaves() {
    let (mock, crowd) = crowd().await;
    for (page, field) in [(ChatsPage::default().limit(0), "limit"), (ChatsPage::after("55"), "cursor")] {
        let error = soon(crowd.chats_page(page)).await.unwrap_err();
        assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidInput, Some("chats-page")));
        assert!(error.message().contains(field), "{error}");
    }
    let error = soon(crowd.messages_page(MessagesPage::new(FIRST).cursor("x"))).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidInput, Some("messages-page")));
    assert_eq!(asked(&mock, "list-chats") + asked(&mock, "get-messages"), 0);
}

#[tokio::test]
async fn a_chat_that_moves_to_the_front_meanwhile_costs_no_other_chat() {
    let (mock, crowd) = crowd().await;
    let mut walk = crowd.chats(ChatsPage::default().limit(10));
    for _ in 0..10 {
        soon(walk.next()).await.unwrap().unwrap();
    }
    // The anchor of the next page goes to the front of the list.
    mock.world().lock().account_mut("crowd").unwrap().data_mut().chats[..10].rotate_right(1);
    let rest = soon(walk.collect()).await.unwrap();
    assert_eq!(rest.len(), 4_990);
}
