//! Arguments, environment, help and exit codes that need no server.

use tokio::net::TcpListener;

use crate::support::{Mock, SECRET, finish, wppkit};

async fn run(arguments: &[&str]) -> crate::support::Ran {
    let mut command = wppkit();
    command.args(arguments);
    finish(command).await
}

/// An address at which nothing listens.
async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn help_and_version_are_results() {
    let help = run(&["--help"]).await.exits(0);
    for command in
        ["demo", "mock", "login", "send-file", "sessions", "wipe", "doctor", "call", "conform", "completions"]
    {
        assert!(help.stdout.contains(&format!("  {command} ")), "{command} is missing: {}", help.stdout);
    }
    assert!(help.stdout.contains("WPPKIT_SECRET_KEY") && help.stdout.contains("Exit codes"));
    assert!(run(&["--version"]).await.exits(0).stdout.starts_with("wppkit 0."));
}

#[tokio::test]
async fn help_hides_what_the_environment_holds() {
    let mut command = wppkit();
    command.env("WPPKIT_SECRET_KEY", SECRET).env("WPPKIT_TOKEN", SECRET).arg("--help");
    finish(command).await.exits(0);
}

#[tokio::test]
async fn wrong_usage_exits_2_and_says_so_on_stderr() {
    for arguments in [
        &["nonsense"][..],
        &["send", "5521999999999"],
        &["status", "--timeout", "soon"],
        &["login", "--phone"],
        &[],
    ] {
        let ran = run(arguments).await.exits(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(ran.stderr.contains("--help"), "{arguments:?}: {}", ran.stderr);
    }
    let error = run(&["--json", "nonsense"]).await.exits(2).error();
    assert_eq!(error["code"], "invalid_input");
}

#[tokio::test]
async fn a_misspelled_option_does_not_show_its_value() {
    run(&["status", &format!("--secretkey={SECRET}")]).await.exits(2);
    run(&["--json", "status", &format!("--secretkey={SECRET}")]).await.exits(2);
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let ran = run(&["status"]).await.exits(2);
    assert!(ran.stderr.contains("WPPKIT_SESSION"), "{}", ran.stderr);
    let ran = run(&["status", "--session", "shop"]).await.exits(2);
    assert!(ran.stderr.contains("WPPKIT_SECRET_KEY"), "{}", ran.stderr);
    // Container files set variables to nothing.
    let mut command = wppkit();
    command.env("WPPKIT_URL", "").env("WPPKIT_SESSION", "").args(["status", "--json"]);
    let error = finish(command).await.exits(2).error();
    assert_eq!(error["code"], "invalid_input");
    assert!(error["hint"].as_str().unwrap().contains("--session"));
}

#[tokio::test]
async fn impossible_names_urls_and_numbers_exit_2() {
    for arguments in [
        &["status", "-s", "a/b"][..],
        &["status", "-s", "shop", "--url", "localhost:21465"],
        &["send", "-s", "shop", "not-a-number", "Hi"],
        &["status", "-s", "shop", "--token", "not-a-minted-token"],
        &["send-file", "-s", "shop", "5521999999999", "/nonexistent/file.pdf"],
    ] {
        let mut command = wppkit();
        command.args(["--json", "--secret-key", SECRET]).args(arguments);
        let ran = finish(command).await;
        let error = ran.exits(2).error();
        assert_eq!(error["code"], "invalid_input", "{arguments:?}");
        assert!(error["hint"].is_string(), "{arguments:?}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_is_down_exits_4_and_nothing_was_sent() {
    let url = closed_port().await;
    for arguments in [&["status"][..], &["send", "5521999999999", "Hi"], &["sessions"], &["close"]] {
        let mut command = wppkit();
        command
            .args(["--json", "-s", "shop", "--url", &url])
            .env("WPPKIT_SECRET_KEY", SECRET)
            .args(arguments);
        let error = finish(command).await.exits(4).error();
        assert_eq!(error["code"], "connect", "{arguments:?}");
    }
    let mut command = wppkit();
    command
        .args(["-s", "shop", "--url", &url, "send", "5521999999999", "Hi"])
        .env("WPPKIT_SECRET_KEY", SECRET);
    let ran = finish(command).await.exits(4);
    assert!(ran.stderr.contains("nothing was sent") && ran.stderr.contains("next:"), "{}", ran.stderr);
}

#[tokio::test]
async fn arguments_win_over_the_environment() {
    let mock = Mock::with_shop("CONNECTED").await;
    let mut command = mock.wppkit();
    command.env("WPPKIT_SESSION", "other").env("WPPKIT_TOKEN", "broken");
    command.args(["--json", "--session", "shop", "--secret-key", SECRET, "status"]);
    assert_eq!(finish(command).await.exits(0).document()["state"], "connected");
}

#[tokio::test]
async fn verbose_logging_goes_to_stderr_and_shows_no_secret() {
    let mock = Mock::with_shop("CLOSED").await;
    let ran = mock.run(&["-vvv", "--json", "status"]).await.exits(0);
    assert!(ran.stderr.contains("status-session"), "{}", ran.stderr);
    assert!(serde_json::from_str::<serde_json::Value>(&ran.stdout).is_ok(), "{}", ran.stdout);
    let mut command = mock.wppkit();
    command.env("RUST_LOG", "trace").arg("sessions");
    finish(command).await.exits(0);
}

#[tokio::test]
async fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).await.exits(0).stdout;
        assert!(script.contains("send-file") && script.contains("doctor"), "{shell}");
    }
}
