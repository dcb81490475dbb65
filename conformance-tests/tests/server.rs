//! Servers without control API: what is asked of them, by whom, and what is left behind.
#![allow(clippy::unwrap_used, reason = "a server that cannot be started fails the test")]

use std::path::Path;
use std::sync::{Arc, Mutex};
use wppkit::Stage;
use wppkit_api::Profile;
use wppkit_conformance::cli::{ConformArgs, conform};
use wppkit_conformance::visit::Person;
use wppkit_mock::MockServer;

const SECRET: &str = "a secret that nobody guesses";

/// A mock that cannot be told from a real server. A minute passes in ten seconds: the visitor looks every two.
async fn server(profile: Profile) -> Arc<MockServer> {
    let options = MockServer::builder().secret(SECRET).speed(6.0).profile(profile).without_control();
    Arc::new(options.start().await.unwrap())
}

fn arguments(server: &MockServer) -> ConformArgs {
    let mut args = ConformArgs::default();
    args.scenarios = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"));
    args.common.server = Some(server.url().to_owned());
    args.common.secret_key = Some(SECRET.to_owned());
    args.common.json = true;
    args
}

/// Counts of one target: passed, failed, not for this server.
fn counts(output: &str) -> (usize, usize, usize) {
    let report: serde_json::Value = serde_json::from_str(output).unwrap();
    let scenarios = report["targets"][0]["scenarios"].as_array().unwrap();
    let count = |word: &str| scenarios.iter().filter(|one| one["result"] == word).count();
    (count("passed"), count("failed"), count("not_for_target"))
}

/// Somebody who scans whatever is shown, and remembers it.
#[derive(Debug)]
struct Scanner {
    server: Arc<MockServer>,
    seen: Mutex<Vec<&'static str>>,
}

impl Person for Scanner {
    fn show(&self, stage: &Stage) {
        self.seen.lock().unwrap().push(stage.name());
        if matches!(stage, Stage::Qr(_)) {
            let sessions: Vec<_> = self.server.world().lock().sessions.keys().cloned().collect();
            for session in &sessions {
                // Those that show no code refuse.
                let _ = self.server.phone(session).scan();
            }
        }
    }
}

#[tokio::test]
async fn without_a_phone_sessions_are_made_up_and_the_rest_is_left_out() {
    let server = server(Profile::Node210).await;
    server.session("yours").set(wppkit_mock::world::session::StateWord::Connected);
    let finished = conform(&arguments(&server)).await.unwrap();
    let (passed, failed, left_out) = counts(&finished.output);
    assert_eq!((finished.exit_code, failed), (0, 0), "{}", finished.output);
    assert!(passed >= 10 && left_out >= 5, "{passed} passed, {left_out} left out");
    let requests = server.requests();
    let own = |session: &str| session.is_empty() || session.starts_with("wppkit-");
    let strangers: Vec<_> = requests
        .iter()
        .filter_map(|entry| entry.arrival.session.as_deref())
        .filter(|name| !own(name))
        .collect();
    assert_eq!(strangers, Vec::<&str>::new(), "sessions of others were touched");
    assert!(!finished.output.contains(SECRET));
}

#[tokio::test]
async fn a_person_logs_a_session_in_which_is_logged_out_at_the_end() {
    let server = server(Profile::Node210).await;
    let person = Arc::new(Scanner { server: Arc::clone(&server), seen: Mutex::default() });
    let mut args = arguments(&server);
    args.phone = Some(Arc::clone(&person) as Arc<dyn Person>);
    let finished = conform(&args).await.unwrap();
    let (_, failed, left_out) = counts(&finished.output);
    assert_eq!((finished.exit_code, failed, left_out), (0, 0, 0), "{}", finished.output);
    assert!(person.seen.lock().unwrap().contains(&"qr"));
    let sessions: Vec<_> = server.world().lock().sessions.keys().cloned().collect();
    let logged_in = sessions.iter().find(|name| name.ends_with("-phone")).unwrap();
    let view = server.session(logged_in).view();
    assert_ne!(view["state"], "CONNECTED", "{view}");
    assert_ne!(view["login"], "stored", "the link is gone: {view}");
}

#[tokio::test]
async fn a_session_that_was_named_is_used_as_it_is_and_kept() {
    let server = server(Profile::Node210).await;
    server.session("tests").set(wppkit_mock::world::session::StateWord::Connected);
    let person = Arc::new(Scanner { server: Arc::clone(&server), seen: Mutex::default() });
    let mut args = arguments(&server);
    args.phone = Some(Arc::clone(&person) as Arc<dyn Person>);
    args.session = Some("tests".to_owned());
    args.recipient = Some("5511999990001".to_owned());
    let finished = conform(&args).await.unwrap();
    assert_eq!(finished.exit_code, 0, "{}", finished.output);
    assert!(person.seen.lock().unwrap().is_empty(), "nobody had to scan");
    assert_eq!(server.session("tests").view()["state"], "CONNECTED");
    let requests = server.requests();
    let sent = requests.iter().filter(|entry| entry.arrival.session.as_deref() == Some("tests"));
    let phones: Vec<String> = sent.map(|entry| entry.body()["phone"].to_string()).collect();
    assert!(phones.iter().any(|phone| phone.contains("5511999990001")), "{phones:?}");
}

#[tokio::test]
async fn another_server_is_asked_only_what_holds_for_it() {
    let server = server(Profile::Go).await;
    let mut args = arguments(&server);
    args.profile = Some(Profile::Go);
    let finished = conform(&args).await.unwrap();
    let (passed, failed, _) = counts(&finished.output);
    assert_eq!((finished.exit_code, failed), (0, 0), "{}", finished.output);
    assert!(passed >= 4, "{passed}");
    // Taken for the Node server, it fails, and says how to try again.
    args.profile = None;
    let finished = conform(&args).await.unwrap();
    assert_eq!(finished.exit_code, 1);
    assert!(finished.output.contains(&format!("--server {}", server.url())), "{}", finished.output);
}

#[tokio::test]
async fn a_wrong_secret_key_fails_scenarios_and_a_wrong_address_the_run() {
    let server = server(Profile::Node210).await;
    let mut args = arguments(&server);
    args.common.secret_key = Some("another".to_owned());
    assert_eq!(conform(&args).await.unwrap().exit_code, 1);
    args.common.server = Some("http://127.0.0.1:1".to_owned());
    assert!(conform(&args).await.unwrap_err().to_string().contains("http://127.0.0.1:1"));
}
