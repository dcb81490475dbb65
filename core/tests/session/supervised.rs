//! What a supervisor may do at once, what it remembers of it, and what it says.

use std::time::Duration;

use serde_json::json;
use wppkit::{
    AuditEvent, Client, Connect, Diagnose, FileSupervisorStore, SessionState, Supervisor, SupervisorStore,
    Wanted, mint_local,
};
use wppkit_mock::world::{
    faults::{Action, Fault, Match, Reset, WireFault},
    preset::Preset,
    session::{LoginKind, StateWord},
};

use crate::{
    supervisor::{policy, setup, setup_with},
    support::{Mock, SECRET, eventually, quick},
    watch::watch_for,
};

#[tokio::test]
async fn no_more_sessions_are_looked_at_at_once_than_allowed() {
    let mut three = policy();
    three.concurrency = 3;
    let setup = setup(Preset::Empty, three).await;
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    for name in names {
        setup.mock.driver.lock().place(name, &StateWord::Connected.into());
    }
    setup.want(&names).await;
    setup.mock.break_wire("status-session", WireFault::Hang);
    let looking = async {
        eventually("three are asked for", || setup.mock.count("status-session") == 3).await;
        for _ in 0..2_000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(setup.mock.count("status-session"), 3, "the others wait for their turn");
    };
    tokio::select! {
        () = setup.supervisor.run(|_| {}) => unreachable!("it runs for ever"),
        () = looking => {}
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_asked_is_told_once_and_asked_on() {
    let setup = setup(Preset::Empty, policy()).await;
    setup.mock.driver.lock().place("shop", &StateWord::Connected.into());
    setup.want(&["shop"]).await;
    let refuses = |operation: &str| {
        let matches = Match { operation: Some(operation.to_owned()), ..Match::default() };
        Fault::new(matches, Action::Wire(WireFault::Reset(Reset::Before)))
    };
    let down = vec![refuses("show-all-sessions"), refuses("status-session")];
    setup.mock.driver.lock().faults.replace(down);
    setup.run_until("many looks failed", |setup| setup.supervisor.metrics().failures > 10).await;
    let failed = |event: &AuditEvent| matches!(event, AuditEvent::Failed(_));
    assert_eq!((setup.heard("shop", failed), setup.heard("", failed)), (1, 1));
    assert!(setup.steps("shop").is_empty(), "nothing is restarted that cannot be seen");
    setup.mock.driver.lock().faults.replace(Vec::new());
    setup.run_until("it is seen again", |setup| setup.is("shop", SessionState::Connected)).await;
    assert!(setup.steps("shop").is_empty());
}

#[tokio::test]
async fn the_limit_of_cures_holds_over_the_end_of_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileSupervisorStore::new(folder.path().join("wanted.json"));
    let mut strict = policy();
    strict.cures = 2;
    let mut setup = setup(Preset::ProfileLock, strict).await;
    setup.supervisor = Supervisor::open(setup.client.clone(), strict, store.clone()).await.unwrap();
    setup.want(&["shop"]).await;
    let gave_up = |event: &AuditEvent| *event == AuditEvent::GaveUp;
    setup.run_until("it gives up", |setup| setup.heard("shop", gave_up) == 1).await;
    assert_eq!(setup.steps("shop").len(), 2);

    setup.supervisor = Supervisor::open(setup.client.clone(), strict, store).await.unwrap();
    setup.told.lock().unwrap().clear();
    setup.run_until("it looks on", |setup| setup.supervisor.metrics().looks > 20).await;
    assert!(setup.steps("shop").is_empty(), "a new process has no new cures");
    assert_eq!(setup.heard("shop", gave_up), 1, "and says so");
}

#[tokio::test]
async fn a_start_waits_for_the_browser_that_an_early_close_of_this_client_left_behind() {
    let mut patient = quick();
    patient.orphan = Duration::from_secs(62);
    let setup = setup_with(Preset::Empty, policy(), patient).await;
    setup.mock.place(StateWord::QrCode, LoginKind::Qr);
    let shop = setup.client.session("shop").unwrap();
    assert_eq!(shop.close().await.unwrap().after, SessionState::Closed);
    setup.want(&["shop"]).await;
    setup.run_until("it is started again", |setup| setup.is("shop", SessionState::AwaitingQr)).await;
    let (closed, started) = (setup.mock.arrivals("close-session")[0], setup.mock.arrivals("start-session"));
    assert_eq!(started.len(), 1);
    assert!(started[0] - closed >= 61_000, "{closed} {started:?}: its lock on the profile is gone by then");
}

#[tokio::test]
async fn without_the_secret_key_the_wanted_sessions_are_kept_all_the_same() {
    let mock = Mock::start().await;
    mock.driver.lock().place("shop", &StateWord::Connected.into());
    let token = mint_local("shop", &SECRET.into(), 4).unwrap();
    let client = Client::builder(&mock.url).token(token).pace(quick()).build().unwrap();
    let supervisor = Supervisor::new(client, policy());
    supervisor.want(Wanted::new("shop")).await.unwrap();
    let seen = || supervisor.sessions().get("shop") == Some(&SessionState::Connected);
    tokio::select! {
        () = supervisor.run(|_| {}) => unreachable!("it runs for ever"),
        () = eventually("it is seen connected", seen) => {}
    }
    assert_eq!(mock.count("show-all-sessions"), 0, "only the secret key opens that");
}

#[tokio::test]
async fn a_wanted_webhook_goes_to_the_server_and_into_the_store_and_is_shown_nowhere() {
    const TOKEN: &str = "a-webhook-token-that-nobody-may-see";
    watch_for(TOKEN);
    let url = format!("http://127.0.0.1:9/hooks/{TOKEN}");
    let folder = tempfile::tempdir().unwrap();
    let store = FileSupervisorStore::new(folder.path().join("wanted.json"));
    let mut setup = setup(Preset::Restart, policy()).await;
    setup.supervisor = Supervisor::open(setup.client.clone(), policy(), store.clone()).await.unwrap();
    let wanted = Wanted::new("one").webhook(&url);
    setup.supervisor.want(wanted.clone()).await.unwrap();
    setup.run_until("it is back", |setup| setup.is("one", SessionState::Connected)).await;
    assert_eq!(setup.mock.bodies("start-session"), [json!({"webhook": url})]);
    let remembered = store.load().await.unwrap();
    assert_eq!(remembered[0].wanted, wanted);
    for said in [
        format!("{wanted:?}"),
        format!("{remembered:?}"),
        format!("{:?}", Connect::qr().webhook(&url)),
        format!("{:?}", Diagnose::default().webhook(&url)),
    ] {
        assert!(said.contains("http://127.0.0.1:9/***") && !said.contains(TOKEN), "{said}");
    }
    let said = format!("{:?} {:?}", setup.supervisor, setup.supervisor.audit());
    assert!(!said.contains(TOKEN) && !said.contains(SECRET), "{said}");
}

#[tokio::test]
async fn a_restart_sets_the_wanted_webhook_too() {
    let setup = setup(Preset::Zombie, policy()).await;
    setup.supervisor.want(Wanted::new("dead").webhook("http://127.0.0.1:9/hooks/new")).await.unwrap();
    setup
        .run_until("it is restarted", |setup| {
            setup.is("dead", SessionState::Connected) && setup.mock.count("start-session") == 1
        })
        .await;
    assert_eq!(setup.mock.bodies("start-session"), [json!({"webhook": "http://127.0.0.1:9/hooks/new"})]);
}
