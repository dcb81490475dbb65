//! `wppkit conform`: from arguments to the suite and from its verdict to an exit code.

use crate::support::{Ran, finish, wppkit};

/// From the root of the repository, where the scenarios are found.
async fn conform(arguments: &[&str]) -> Ran {
    let mut command = wppkit();
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).arg("conform").args(arguments);
    finish(command).await
}

#[tokio::test]
async fn scenarios_run_through_the_named_target() {
    let ran = conform(&["--target", "http", "--only", "healthz"]).await.exits(0);
    assert!(ran.stdout.contains("http"), "{}", ran.stdout);
    let report = conform(&["--target", "http", "--only", "healthz", "--json"]).await.exits(0).document();
    assert!(report.is_object(), "{report}");
}

#[tokio::test]
async fn recordings_are_replayed() {
    let ran =
        conform(&["replay", "conformance-tests/recordings/lifecycles.json", "--only", "01"]).await.exits(0);
    assert!(ran.stdout.contains("matched"), "{}", ran.stdout);
}

#[tokio::test]
async fn wrong_arguments_exit_2() {
    for arguments in [
        &["--target", "nonsense"][..],
        &["--only", "no-such-scenario"],
        &["replay"],
        &["replay", "/nonexistent.jsonl"],
    ] {
        let ran = conform(arguments).await.exits(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{arguments:?}: {}", ran.stdout);
    }
}
