//! Many browsers at once.

use serde_json::json;
use wppkit_mock::world::session::StartBody;

use crate::story::Story;

fn boot(sessions: usize) -> Story {
    let mut story = Story::new();
    for number in 0..sessions {
        story.put(&format!("s{number:02}"), json!({"state": "closed_by_user"}));
    }
    story.world.start_all(StartBody::default(), None);
    story
}

#[test]
fn browsers_that_start_together_slow_each_other() {
    let mut two = boot(2);
    assert!(two.pass(1_600).is_empty());
    assert_eq!(two.pass(200).len(), 6);
    let mut twelve = boot(12);
    assert!(twelve.pass(9_000).is_empty());
    assert!(!twelve.pass(600).is_empty());
}

#[test]
fn in_a_crowd_unpaired_sessions_are_taken_for_unlinked_until_their_next_code() {
    let mut story = boot(12);
    story.pass(9_600);
    assert_eq!(story.state("s03"), "QRCODE");
    let left = story.pass(1_000);
    assert!(!left.iter().any(|line| line.contains("disconnectedMobile")), "no webhook tells of it");
    assert_eq!(story.state("s03"), "CLOSED");
    story.pass(20_000);
    assert_eq!(story.state("s03"), "QRCODE");
}

#[test]
fn start_all_leaves_running_sessions_alone() {
    let mut story = Story::new();
    story.put("up", json!({"state": "CONNECTED"}));
    story.put("down", json!({"state": "closed_by_user", "login": "stored"}));
    story.world.start_all(StartBody::default(), None);
    assert_eq!((story.state("up"), story.state("down")), (json!("CONNECTED"), json!("INITIALIZING")));
    assert_eq!(story.elapsed(), 0);
}
