//! Wanted sessions are kept connected, within limits, and what needs a person is left alone.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use wppkit::{
    AuditEntry, AuditEvent, Client, CureStep, FileSupervisorStore, Pace, Policy, SessionState, Supervisor,
    SupervisorStore, Wanted,
};
use wppkit_mock::world::{preset::Preset, session::StateWord};

use crate::{
    support::{Mock, StandingClock, quick},
    watch::look_through,
};

/// A supervisor, the server whose sessions it keeps, and a clock that leaps.
pub(crate) struct Setup {
    pub(crate) mock: Mock,
    clock: StandingClock,
    pub(crate) client: Client,
    pub(crate) supervisor: Supervisor,
    pub(crate) told: Arc<Mutex<Vec<AuditEntry>>>,
}

pub(crate) fn policy() -> Policy {
    let mut policy = Policy::default();
    policy.probe_every = Duration::from_secs(120);
    // With one at a time, time leaps only while no request is under way.
    policy.concurrency = 1;
    policy
}

fn pace() -> Pace {
    let mut pace = quick();
    pace.stuck_after = Duration::from_secs(30);
    pace
}

pub(crate) async fn setup(preset: Preset, policy: Policy) -> Setup {
    setup_with(preset, policy, pace()).await
}

pub(crate) async fn setup_with(preset: Preset, policy: Policy, pace: Pace) -> Setup {
    let mock = Mock::start().await;
    mock.driver.lock().reset(preset);
    let clock = StandingClock::new();
    let client = mock.builder().clock(clock.clone()).pace(pace).build().unwrap();
    let supervisor = Supervisor::new(client.clone(), policy);
    Setup { mock, clock, client, supervisor, told: Arc::default() }
}

impl Setup {
    pub(crate) async fn want(&self, names: &[&str]) {
        for name in names {
            self.supervisor.want(Wanted::new(*name)).await.unwrap();
        }
    }

    /// Runs, with time leaping from one pause to the next on both sides, until it is as wanted.
    pub(crate) async fn run_until(&self, what: &str, wanted: impl Fn(&Self) -> bool) {
        let run = self.supervisor.run(|entry| self.told.lock().unwrap().push(entry.clone()));
        let leaps = async {
            while !wanted(self) {
                if let Some(wake) = self.clock.next_wake() {
                    self.clock.advance(wake);
                    self.mock.advance(u64::try_from(wake.as_millis()).unwrap());
                }
                tokio::task::yield_now().await;
            }
        };
        let both = async {
            tokio::select! {
                () = run => unreachable!("it runs for ever"),
                () = leaps => {}
            }
        };
        let state = || format!("{:?} {:#?}", self.supervisor.sessions(), self.supervisor.audit());
        tokio::time::timeout(Duration::from_secs(30), both)
            .await
            .unwrap_or_else(|_| panic!("never: {what}: {}", state()));
        look_through(&format!("{:?} {} {:?}", self.supervisor, state(), self.supervisor.metrics()));
    }

    fn state(&self, name: &str) -> Option<SessionState> {
        self.supervisor.sessions().get(name).copied()
    }

    pub(crate) fn is(&self, name: &str, state: SessionState) -> bool {
        self.state(name) == Some(state)
    }

    pub(crate) fn steps(&self, name: &str) -> Vec<CureStep> {
        let told = self.told.lock().unwrap();
        let of = told.iter().filter(|entry| entry.session == name);
        of.filter_map(|entry| if let AuditEvent::Did { step, .. } = entry.event { Some(step) } else { None })
            .collect()
    }

    pub(crate) fn heard(&self, name: &str, wanted: impl Fn(&AuditEvent) -> bool) -> usize {
        self.told.lock().unwrap().iter().filter(|entry| entry.session == name && wanted(&entry.event)).count()
    }
}

#[tokio::test]
async fn after_a_restart_of_the_server_stored_logins_come_back_and_a_lost_one_waits_for_a_person() {
    let setup = setup(Preset::Restart, policy()).await;
    setup.want(&["one", "two"]).await;
    setup.want(&["three"]).await;
    setup
        .run_until("two are back, the third was given up by the server", |setup| {
            setup.is("one", SessionState::Connected)
                && setup.is("two", SessionState::Connected)
                && setup.is("three", SessionState::AutoClosed)
        })
        .await;
    for name in ["one", "two", "three"] {
        assert_eq!(setup.steps(name), [CureStep::Start], "{name}");
    }
    assert!(setup.heard("three", |event| matches!(event, AuditEvent::Needs(_))) >= 1);
    assert!(setup.mock.bodies("start-session").iter().all(|body| *body == json!({})), "stored settings stay");
    assert_eq!(setup.mock.count("show-all-sessions"), 1);
    let metrics = setup.supervisor.metrics();
    assert_eq!(metrics.starts, 3);
    assert!(
        metrics.prometheus().contains("wppkit_sessions{state=\"connected\"} 2"),
        "{}",
        metrics.prometheus()
    );
}

#[tokio::test]
async fn what_the_server_has_stored_and_nobody_wants_is_told_and_left_alone() {
    let setup = setup(Preset::Restart, policy()).await;
    setup.want(&["one"]).await;
    setup.run_until("one is back", |setup| setup.is("one", SessionState::Connected)).await;
    assert_eq!(setup.supervisor.unwanted(), ["three", "two"]);
    assert_eq!(setup.heard("two", |event| *event == AuditEvent::Unwanted), 1);
    assert_eq!(setup.mock.count("start-session"), 1);
}

#[tokio::test]
async fn both_kinds_of_zombie_are_restarted_and_the_healthy_one_is_not_touched() {
    let setup = setup(Preset::Zombie, policy()).await;
    setup.want(&["shop", "dead", "fine"]).await;
    setup
        .run_until("all can send", |setup| {
            let world = setup.mock.driver.lock();
            let hears = |name: &str| world.sessions[name].page_answers() && !world.sessions[name].is_deaf();
            let alive = ["shop", "dead", "fine"].iter().all(|name| hears(name));
            drop(world);
            alive && ["shop", "dead", "fine"].iter().all(|name| setup.is(name, SessionState::Connected))
        })
        .await;
    assert_eq!(setup.steps("shop"), [CureStep::Restart]);
    assert_eq!(setup.steps("dead"), [CureStep::Restart]);
    assert!(setup.steps("fine").is_empty());
}

#[tokio::test]
async fn a_locked_profile_is_tried_again_within_limits() {
    let setup = setup(Preset::ProfileLock, policy()).await;
    setup.want(&["shop"]).await;
    setup.run_until("the third launch works", |setup| setup.is("shop", SessionState::Connected)).await;
    assert_eq!(setup.steps("shop"), [CureStep::Start, CureStep::Restart, CureStep::Restart]);

    let mut strict = policy();
    strict.cures = 2;
    let setup = self::setup(Preset::ProfileLock, strict).await;
    setup.want(&["shop"]).await;
    setup
        .run_until("it gives up", |setup| setup.heard("shop", |event| *event == AuditEvent::GaveUp) == 1)
        .await;
    assert_eq!(setup.steps("shop").len(), 2, "never a blind loop");
}

#[tokio::test]
async fn one_bad_look_is_no_reason_to_restart() {
    let setup = setup(Preset::Flapping, policy()).await;
    setup.want(&["shop"]).await;
    setup.run_until("many looks", |setup| setup.supervisor.metrics().looks > 20).await;
    assert!(setup.steps("shop").is_empty(), "{:?}", setup.supervisor.audit());
}

#[tokio::test]
async fn starts_are_staggered_so_that_no_login_is_lost() {
    let setup = setup(Preset::Empty, policy()).await;
    let names: Vec<String> = (0..12).map(|n| format!("s{n:02}")).collect();
    {
        let mut world = setup.mock.driver.lock();
        for name in &names {
            let stored = json!({"state": "closed_by_user", "login": "stored"});
            world.place(name, &serde_json::from_value(stored).unwrap());
        }
    }
    let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
    setup.want(&borrowed).await;
    setup
        .run_until("all are connected", |setup| {
            names.iter().all(|name| setup.is(name, SessionState::Connected))
        })
        .await;
    let mut began = setup.mock.arrivals("start-session");
    assert_eq!(began.len(), 12);
    began.sort_unstable();
    // The two clocks may drift apart by the fractions of milliseconds that the server's does not know.
    assert!(began.windows(2).all(|pair| pair[1] - pair[0] >= 2_900), "three seconds apart: {began:?}");
}

#[tokio::test]
async fn an_event_brings_the_next_look_forward() {
    let setup = setup(Preset::Empty, policy()).await;
    setup.mock.driver.lock().place("shop", &StateWord::Connected.into());
    setup.want(&["shop"]).await;
    setup.run_until("it is connected", |setup| setup.is("shop", SessionState::Connected)).await;
    let looks = setup.mock.count("status-session");
    let session = setup.client.session("shop").unwrap();
    setup.mock.driver.lock().crash_browser("shop");
    session.observe_event("browserClose");
    setup
        .run_until("the event led to a look at once", |setup| {
            setup.mock.count("status-session") > looks && !setup.is("shop", SessionState::Connected)
        })
        .await;
    let metrics = setup.supervisor.metrics();
    assert!(metrics.looks >= 2 && metrics.starts == 0, "{metrics:?}");
}

#[tokio::test]
async fn what_was_wanted_and_done_is_known_to_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = FileSupervisorStore::new(folder.path().join("wanted.json"));
    let mock = Mock::start().await;
    let first = Supervisor::open(mock.client(), policy(), file.clone()).await.unwrap();
    first.want(Wanted::new("shop").webhook("http://127.0.0.1:9/hook")).await.unwrap();
    first.want(Wanted::new("gone")).await.unwrap();
    first.release("gone").await.unwrap();
    drop(first);
    let second = Supervisor::open(mock.client(), policy(), file.clone()).await.unwrap();
    assert_eq!(second.sessions().keys().collect::<Vec<_>>(), ["shop"]);
    let remembered = file.load().await.unwrap();
    assert_eq!(remembered[0].wanted.webhook.as_deref(), Some("http://127.0.0.1:9/hook"));
    assert!(second.want(Wanted::new("a/b")).await.is_err(), "no session can have that name");
}
