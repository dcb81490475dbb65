//! The world behind the server: sessions, browsers, phones, accounts and time.
//!
//! Pure state and rules. It knows no HTTP and no wall clock and does no I/O: requests and control calls change it,
//! [`World::advance_to`] lets time pass, and what has to happen outside comes out as [`Effect`]s. The same calls
//! in the same order always give the same effects.

pub mod account;
pub mod acks;
pub mod clock;
pub mod deliveries;
pub mod effect;
pub mod faults;
pub mod ids;
pub mod journal;
mod leaving;
pub mod preset;
pub mod qr_event;
pub mod session;
mod settings;
pub mod state;
pub mod timers;
mod trouble;
mod webhook;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};

use account::presets::Template;
use account::{Account, Directory};
use clock::{Clock, Pace};
use deliveries::Deliveries;
use effect::{Effect, Reply, RequestId};
use faults::{Faults, Struck};
use ids::Ids;
use journal::{Arrival, Journal, Progress};
use session::{Client, RunId, Session, Sessions, Step};
use timers::{TimerKey, Timers};

pub use settings::Settings;

/// What is due later.
#[derive(Debug)]
pub(crate) enum Task {
    /// A step of a browser's run.
    Run {
        /// Whose.
        session: Arc<str>,
        /// Which run.
        run: RunId,
        /// What happens.
        step: Step,
    },
    /// logout-session answers.
    LogoutAnswer {
        /// Which session was logged out.
        session: Arc<str>,
        /// Who waits for it.
        request: RequestId,
        /// The client that was logged out.
        client: Box<Client>,
    },
    /// WhatsApp reports how far a message got.
    Ack(Box<acks::DueAck>),
    /// Somebody outside waits for this moment.
    Wake(u64),
    /// A webhook or socket event that was held back leaves.
    Leave(Box<Effect>),
}

/// Everything behind one server.
#[derive(Debug)]
pub struct World {
    /// The server's secret key.
    pub secret: String,
    /// The server's configuration as it is now.
    pub settings: Settings,
    /// What the world was made with: a reset goes back to it.
    origin: Settings,
    /// Sessions by name.
    pub sessions: Sessions,
    /// Who is on WhatsApp.
    pub directory: Directory,
    /// Ordered faults.
    pub faults: Faults,
    /// How sent messages are acknowledged.
    pub acks: acks::AckRules,
    /// Requests and library calls.
    pub journal: Journal,
    /// Webhooks and socket events.
    pub deliveries: Deliveries,
    clock: Clock,
    timers: Timers<Task>,
    ids: Ids,
    effects: Vec<Effect>,
    /// Webhooks and socket events that wait until others have left.
    held: Vec<leaving::Held>,
    /// Requests that wait for an effect to answer them.
    deferred: Vec<RequestId>,
    /// Effects whose webhook asks for a read receipt when it succeeds: delivery, session, chat.
    receipts: BTreeMap<effect::DeliveryId, (Arc<str>, String)>,
    /// Proxy flag that a session pushed into the browser arguments of the whole process.
    proxy: Option<Arc<str>>,
    /// When the browsers that are starting now will run.
    launches: VecDeque<u64>,
    /// What the accounts of new sessions are made from.
    template: Template,
    /// The preset that the world began with.
    preset: preset::Preset,
    notices: Vec<Value>,
    /// Whether anybody hears socket events.
    heard: bool,
    watched: bool,
    wakes: u64,
    /// The server process ended itself.
    ended: bool,
}

impl World {
    /// An empty world.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            secret: settings.secret.clone(),
            origin: settings.clone(),
            sessions: Sessions::new(),
            directory: Directory::default(),
            faults: Faults::default(),
            acks: acks::AckRules::default(),
            journal: Journal::default(),
            deliveries: Deliveries::default(),
            clock: Clock::new(settings.start_ms, settings.pace),
            timers: Timers::default(),
            ids: Ids::new(settings.seed),
            effects: Vec::new(),
            held: Vec::new(),
            deferred: Vec::new(),
            receipts: BTreeMap::new(),
            proxy: None,
            launches: VecDeque::new(),
            template: Template::default(),
            preset: preset::Preset::Empty,
            notices: Vec::new(),
            heard: true,
            watched: false,
            wakes: 0,
            ended: false,
            settings,
        }
    }

    /// Virtual now, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Changes how time passes.
    pub fn set_pace(&mut self, pace: Pace) {
        self.clock.set_pace(pace);
        self.notice(
            |world| json!({"type": "clock", "now_ms": world.now_ms(), "frozen": pace == Pace::Frozen}),
        );
    }

    /// The source of ids.
    pub fn ids(&mut self) -> &mut Ids {
        &mut self.ids
    }

    /// When the next thing is due.
    #[must_use]
    pub fn next_due_ms(&self) -> Option<u64> {
        self.timers.next_due_ms()
    }

    /// Lets time pass up to `now_ms`: everything due until then happens, in order, each at its own time.
    pub fn advance_to(&mut self, now_ms: u64) {
        while let Some((due_ms, task)) = self.timers.pop_due(now_ms) {
            self.clock.move_to(due_ms);
            match task {
                Task::Run { session, run, step } => self.run_step(&session, run, step),
                Task::LogoutAnswer { session, request, client } => {
                    self.answer_logout(&session, request, &client)
                }
                Task::Ack(due) => self.report_ack(&due),
                Task::Wake(id) => self.effects.push(Effect::Wake(id)),
                Task::Leave(effect) => self.depart(*effect),
            }
        }
        self.clock.move_to(now_ms);
    }

    /// Lets so many milliseconds pass.
    pub fn advance(&mut self, ms: u64) {
        self.advance_to(self.now_ms() + ms);
    }

    /// Asks for an [`Effect::Wake`] in so many virtual milliseconds; answers its number.
    pub fn wake_after(&mut self, delay_ms: u64) -> u64 {
        self.wakes += 1;
        self.schedule(delay_ms, Task::Wake(self.wakes));
        self.wakes
    }

    /// Takes what has to be done outside.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Whether anything has to be done outside.
    #[must_use]
    pub fn has_effects(&self) -> bool {
        !self.effects.is_empty() || !self.notices.is_empty()
    }

    /// Whether the client in memory is the library's, with methods.
    #[must_use]
    pub fn has_client(&self, session: &str) -> bool {
        self.sessions.get(session).is_some_and(Session::has_client)
    }

    /// Whether that client's page answers: what `isConnected` needs.
    #[must_use]
    pub fn page_answers(&self, session: &str) -> bool {
        self.sessions.get(session).is_some_and(Session::page_answers)
    }

    /// The client object in memory.
    #[must_use]
    pub fn client(&self, session: &str) -> Option<&Client> {
        self.sessions.get(session)?.memory.as_ref()
    }

    /// The WhatsApp account of a session whose client works.
    #[must_use]
    pub fn account(&self, session: &str) -> Option<&Account> {
        self.sessions.get(session).filter(|session| session.has_client())?.account.as_ref()
    }

    /// The WhatsApp account of a session whose client works, for changing.
    pub fn account_mut(&mut self, session: &str) -> Option<&mut Account> {
        self.sessions.get_mut(session).filter(|session| session.has_client())?.account.as_mut()
    }

    /// The account together with what a change of it needs.
    pub fn account_parts(&mut self, session: &str) -> Option<(&mut Account, &Directory, &mut Ids, u64)> {
        let now_ms = self.clock.now_ms();
        let session = self.sessions.get_mut(session).filter(|session| session.has_client())?;
        Some((session.account.as_mut()?, &self.directory, &mut self.ids, now_ms))
    }

    /// The session of this name, made if it is new.
    pub fn session_entry(&mut self, name: &str) -> &mut Session {
        self.sessions.entry(name.into()).or_insert_with_key(|name| Session::new(Arc::clone(name)))
    }

    /// Journals a library call and says how an ordered fault makes it fail.
    pub fn call_library(
        &mut self,
        below: Option<RequestId>,
        session: &str,
        method: &str,
        args: &[Value],
    ) -> Option<Struck> {
        self.journal.client_call(below, session, method, args);
        if self.faults.is_empty() {
            return None;
        }
        let operation = below.and_then(|id| self.journal.get(id)).and_then(|entry| entry.arrival.operation);
        self.faults.on_call(session, operation, method)
    }

    /// Notes that a request is answered later, by an effect.
    pub fn defer(&mut self, request: RequestId) {
        self.deferred.push(request);
    }

    /// Takes over the accounts and the directory of a preset; sessions that have an account keep it.
    pub fn use_template(&mut self, template: Template) {
        self.directory = template.directory.clone();
        self.template = template;
    }

    /// Writes down that a request arrived.
    pub fn arrived(&mut self, arrival: Arrival) -> RequestId {
        self.journal.begin(self.clock.now_ms(), arrival)
    }

    /// Writes down how a request ended, and tells those who watch.
    pub fn departed(&mut self, request: RequestId, progress: Progress) {
        self.journal.end(request, progress);
        self.notice(|world| {
            let mut notice = world.journal.get(request).map_or(Value::Null, journal::Entry::to_json);
            notice["type"] = json!("request");
            notice
        });
    }

    /// Nobody waits for this request any more.
    pub(crate) fn undefer(&mut self, request: RequestId) {
        self.deferred.retain(|&waiting| waiting != request);
    }

    /// The server process ends, until a restart or a reset: requests that wait are cut off.
    pub fn end(&mut self) {
        self.ended = true;
        self.cut_off_requests();
        self.notice(|world| json!({"type": "end", "at_ms": world.now_ms()}));
    }

    /// Whether the server process has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether anybody hears socket events: if not, they are only logged.
    pub fn hear_sockets(&mut self, heard: bool) {
        self.heard = heard;
    }

    /// Collects what happens, for [`World::take_notices`].
    pub fn watch(&mut self, watched: bool) {
        self.watched = watched;
        if !watched {
            self.notices.clear();
        }
    }

    /// Takes what happened since the last call: sessions, requests, deliveries, clock, resets.
    pub fn take_notices(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.notices)
    }

    pub(crate) fn notice(&mut self, what: impl FnOnce(&Self) -> Value) {
        if self.watched {
            let notice = what(self);
            self.notices.push(notice);
        }
    }

    pub(crate) fn changed(&mut self, session: &str) {
        self.notice(|world| {
            let mut view = world.session_view(session);
            view["type"] = json!("session");
            view["at_ms"] = json!(world.now_ms());
            view
        });
    }

    pub(crate) fn changed_all(&mut self) {
        if self.watched {
            let names: Vec<_> = self.sessions.keys().cloned().collect();
            names.iter().for_each(|name| self.changed(name));
        }
    }

    fn schedule(&mut self, delay_ms: u64, task: Task) -> TimerKey {
        self.timers.schedule(self.clock.now_ms() + delay_ms, task)
    }

    fn answer(&mut self, request: RequestId, reply: Reply) {
        self.deferred.retain(|&waiting| waiting != request);
        self.effects.push(Effect::Answer { request, reply });
    }

    /// The process is gone: connections of requests that wait are cut.
    fn cut_off_requests(&mut self) {
        self.held.clear();
        self.effects.push(Effect::HangUp);
        if self.timers.any(|task| matches!(task, Task::Wake(_))) {
            self.effects.push(Effect::WakeNobody);
        }
        for request in std::mem::take(&mut self.deferred) {
            self.journal.end(request, Progress::Lost);
            self.effects.push(Effect::CutOff(request));
        }
    }

    fn ensure_account(&mut self, name: &str) {
        let Some(session) = self.sessions.get_mut(name).filter(|session| session.account.is_none()) else {
            return;
        };
        session.account = Some(self.template.account(&session.phone));
    }
}
