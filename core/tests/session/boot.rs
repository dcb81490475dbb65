//! A supervisor over the ends of servers, links and logins: what comes back by itself does, and nobody is shown a code
//! that nobody asked for.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use wppkit::{AuditEntry, AuditEvent, Client, CureStep, Policy, SessionState, Supervisor, Wanted};
use wppkit_mock::world::{
    preset::Preset,
    session::{PhoneAction, StateWord},
};

use crate::{
    support::{Mock, StandingClock, quick},
    watch::look_through,
};

struct Setup {
    mock: Mock,
    clock: StandingClock,
    client: Client,
    supervisor: Supervisor,
    told: Arc<Mutex<Vec<AuditEntry>>>,
}

impl Setup {
    /// Sessions with stored logins, connected, and wanted.
    async fn connected(names: &[&str]) -> Self {
        let mock = Mock::start().await;
        {
            let mut world = mock.driver.lock();
            world.reset(Preset::Empty);
            for name in names {
                let placed = json!({"state": "CONNECTED", "login": "stored"});
                world.place(name, &serde_json::from_value(placed).unwrap());
            }
        }
        let clock = StandingClock::new();
        let client = mock.builder().clock(clock.clone()).pace(quick()).build().unwrap();
        let mut policy = Policy::default();
        policy.concurrency = 1;
        let supervisor = Supervisor::new(client.clone(), policy);
        for name in names {
            supervisor.want(Wanted::new(*name)).await.unwrap();
        }
        let setup = Self { mock, clock, client, supervisor, told: Arc::default() };
        setup.run_until("all are seen connected", |setup| setup.all(names, SessionState::Connected)).await;
        setup
    }

    /// Runs while time leaps from one pause to the next.
    async fn run_until(&self, what: &str, wanted: impl Fn(&Self) -> bool) {
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
                () = run => {}
                () = leaps => {}
            }
        };
        let state = || format!("{:?} {:#?}", self.supervisor.sessions(), self.supervisor.audit());
        tokio::time::timeout(Duration::from_secs(30), both)
            .await
            .unwrap_or_else(|_| panic!("never: {what}: {}", state()));
        look_through(&format!("{:?} {} {:?}", self.supervisor, state(), self.supervisor.metrics()));
    }

    /// Runs on for so many further looks.
    async fn run_on(&self, looks: u64) {
        let before = self.supervisor.metrics().looks;
        self.run_until("more looks", |setup| setup.supervisor.metrics().looks >= before + looks).await;
    }

    fn is(&self, name: &str, state: SessionState) -> bool {
        self.supervisor.sessions().get(name) == Some(&state)
    }

    fn all(&self, names: &[&str], state: SessionState) -> bool {
        names.iter().all(|name| self.is(name, state))
    }

    fn steps(&self, name: &str) -> Vec<CureStep> {
        let told = self.told.lock().unwrap();
        let of = told.iter().filter(|entry| entry.session == name);
        of.filter_map(|entry| if let AuditEvent::Did { step, .. } = entry.event { Some(step) } else { None })
            .collect()
    }

    fn needs(&self, name: &str) -> usize {
        let told = self.told.lock().unwrap();
        told.iter()
            .filter(|entry| entry.session == name && matches!(entry.event, AuditEvent::Needs(_)))
            .count()
    }
}

#[tokio::test]
async fn a_restart_that_keeps_the_stored_sessions_needs_nobody() {
    let setup = Setup::connected(&["one", "two"]).await;
    setup.mock.driver.lock().restart();
    setup.run_on(2).await;
    setup.run_until("both are back", |setup| setup.all(&["one", "two"], SessionState::Connected)).await;
    assert_eq!((setup.needs("one"), setup.needs("two")), (0, 0));
}

#[tokio::test]
async fn a_restart_that_loses_them_is_told_once_and_shows_no_second_code() {
    let setup = Setup::connected(&["one", "two"]).await;
    setup.mock.driver.lock().restart_with(false);
    setup
        .run_until("the server gave both up, because nobody scanned", |setup| {
            setup.all(&["one", "two"], SessionState::AutoClosed)
        })
        .await;
    let starts = setup.mock.count("start-session");
    setup.run_on(300).await;
    assert_eq!(setup.mock.count("start-session"), starts, "a new code needs somebody who asks for it");
    for name in ["one", "two"] {
        assert_eq!(setup.steps(name), [CureStep::Start], "{name}");
        assert!(setup.needs(name) >= 1, "{name}");
    }
}

#[tokio::test]
async fn a_link_that_the_phone_removed_is_told_and_no_code_is_asked_for() {
    let setup = Setup::connected(&["shop"]).await;
    setup.mock.driver.lock().phone("shop", PhoneAction::Unlink).unwrap();
    setup.mock.advance(5_000);
    setup.client.session("shop").unwrap().observe_event("disconnectedMobile");
    setup.run_until("it is seen", |setup| setup.is("shop", SessionState::Unlinked)).await;
    setup.run_on(200).await;
    assert!(setup.is("shop", SessionState::Unlinked));
    assert_eq!(setup.needs("shop"), 1, "told once");
    assert_eq!(setup.mock.count("start-session"), 0);
}

#[tokio::test]
async fn a_logout_by_this_client_is_the_wish_of_a_person() {
    let setup = Setup::connected(&["shop"]).await;
    setup.mock.run(100.0);
    let shop = setup.client.session("shop").unwrap();
    tokio::select! {
        done = shop.logout() => drop(done.unwrap()),
        () = setup.clock.end_pauses() => {}
    }
    setup.mock.freeze();
    setup.run_on(100).await;
    assert!(setup.is("shop", SessionState::Unlinked), "{:?}", setup.supervisor.sessions());
    assert_eq!(setup.mock.count("start-session"), 0);
}

#[tokio::test]
async fn after_a_logout_by_somebody_else_no_start_falls_into_the_moment_in_which_it_would_be_lost() {
    let setup = Setup::connected(&["shop"]).await;
    let other = setup.mock.client().session("shop").unwrap();
    setup.mock.run(100.0);
    other.logout().await.unwrap();
    setup.mock.freeze();
    setup
        .run_until("the code that nobody scanned is given up", |setup| {
            setup.is("shop", SessionState::AutoClosed)
        })
        .await;
    let starts = setup.mock.count("start-session");
    assert!((1..=2).contains(&starts), "{starts}");
    setup.run_on(200).await;
    assert_eq!(setup.mock.count("start-session"), starts);
    assert!(setup.needs("shop") >= 1);
}

#[tokio::test]
async fn a_session_that_is_used_elsewhere_takes_itself_back_and_is_left_alone() {
    let setup = Setup::connected(&["shop"]).await;
    setup.mock.driver.lock().phone("shop", PhoneAction::UseElsewhere).unwrap();
    setup.run_on(50).await;
    assert!(setup.is("shop", SessionState::Connected));
    assert!(setup.steps("shop").is_empty(), "{:?}", setup.supervisor.audit());
}

#[tokio::test]
async fn a_code_that_waits_is_left_to_whoever_asked_for_it() {
    let setup = Setup::connected(&["shop"]).await;
    setup.mock.driver.lock().place("desk", &StateWord::QrCode.into());
    setup.supervisor.want(Wanted::new("desk")).await.unwrap();
    setup.run_until("it is seen", |setup| setup.is("desk", SessionState::AwaitingQr)).await;
    setup.run_until("the server gives it up", |setup| setup.is("desk", SessionState::AutoClosed)).await;
    setup.run_on(100).await;
    assert!(setup.steps("desk").is_empty());
    assert_eq!(setup.mock.count("start-session"), 0);
}
