//! `wppkit record`.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use crate::{
    printed::Running,
    support::{Mock, finish, wppkit},
};

#[tokio::test]
async fn says_where_it_is_and_records_what_passes() {
    let mock = Mock::with_shop("CONNECTED").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recorded.jsonl");
    let mut command = mock.wppkit();
    command.args(["record", "--listen", "127.0.0.1:0"]).arg(&file);
    let mut running = Running::start(command);
    let first = timeout(Duration::from_secs(20), running.line()).await.unwrap().unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();

    let mut client = mock.wppkit();
    client.args(["--url", first["url"].as_str().unwrap(), "status"]);
    finish(client).await.exits(0);
    let asked =
        std::process::Command::new("kill").arg(running.child.id().unwrap().to_string()).status().unwrap();
    assert!(asked.success());
    let last = timeout(Duration::from_secs(20), running.line()).await.unwrap().unwrap();
    let last: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(last["withheld"], 0);
    let recorded = std::fs::read_to_string(&file).unwrap();
    assert_eq!(last["written"], recorded.lines().count());
    assert!(recorded.contains("/api/session-1/status-session"), "{recorded}");
}

#[tokio::test]
async fn refuses_a_file_that_cannot_be_written() {
    let mut command = wppkit();
    command.args(["record", "/nonexistent/recorded.jsonl", "--listen", "127.0.0.1:0"]);
    let ran = finish(command).await.exits(1);
    assert!(ran.stderr.contains("/nonexistent/recorded.jsonl"), "{}", ran.stderr);
}
