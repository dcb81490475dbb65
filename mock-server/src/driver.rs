//! Performs what a world wants done, and lets real time into it.
//!
//! All access to a world goes through [`Driver::lock`]: time first catches up, then the caller works under the
//! lock, then the effects leave. A task wakes for the next timer while the clock runs.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::{Request, Response};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::{Notify, broadcast, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::sockets::Sockets;
use crate::webhook_client::WebhookClient;
use crate::world::World;
use crate::world::clock::Pace;
use crate::world::effect::{DeliveryId, Effect, Reply, RequestId};

/// How many notices a slow reader of the event stream may lag behind.
const NOTICE_BACKLOG: usize = 1_024;

/// One world and whatever acts for it. Cheap to clone; the last clone ends its tasks.
#[derive(Clone)]
pub struct Driver {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    timers_changed: Arc<Notify>,
    notices: broadcast::Sender<Arc<str>>,
    in_flight: watch::Sender<usize>,
    ended: watch::Sender<bool>,
    webhooks: WebhookClient,
    /// Made when somebody connects first.
    sockets: Mutex<Option<Sockets>>,
    tasks: Mutex<JoinSet<()>>,
    runtime: Handle,
}

struct State {
    world: World,
    /// A pair of real and virtual time that belong together.
    anchor: (Instant, u64),
    pace: Pace,
    waiting: HashMap<RequestId, oneshot::Sender<Reply>>,
    sleepers: BTreeMap<u64, oneshot::Sender<()>>,
}

impl State {
    /// Virtual time that belongs to real now.
    fn due_now(&self) -> u64 {
        match self.pace {
            Pace::Frozen => self.world.now_ms(),
            Pace::Running { speed } => {
                let elapsed = self.anchor.0.elapsed().as_secs_f64() * 1_000.0 * speed;
                self.anchor.1 + elapsed as u64
            }
        }
    }

    fn catch_up(&mut self) {
        let now = self.due_now();
        self.world.advance_to(now);
    }

    /// Takes over a changed pace or a clock that was moved; true if there was such a change.
    fn anchor_again(&mut self) -> bool {
        let pace = self.world.clock().pace();
        let moved = self.pace != pace || (pace != Pace::Frozen && self.world.now_ms() > self.due_now());
        if moved {
            self.pace = pace;
            self.anchor = (Instant::now(), self.world.now_ms());
        }
        moved
    }

    /// How long to sleep in real time until the next timer; none while frozen or with nothing due.
    fn until_next(&self) -> Option<Duration> {
        let Pace::Running { speed } = self.pace else { return None };
        let due = self.world.next_due_ms()?;
        let wait = due.saturating_sub(self.due_now()) as f64 / speed;
        Some(Duration::from_micros((wait * 1_000.0) as u64 + 100))
    }
}

/// A locked world. Dropping it lets its effects leave.
pub struct WorldGuard<'a> {
    driver: &'a Driver,
    state: MutexGuard<'a, State>,
    next_due: Option<u64>,
}

impl Deref for WorldGuard<'_> {
    type Target = World;

    fn deref(&self) -> &World {
        &self.state.world
    }
}

impl DerefMut for WorldGuard<'_> {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.state.world
    }
}

impl WorldGuard<'_> {
    /// Where the later answer of a deferred request will come out. Closed without one when the world restarts.
    pub fn expect(&mut self, request: RequestId) -> oneshot::Receiver<Reply> {
        let (sender, receiver) = oneshot::channel();
        self.state.waiting.insert(request, sender);
        receiver
    }

    /// Nobody waits for the answer of this request any more.
    pub fn forget(&mut self, request: RequestId) {
        self.state.waiting.remove(&request);
        self.state.world.undefer(request);
    }
}

impl Drop for WorldGuard<'_> {
    fn drop(&mut self) {
        let moved = self.state.anchor_again();
        let ended = self.state.world.has_ended();
        self.driver.inner.ended.send_if_modified(|known| std::mem::replace(known, ended) != ended);
        if self.state.world.has_effects() {
            self.driver.perform(&mut self.state);
        }
        if moved || self.state.world.next_due_ms() != self.next_due {
            self.driver.inner.timers_changed.notify_one();
        }
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Driver").finish_non_exhaustive()
    }
}

impl Driver {
    /// Takes a world in charge. Must be called within a tokio runtime, which then runs its tasks.
    #[must_use]
    pub fn new(mut world: World) -> Self {
        // Until somebody connects, socket events are only in the delivery log.
        world.hear_sockets(false);
        let pace = world.clock().pace();
        let anchor = (Instant::now(), world.now_ms());
        let state = State { world, anchor, pace, waiting: HashMap::new(), sleepers: BTreeMap::new() };
        let inner = Arc::new(Inner {
            state: Mutex::new(state),
            timers_changed: Arc::default(),
            notices: broadcast::channel(NOTICE_BACKLOG).0,
            in_flight: watch::Sender::new(0),
            ended: watch::Sender::new(false),
            webhooks: WebhookClient::new(),
            sockets: Mutex::new(None),
            tasks: Mutex::new(JoinSet::new()),
            runtime: Handle::current(),
        });
        let driver = Self { inner };
        driver.spawn(keep_time(Arc::downgrade(&driver.inner), Arc::clone(&driver.inner.timers_changed)));
        driver
    }

    /// Locks the world, with its time caught up.
    #[must_use]
    pub fn lock(&self) -> WorldGuard<'_> {
        let mut state = self.inner.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next_due = state.world.next_due_ms();
        state.catch_up();
        WorldGuard { driver: self, state, next_due }
    }

    /// Waits so many virtual milliseconds: on a frozen clock, until somebody advances it. False when the world
    /// ended meanwhile.
    pub async fn sleep(&self, ms: u64) -> bool {
        let receiver = {
            let mut world = self.lock();
            let id = world.wake_after(ms);
            let (sender, receiver) = oneshot::channel();
            world.state.sleepers.insert(id, sender);
            receiver
        };
        receiver.await.is_ok()
    }

    /// Waits until all webhooks that left so far are answered or failed, at most so long in real time.
    pub async fn settle(&self, at_most: Duration) {
        let mut in_flight = self.inner.in_flight.subscribe();
        let settled = in_flight.wait_for(|&count| count == 0);
        drop(tokio::time::timeout(at_most, settled).await);
    }

    /// Everything that happens from now on, as JSON texts.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Arc<str>> {
        let receiver = self.inner.notices.subscribe();
        self.lock().watch(true);
        receiver
    }

    /// Waits until the world is as wanted. Looks whenever a session, a request, a delivery or the clock changes.
    pub async fn until(&self, wanted: impl Fn(&World) -> bool) {
        let mut notices = self.notices();
        while !wanted(&self.lock()) {
            // A reader that lagged behind has missed notices, and looks all the same.
            if let Err(broadcast::error::RecvError::Closed) = notices.recv().await {
                return;
            }
        }
    }

    /// Waits until the world's server process ended itself. Unlike [`Driver::until`] it has nothing told that
    /// happens meanwhile, which would cost more than serving.
    pub async fn ended(&self) {
        // The sender lives as long as this driver.
        drop(self.inner.ended.subscribe().wait_for(|&ended| ended).await);
    }

    fn perform(&self, state: &mut State) {
        for effect in state.world.take_effects() {
            match effect {
                Effect::Answer { request, reply } => {
                    if let Some(waiting) = state.waiting.remove(&request) {
                        drop(waiting.send(reply));
                    }
                }
                Effect::CutOff(request) => drop(state.waiting.remove(&request)),
                Effect::Wake(id) => {
                    if let Some(sleeper) = state.sleepers.remove(&id) {
                        sleeper.send(()).ok();
                    }
                }
                Effect::WakeNobody => state.sleepers.clear(),
                Effect::Webhook { id, url, body } => self.send_webhook(id, url, body),
                Effect::Socket { event, data, .. } => {
                    if let Some(sockets) = &*self.sockets() {
                        sockets.broadcast(event, data);
                    }
                }
                Effect::HangUp => drop(self.sockets().take()),
            }
        }
        let notices = state.world.take_notices();
        if !notices.is_empty() {
            self.publish(state, &notices);
        }
    }

    fn sockets(&self) -> MutexGuard<'_, Option<Sockets>> {
        self.inner.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request of a Socket.IO client.
    pub(crate) async fn answer_socket(&self, request: Request<Incoming>) -> Response<axum::body::Body> {
        self.lock().hear_sockets(true);
        let answer = {
            let mut sockets = self.sockets();
            sockets.get_or_insert_with(|| Sockets::new(&self.inner.runtime)).answer(request)
        };
        answer.await
    }

    fn publish(&self, state: &mut State, notices: &[Value]) {
        if self.inner.notices.receiver_count() == 0 {
            state.world.watch(false);
            return;
        }
        for notice in notices {
            drop(self.inner.notices.send(notice.to_string().into()));
        }
    }

    fn send_webhook(&self, id: DeliveryId, url: String, body: Bytes) {
        self.inner.in_flight.send_modify(|count| *count += 1);
        let webhooks = self.inner.webhooks.clone();
        let inner = Arc::downgrade(&self.inner);
        self.spawn(async move {
            let outcome = webhooks.post(&url, body).await;
            let Some(inner) = inner.upgrade() else { return };
            Self { inner: Arc::clone(&inner) }.lock().webhook_done(id, outcome);
            inner.in_flight.send_modify(|count| *count -= 1);
        });
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(task, &self.inner.runtime);
    }
}

/// Lets the world's timers happen in time, as long as somebody holds the driver.
async fn keep_time(inner: Weak<Inner>, changed: Arc<Notify>) {
    loop {
        let until_next = match inner.upgrade() {
            Some(inner) => Driver { inner }.lock().state.until_next(),
            None => return,
        };
        match until_next {
            Some(wait) => drop(tokio::time::timeout(wait, changed.notified()).await),
            None => changed.notified().await,
        }
    }
}
