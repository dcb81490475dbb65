//! The pace of sends to many.

use std::time::Duration;

use wppkit::{Client, Job, JobOutcome};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::support::{Mock, StandingClock, eventually};

const PAUSE: Duration = Duration::from_secs(45);

async fn setup() -> (Mock, StandingClock, Client) {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Stored);
    let clock = StandingClock::new();
    let client = mock.builder().clock(clock.clone()).build().unwrap();
    (mock, clock, client)
}

fn jobs(count: usize) -> impl Iterator<Item = Job> {
    (0..count).map(|number| Job::text("shop", format!("551198888000{number}"), "Olá"))
}

fn sent(outcomes: &[JobOutcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome.result, Some(Ok(_)))).count()
}

#[tokio::test]
async fn sends_keep_their_pause_and_what_a_batch_has_sent_before_costs_none() {
    let (mock, clock, client) = setup().await;
    let run = tokio::spawn(client.send_many(jobs(3)).pause(PAUSE).batch("july").run(|_, _| {}));
    for number in 1..=3 {
        eventually("the next one is sent", || mock.count("send-message") == number).await;
        if number < 3 {
            eventually("it pauses", || clock.next_wake() == Some(PAUSE)).await;
            clock.advance(PAUSE);
        }
    }
    assert_eq!(sent(&run.await.unwrap()), 3);
    // Time stands from here on: a pause would not end.
    let again = client.send_many(jobs(4)).pause(PAUSE).batch("july").run(|_, _| {});
    let outcomes = tokio::time::timeout(Duration::from_secs(20), again).await.expect("it does not pause");
    assert_eq!((sent(&outcomes), mock.count("send-message")), (4, 4));
}

#[tokio::test]
async fn who_stops_a_run_in_a_pause_stops_it_at_once() {
    let (mock, clock, client) = setup().await;
    let many = client.send_many(jobs(3)).pause(PAUSE);
    let stopper = many.stopper();
    let run = tokio::spawn(many.run(|_, _| {}));
    eventually("it pauses", || clock.next_wake() == Some(PAUSE)).await;
    stopper.stop();
    let outcomes = tokio::time::timeout(Duration::from_secs(20), run).await.expect("it ends").unwrap();
    let tried: Vec<bool> = outcomes.iter().map(|outcome| outcome.result.is_some()).collect();
    assert_eq!((tried, mock.count("send-message")), (vec![true, false, false], 1));
}
