//! A mock server whose time passes with the requests that it gets, and a client that does not dawdle.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use wppkit::{BoxFuture, Client, ClientBuilder, Clock, Error, Login, Pace, Session, Stage};
use wppkit_mock::{
    driver::Driver,
    http,
    world::{
        Settings,
        faults::{Action, Fault, Match, WireFault},
        preset::Preset,
        session::{LoginKind, PhoneAction, Placement, StateWord},
    },
    worlds::Worlds,
};

use crate::watch::{check_error, look_through, watch_for};

pub(crate) const SECRET: &str = "a-long-secret-key-of-tests";

/// A mock server with a frozen clock. Ends when dropped.
pub(crate) struct Mock {
    pub(crate) url: String,
    pub(crate) driver: Driver,
    tasks: Vec<JoinHandle<()>>,
    /// Virtual milliseconds that pass with each request; 0 freezes time.
    step: Arc<AtomicU64>,
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Mock {
    pub(crate) async fn start() -> Self {
        Self::with_secret(SECRET).await
    }

    pub(crate) async fn with_secret(secret: &str) -> Self {
        watch_for(secret);
        let settings = Settings { secret: secret.to_owned(), bcrypt_cost: 4, ..Settings::default() };
        let worlds = Worlds::new(settings, Preset::Empty);
        let driver = worlds.get(None);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(http::serve(listener, worlds, std::future::pending()));
        let step = Arc::new(AtomicU64::new(0));
        let passing = tokio::spawn(pass_time(driver.clone(), Arc::clone(&step)));
        Self { url, driver, tasks: vec![serving, passing], step }
    }

    /// From now on so many virtual milliseconds pass with each request; 0 freezes time again.
    pub(crate) fn pass(&self, ms_per_request: u64) {
        self.step.store(ms_per_request, Ordering::SeqCst);
    }

    pub(crate) fn advance(&self, ms: u64) {
        self.driver.lock().advance(ms);
    }

    /// Time runs by itself, so much faster than real time: for answers that take their time.
    pub(crate) fn run(&self, speed: f64) {
        self.driver.lock().set_pace(wppkit_mock::world::clock::Pace::Running { speed });
    }

    /// Time stands again.
    pub(crate) fn freeze(&self) {
        self.driver.lock().set_pace(wppkit_mock::world::clock::Pace::Frozen);
    }

    pub(crate) fn place(&self, state: StateWord, login: LoginKind) {
        let placement = Placement { state: Some(state), login: Some(login), ..Placement::default() };
        self.driver.lock().place("shop", &placement);
    }

    pub(crate) fn phone(&self, action: PhoneAction) {
        self.driver.lock().phone("shop", action).unwrap();
    }

    pub(crate) fn scan(&self) {
        self.phone(PhoneAction::Scan { wait: false, sync_ms: None });
    }

    /// The library call of this name fails so, or (`*`) every one.
    pub(crate) fn throw(&self, call: &str, how: Value) {
        let matches = Match { call: Some(call.to_owned()), ..Match::default() };
        let fault = Fault::new(matches, Action::Throw(serde_json::from_value(how).unwrap()));
        self.driver.lock().faults.replace(vec![fault]);
    }

    /// Something happens on the wire to the calls of this operation.
    pub(crate) fn break_wire(&self, operation: &str, fault: WireFault) {
        let matches = Match { operation: Some(operation.to_owned()), ..Match::default() };
        self.driver.lock().faults.replace(vec![Fault::new(matches, Action::Wire(fault))]);
    }

    /// Ids of the operations that were called, in order, those of tokens aside.
    pub(crate) fn calls(&self) -> Vec<&'static str> {
        let world = self.driver.lock();
        world
            .journal
            .iter()
            .filter_map(|entry| entry.arrival.operation)
            .filter(|id| *id != "generate-token")
            .collect()
    }

    pub(crate) fn count(&self, operation: &str) -> usize {
        self.calls().into_iter().filter(|id| *id == operation).count()
    }

    /// Bodies of the calls of one operation, in order.
    pub(crate) fn bodies(&self, operation: &str) -> Vec<Value> {
        let world = self.driver.lock();
        world
            .journal
            .iter()
            .filter(|entry| entry.arrival.operation == Some(operation))
            .map(wppkit_mock::world::journal::Entry::body)
            .collect()
    }

    /// When the calls of one operation arrived, in virtual milliseconds.
    pub(crate) fn arrivals(&self, operation: &str) -> Vec<u64> {
        let world = self.driver.lock();
        let of = world.journal.iter().filter(|entry| entry.arrival.operation == Some(operation));
        of.map(|entry| entry.at_ms).collect()
    }

    pub(crate) fn state(&self) -> Value {
        self.driver.lock().session_view("shop")["state"].clone()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&self.url).secret_key(SECRET).pace(quick())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn shop(&self) -> Session {
        self.client().session("shop").unwrap()
    }

    /// The session under a clock that stands until somebody moves it.
    pub(crate) fn shop_with(&self, clock: &StandingClock) -> Session {
        self.builder().clock(clock.clone()).build().unwrap().session("shop").unwrap()
    }
}

async fn pass_time(driver: Driver, step: Arc<AtomicU64>) {
    let mut notices = driver.notices();
    loop {
        match notices.recv().await {
            Ok(notice) if notice.contains(r#""type":"request""#) => {
                let ms = step.load(Ordering::SeqCst);
                if ms > 0 {
                    driver.lock().advance(ms);
                }
            }
            Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Waits of a millisecond, and patience where a test does not want to see its end.
pub(crate) fn quick() -> Pace {
    let mut pace = Pace::default();
    pace.poll = Duration::from_millis(1);
    pace.poll_max = Duration::from_millis(2);
    pace.debounce = Duration::from_millis(1);
    pace.stuck_after = Duration::from_secs(60);
    pace.logout_settle = Duration::from_millis(1);
    pace.orphan = Duration::from_millis(1);
    pace.diagnose_patience = Duration::from_millis(20);
    pace
}

/// A clock that stands: sleeping ends only when a test moves it.
#[derive(Debug, Clone)]
pub(crate) struct StandingClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    now: Instant,
    sleepers: Vec<(Instant, tokio::sync::oneshot::Sender<()>)>,
}

impl StandingClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Hands { now: Instant::now(), sleepers: Vec::new() })))
    }

    pub(crate) fn advance(&self, duration: Duration) {
        let mut hands = self.0.lock().unwrap();
        hands.now += duration;
        let now = hands.now;
        let (due, rest) = std::mem::take(&mut hands.sleepers).into_iter().partition(|(end, _)| *end <= now);
        hands.sleepers = rest;
        let due: Vec<_> = due;
        for (_, sender) in due {
            let _ = sender.send(());
        }
    }

    /// How many sleep for less than a second: pauses between looks, not deadlines.
    pub(crate) fn pausing(&self) -> usize {
        let hands = self.0.lock().unwrap();
        let soon = hands.now + Duration::from_secs(1);
        hands.sleepers.iter().filter(|(end, sender)| *end < soon && !sender.is_closed()).count()
    }

    /// How many sleep, however long.
    pub(crate) fn sleeping(&self) -> usize {
        self.0.lock().unwrap().sleepers.iter().filter(|(_, sender)| !sender.is_closed()).count()
    }

    /// Lets every pause between looks end at once, and time stand otherwise. Never ends.
    pub(crate) async fn end_pauses(&self) {
        loop {
            if self.pausing() > 0 {
                self.advance(Duration::from_millis(1));
            }
            tokio::task::yield_now().await;
        }
    }

    /// When the next sleeper that is not the deadline of a whole login wants to wake.
    pub(crate) fn next_wake(&self) -> Option<Duration> {
        let hands = self.0.lock().unwrap();
        let open = hands.sleepers.iter().filter(|(_, sender)| !sender.is_closed());
        open.map(|(end, _)| end.saturating_duration_since(hands.now)).min()
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let mut hands = self.0.lock().unwrap();
        let end = hands.now + duration;
        if duration.is_zero() {
            let _ = sender.send(());
        } else {
            hands.sleepers.push((end, sender));
        }
        Box::pin(async move {
            // A dropped sender would mean that the clock is gone; then nobody waits either.
            let _ = receiver.await;
        })
    }
}

/// The names of the stages up to the end of the login, and how it ended.
pub(crate) async fn stages(login: &mut Login) -> (Vec<&'static str>, Result<(), Error>) {
    let mut names = Vec::new();
    while let Some(stage) = login.next().await {
        match stage {
            Ok(stage) => {
                look_through(&format!("{stage:?} {login:?}"));
                names.push(stage.name());
            }
            Err(error) => {
                check_error(&error);
                return (names, Err(error));
            }
        }
    }
    (names, Ok(()))
}

/// Goes on until the stage of this name.
pub(crate) async fn until(login: &mut Login, name: &str) -> Stage {
    loop {
        let stage = login.next().await.unwrap_or_else(|| panic!("the login ended before {name}")).unwrap();
        if stage.name() == name {
            return stage;
        }
    }
}

/// A request that is held open so that a test can look at the time in between: polls until the condition holds.
pub(crate) async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}
