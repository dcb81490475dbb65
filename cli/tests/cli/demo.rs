//! `wppkit demo` proves its whole story.

use crate::support::{finish, wppkit};

#[tokio::test]
async fn every_step_holds() {
    let mut command = wppkit();
    command.arg("demo");
    let ran = finish(command).await.exits(0);
    for part in
        ["token", "QR code", "connected", "ack", "renewed", "not on WhatsApp", "unknown", "logged out"]
    {
        assert!(ran.stdout.to_lowercase().contains(&part.to_lowercase()), "{part}: {}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);
}

#[tokio::test]
async fn scripts_get_the_steps_as_json() {
    let mut command = wppkit();
    command.args(["--json", "demo"]);
    let told = finish(command).await.exits(0).document();
    assert_eq!(told["done"], true);
    assert!(told["steps"].as_array().unwrap().len() >= 10, "{told}");
}
