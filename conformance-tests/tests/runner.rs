//! The runner itself: what must fail fails, and says where and why.
#![allow(clippy::unwrap_used, reason = "a runner that cannot be set up fails the test")]

use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use wppkit_conformance::cli::{ConformArgs, ReplayArgs, Watch, conform, replay};
use wppkit_conformance::scenario::load::parse;
use wppkit_conformance::scenario::{Located, Outcome, Place, Suite, run_all};
use wppkit_conformance::server::Server;
use wppkit_conformance::target::{Process, Target, built_in};

/// Runs one scenario through a target; `known` says whether it is listed as failing.
async fn outcome_of(target: Arc<dyn Target>, yaml: &str, known: bool) -> Outcome {
    let server = Server::open(None, None).await.unwrap();
    let scenario = parse(yaml).unwrap().remove(0);
    let located = Located { group: "group".into(), file: "group/file".into(), scenario };
    let suite = Arc::new(Suite {
        place: Place::Worlds { base: server.base().clone(), profile: None },
        mint: Arc::clone(server.mint()),
        target,
        known_failing: known.then(|| located.id()).into_iter().collect(),
        only: Vec::new(),
        parallel: 1,
        seed: None,
        fail_fast: None,
    });
    run_all(&suite, &[located]).await.remove(0).outcome
}

async fn failure_of(target: &str, yaml: &str) -> String {
    match outcome_of(built_in(target).unwrap(), yaml, false).await {
        Outcome::Failed(failure) => failure.to_string(),
        other => panic!("{other:?}"),
    }
}

const CONNECTED: &str = "given: {sessions: {shop: {state: CONNECTED}}}";

#[tokio::test]
async fn another_result_than_expected_fails_with_step_and_place() {
    for target in ["rust", "http"] {
        let yaml = "- title: T\n  steps: [{call: healthz}, {call: status-session, ok: {status: CONNECTED}}]";
        let failure = failure_of(target, yaml).await;
        assert_eq!(failure, r#"step 2 (status-session): status: expected "CONNECTED", got "CLOSED""#);
    }
}

#[tokio::test]
async fn an_error_where_success_was_expected_fails_and_the_reverse() {
    let failure = failure_of("rust", "- title: T\n  steps: [{call: all-chats, ok: $array}]").await;
    assert!(failure.contains("failed with not_connected, status 404"), "{failure}");
    let failure = failure_of("rust", "- title: T\n  steps: [{call: healthz, error: {code: timeout}}]").await;
    assert!(failure.contains("expected an error"), "{failure}");
}

#[tokio::test]
async fn another_code_delivery_or_status_fails() {
    for wrong in ["code: timeout", "delivery: unknown", "status: 500", "mentions: bananas"] {
        let yaml = format!(
            "- title: T\n  steps: [{{call: send-text, with: {{to: '5511999990001', text: x}}, error: {{{wrong}}}}}]"
        );
        let failure = failure_of("rust", &yaml).await;
        assert!(failure.contains("the error is not_connected"), "{wrong}: {failure}");
    }
}

#[tokio::test]
async fn other_stages_and_stages_that_never_appear_fail() {
    let yaml = format!("- title: T\n  {CONNECTED}\n  steps: [{{call: connect, stages: [qr, connected]}}]");
    assert!(failure_of("rust", &yaml).await.contains(r#"expected the stages ["qr","connected"]; seen: "#));
    let when = "when: {qr: [{control: POST /sessions/shop/phone, body: {do: scan}}]}";
    let yaml = format!("- title: T\n  {CONNECTED}\n  steps: [{{call: connect, {when}}}]");
    assert!(failure_of("rust", &yaml).await.contains(r#"the stage "qr" never appeared; seen: "#));
}

#[tokio::test]
async fn what_the_server_was_not_asked_and_did_not_send_fails() {
    let call = "steps: [{call: all-chats}]";
    let yaml =
        format!("- title: T\n  {CONNECTED}\n  {call}\n  journal: [{{operation: all-chats, times: 2}}]");
    assert!(failure_of("http", &yaml).await.contains("1 requests of all-chats, expected 2"));
    let yaml = format!("- title: T\n  {CONNECTED}\n  {call}\n  deliveries: [{{webhook: closesession}}]");
    assert!(failure_of("http", &yaml).await.contains("did not go out"));
}

#[tokio::test]
async fn a_raw_answer_and_a_control_answer_are_held_against_what_is_written() {
    let yaml = "- title: T\n  steps: [{request: GET /healthz, answer: {status: 201}}]";
    assert!(failure_of("http", yaml).await.contains("status: expected 201, got 200"));
    let yaml = "- title: T\n  steps: [{request: GET /healthz, answer: {hang: true}}]";
    assert!(failure_of("http", yaml).await.contains("expected no answer, got status 200"));
    let yaml = "- title: T\n  steps: [{request: GET /healthz, headers: {content-type: application/json}, answer: {}}]";
    assert!(failure_of("http", yaml).await.contains("no answer ever comes"));
    let yaml = "- title: T\n  steps: [{control: GET /sessions/shop, answer: {state: CONNECTED}}]";
    assert!(failure_of("http", yaml).await.contains("state: expected"));
    let yaml = "- title: T\n  steps: [{control: PUT /sessions/shop, body: {state: NONSENSE}}]";
    assert!(failure_of("http", yaml).await.contains("answered 400"));
}

#[tokio::test]
async fn a_helper_on_a_target_without_sdk_fails_instead_of_being_left_out() {
    let failure = failure_of("http", "- title: T\n  steps: [{call: connect}]").await;
    assert!(failure.contains("connect is no operation of the server: name other targets"), "{failure}");
}

#[tokio::test]
async fn a_listed_scenario_must_fail() {
    let fails = "- title: T\n  steps: [{call: status-session, ok: {status: CONNECTED}}]";
    let passes = "- title: T\n  steps: [{call: status-session, ok: {status: CLOSED}}]";
    let http = || built_in("http").unwrap();
    assert!(matches!(outcome_of(http(), fails, true).await, Outcome::KnownFailing(_)));
    assert_eq!(outcome_of(http(), passes, true).await, Outcome::UnexpectedlyPassed);
    assert_eq!(outcome_of(http(), passes, false).await, Outcome::Passed);
}

#[tokio::test]
async fn an_adapter_is_run_and_a_missing_one_fails() {
    let answers = r#"while read line; do echo '{"id":1,"ok":{"status":"CLOSED"}}'; done"#;
    let yaml = "- title: T\n  steps: [{call: status-session, ok: {status: CLOSED}}]";
    let shell = Process::new("shell", "sh", &["-c", answers]);
    assert_eq!(outcome_of(Arc::new(shell), yaml, false).await, Outcome::Passed);
    let missing = Process::new("missing", "/nowhere/adapter", &[]);
    assert!(outcome_of(Arc::new(missing), yaml, false).await.is_failure());
    let quits = Process::new("quits", "sh", &["-c", "exit 3"]);
    assert!(outcome_of(Arc::new(quits), yaml, false).await.is_failure());
}

fn here(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[tokio::test]
async fn the_command_ends_with_1_when_a_scenario_fails() {
    let folder = tempfile::tempdir().unwrap();
    let group = folder.path().join("scenarios/group");
    std::fs::create_dir_all(&group).unwrap();
    let mut args = ConformArgs::default();
    args.targets = vec!["http".into()];
    args.scenarios = Some(folder.path().join("scenarios"));
    std::fs::write(group.join("a.yaml"), "- title: A\n  steps: [{call: healthz, ok: {message: OK}}]\n")
        .unwrap();
    assert_eq!(conform(&args).await.unwrap().exit_code, 0);
    args.require_coverage = true;
    let finished = conform(&args).await.unwrap();
    assert_eq!(finished.exit_code, 1);
    assert!(finished.output.contains("operations without a scenario: generate-token"));
    args.require_coverage = false;

    std::fs::write(group.join("b.yaml"), "- title: B\n  steps: [{call: healthz, ok: {message: BAD}}]\n")
        .unwrap();
    args.common.junit = Some(folder.path().join("report.xml"));
    let finished = conform(&args).await.unwrap();
    assert_eq!(finished.exit_code, 1);
    let scenarios = args.scenarios.as_ref().unwrap().display().to_string();
    let again = format!("again: wppkit conform --target http --scenarios {scenarios} --only 'group/b: B'");
    assert!(finished.output.contains(&again), "{}", finished.output);
    assert!(std::fs::read_to_string(folder.path().join("report.xml")).unwrap().contains("<failure"));

    args.html = Some(folder.path().join("report.html"));
    args.targets.push("rust".into());
    args.seed = Some(3);
    let finished = conform(&args).await.unwrap();
    assert!(finished.output.contains("FAILED on http: group/b: B"), "{}", finished.output);
    assert!(finished.output.contains("FAILED on rust: group/b: B") && finished.output.contains("--seed 3"));
    let junit = std::fs::read_to_string(folder.path().join("report.xml")).unwrap();
    assert!(junit.contains("rust.group") && junit.contains("http.group"), "one file holds every target");
    assert!(std::fs::read_to_string(folder.path().join("report.html")).unwrap().contains("> B</summary>"));
    args.targets.pop();

    args.only = vec!["group/a".into()];
    assert_eq!(conform(&args).await.unwrap().exit_code, 0);
    args.only = vec!["no such thing".into()];
    assert!(conform(&args).await.is_err());
    args.targets = vec!["cobol".into()];
    assert!(conform(&args).await.unwrap_err().to_string().contains("--adapter cobol=COMMAND"));
}

#[tokio::test]
async fn the_replay_ends_with_1_when_a_recording_differs_and_groups_the_causes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tampered.jsonl");
    let recorded = std::fs::read_to_string(here("recordings/exchanges.jsonl")).unwrap();
    let mut lines = Vec::new();
    for line in recorded.lines() {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["id"] == "sess.never.status-session" || line["id"] == "sess.connected.status-session" {
            line["response"]["body"]["status"] = json!("ASLEEP");
            lines.push(line.to_string());
        }
    }
    std::fs::write(&file, lines.join("\n")).unwrap();
    let mut args = ReplayArgs::default();
    args.files = vec![file];
    let finished = replay(&args).await.unwrap();
    assert_eq!(finished.exit_code, 1);
    assert!(finished.output.contains("2× status: another value"), "{}", finished.output);

    args.files = vec![here("recordings/exchanges.jsonl")];
    args.only = vec!["sess.never".into()];
    assert_eq!(replay(&args).await.unwrap().exit_code, 0);
    args.files = Vec::new();
    assert!(replay(&args).await.is_err());
}

#[tokio::test]
async fn a_tampered_life_cycle_differs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tampered.json");
    let text = std::fs::read_to_string(here("recordings/lifecycles.json")).unwrap();
    let mut sequences: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    sequences.retain(|sequence| sequence["name"] == "07-logout");
    let events = sequences[0]["events"].as_array_mut().unwrap();
    let webhook = |event: &serde_json::Value| event["body"]["status"] == "disconnectedMobile";
    events.retain(|event| !webhook(event));
    std::fs::write(&file, serde_json::to_string(&sequences).unwrap()).unwrap();
    let mut args = ReplayArgs::default();
    args.files = vec![file];
    let finished = replay(&args).await.unwrap();
    assert_eq!(finished.exit_code, 1);
    assert!(finished.output.contains("webhooks: another order"), "{}", finished.output);
}

#[tokio::test]
async fn a_fast_failure_leaves_the_rest_alone_and_a_watch_sees_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let group = folder.path().join("scenarios/group");
    std::fs::create_dir_all(&group).unwrap();
    let scenarios = "- {title: A, steps: [{call: healthz, ok: {message: BAD}}]}\n\
                     - {title: B, steps: [{call: healthz, ok: {message: BAD}}]}\n";
    std::fs::write(group.join("a.yaml"), scenarios).unwrap();
    let mut args = ConformArgs::default();
    args.targets = vec!["http".into()];
    args.scenarios = Some(folder.path().join("scenarios"));
    args.fail_fast = true;
    args.parallel = Some(1);
    args.common.json = true;
    let report: serde_json::Value = serde_json::from_str(&conform(&args).await.unwrap().output).unwrap();
    assert_eq!(report["targets"][0]["scenarios"].as_array().unwrap().len(), 1);

    let mut watch = Watch::new(&folder.path().join("scenarios"));
    assert!(futures_util::poll!(std::pin::pin!(watch.changed())).is_pending());
    std::fs::write(group.join("b.yaml"), "- {title: C, steps: [{call: healthz, ok: {message: OK}}]}\n")
        .unwrap();
    watch.changed().await;
}
