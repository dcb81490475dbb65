//! What all handles of one session name share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use wppkit_api::{
    helpers::{QrStatus, RawStatus, SessionState, SessionStatus, Verb},
    types::{CheckConnectionAnswer, HostDeviceInfo, StatusAnswer},
};

use crate::{
    Clock, Delivery, Error, Qr, Sent,
    send::{SendLog, Turns},
    settings::Settings,
    state::{Look, Model, Observation, hint},
    token::{TokenFlow, TokenKey},
};

/// Looks this close together count as consecutive, however quick the pace is.
const MIN_GAP: Duration = Duration::from_secs(30);

/// What is done when an event is handed in.
pub(crate) type Bell = Arc<dyn Fn() + Send + Sync>;

/// The answers of one look, or why there are none.
pub(super) type Looked = Result<(StatusAnswer, PageCheck), Error>;

/// What became of check-connection-session in a look.
pub(super) enum PageCheck {
    /// There was no need to ask.
    NotAsked,
    /// The server has no such route.
    NoRoute,
    /// Its answer.
    Said(CheckConnectionAnswer),
}

/// Shared by all handles of one name: token, knowledge, the turn to look.
pub(crate) struct SessionShared {
    pub(crate) name: Arc<str>,
    pub(crate) token: TokenFlow,
    /// Idempotency keys that are being sent with.
    pub(crate) turns: Turns,
    /// What became of the sends.
    pub(crate) sends: SendLog,
    /// Whoever holds it looks; the others get the result.
    pub(super) turn: tokio::sync::Mutex<()>,
    knowledge: Mutex<Knowledge>,
    /// Number of the latest look; changes wake those who wait for one.
    looks: watch::Sender<u64>,
    /// Called when an event of the session is handed in.
    bell: Mutex<Option<Bell>>,
    /// Counts what was observed beside the looks; changes make the next look come at once.
    observations: watch::Sender<u64>,
    clock: Arc<dyn Clock>,
    /// A gap longer than this separates two looks, so that they are not consecutive.
    gap: Duration,
}

#[derive(Default)]
struct Knowledge {
    model: Model,
    raw: RawStatus,
    version: Option<String>,
    qr: Option<SeenQr>,
    /// The last pairing code of the login that waits.
    pairing: Option<String>,
    looked_at: Option<Instant>,
    /// When this client last started the session, until it closes it.
    started_at: Option<Instant>,
    latest: Option<Result<SessionStatus, Error>>,
    /// The session must not be started before this moment: the server still tidies up.
    busy_until: Option<(Instant, &'static str)>,
    /// When the latest event of the session was handed in.
    heard_at: Option<Instant>,
    /// The phone behind the session, and when it was asked for.
    device: Option<Box<(HostDeviceInfo, Instant)>>,
}

struct SeenQr {
    text: String,
    sequence: u32,
    first_seen: Instant,
}

impl SessionShared {
    pub(crate) fn new(name: Arc<str>, settings: &Settings) -> Self {
        let key = TokenKey::new(settings.base.as_str(), &*name);
        Self {
            token: TokenFlow::new(key, settings.token.clone(), Arc::clone(&settings.store)),
            turns: Turns::default(),
            sends: SendLog::default(),
            turn: tokio::sync::Mutex::new(()),
            knowledge: Mutex::default(),
            looks: watch::Sender::new(0),
            bell: Mutex::default(),
            observations: watch::Sender::new(0),
            clock: Arc::clone(&settings.clock),
            gap: settings.pace.poll_max.saturating_mul(3).max(MIN_GAP),
            name,
        }
    }

    fn knowledge(&self) -> MutexGuard<'_, Knowledge> {
        self.knowledge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what was observed beside the looks.
    pub(crate) fn observe(&self, observation: &Observation) {
        let mut knowledge = self.knowledge();
        if let Observation::StatusFind(word) = observation {
            knowledge.raw.status_find = Some(word.clone());
        }
        if let Observation::Did(Verb::Close | Verb::Logout | Verb::Wipe) = observation {
            knowledge.started_at = None;
            knowledge.pairing = None;
        }
        knowledge.model.apply(observation);
        drop(knowledge);
        match observation {
            Observation::StatusFind(_) => self.stir(),
            _ => self.observations.send_modify(|count| *count += 1),
        }
    }

    /// Something happened to the session that a look will show: whoever waits looks at once.
    pub(super) fn stir(&self) {
        self.observations.send_modify(|count| *count += 1);
        let bell = self.bell.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(bell) = bell {
            bell();
        }
    }

    /// An event of the session arrived, whatever it says: its events are handed in.
    pub(super) fn hear(&self) {
        self.knowledge().heard_at = Some(self.clock.now());
    }

    /// When the latest event of the session was handed in.
    pub(crate) fn heard_at(&self) -> Option<Instant> {
        self.knowledge().heard_at
    }

    /// Whether events of the session were handed in within this time.
    pub(super) fn hears(&self, within: Duration) -> bool {
        let now = self.clock.now();
        self.heard_at().is_some_and(|heard| now.saturating_duration_since(heard) < within)
    }

    /// Lets the one who keeps this session connected hear of its events.
    pub(crate) fn on_event(&self, bell: Bell) {
        *self.bell.lock().unwrap_or_else(PoisonError::into_inner) = Some(bell);
    }

    /// Takes in what became of a send.
    pub(crate) fn note_send(&self, operation: &'static str, result: &Result<Sent, Error>) {
        self.sends.note(result);
        let outcome = match result {
            Ok(_) => "sent",
            Err(error) if error.delivery() == Some(Delivery::NotSent) => "rejected",
            Err(_) => "unknown",
        };
        tracing::debug!(session = &*self.name, operation, outcome, "send judged");
    }

    /// This client asks the server to start the session.
    pub(super) fn starts(&self) {
        let mut knowledge = self.knowledge();
        knowledge.started_at = Some(self.clock.now());
        knowledge.pairing = None;
    }

    /// How often the server was asked for the state.
    pub(super) fn looks_made(&self) -> u64 {
        *self.looks.borrow()
    }

    /// Keeps the code that waits to be typed into the phone.
    pub(super) fn observe_pairing_code(&self, code: &str) {
        self.knowledge().pairing = Some(code.to_owned());
        self.observations.send_modify(|count| *count += 1);
    }

    pub(super) fn pairing_code(&self) -> Option<String> {
        self.knowledge().pairing.clone()
    }

    /// The state as known now, without asking.
    pub(super) fn state(&self) -> SessionState {
        self.knowledge().model.state()
    }

    /// The status as known now, without asking.
    pub(super) fn known(&self) -> SessionStatus {
        self.status(&self.knowledge(), self.clock.now())
    }

    /// How long ago this client started the session, if it did.
    pub(super) fn started_for(&self) -> Option<Duration> {
        let started_at = self.knowledge().started_at?;
        Some(self.clock.now().saturating_duration_since(started_at))
    }

    /// The code that waits to be scanned.
    pub(super) fn fresh_qr(&self) -> Option<Qr> {
        let knowledge = self.knowledge();
        let seen = knowledge.qr.as_ref()?;
        (knowledge.model.state() == SessionState::AwaitingQr)
            .then(|| Qr::new(&seen.text, seen.sequence, seen.first_seen, true))
    }

    /// Takes in a look, and wakes those who wait for one.
    pub(super) fn looked(&self, looked: Looked) -> Result<SessionStatus, Error> {
        let now = self.clock.now();
        let mut knowledge = self.knowledge();
        if knowledge.looked_at.is_none_or(|before| now.saturating_duration_since(before) > self.gap) {
            knowledge.model.forget_good_checks();
        }
        knowledge.looked_at = Some(now);
        let result = match looked {
            Ok((answer, check)) => {
                knowledge.take_in(answer, &check, now);
                Ok(self.status(&knowledge, now))
            }
            Err(error) => {
                knowledge.model.apply(&Observation::Failed(error.code()));
                Err(error)
            }
        };
        knowledge.latest = Some(result.clone());
        drop(knowledge);
        self.looks.send_modify(|looks| *looks += 1);
        result
    }

    fn status(&self, knowledge: &Knowledge, now: Instant) -> SessionStatus {
        let reading = knowledge.model.reading();
        let mut status = SessionStatus::new(&*self.name, reading.state);
        status.evidence = reading.evidence;
        status.connected_for_checks = reading.good_checks;
        status.in_chat = reading.in_chat;
        status.raw = knowledge.raw.clone();
        status.version.clone_from(&knowledge.version);
        status.qr = knowledge.qr.as_ref().map(|seen| {
            let age = now.saturating_duration_since(seen.first_seen).as_millis();
            let fresh = reading.state == SessionState::AwaitingQr;
            QrStatus::new(&*seen.text, fresh, seen.sequence, u64::try_from(age).unwrap_or(u64::MAX))
        });
        status.hint = hint(reading.state).map(str::to_owned);
        status
    }

    /// How many looks there were, and a way to wait for the next.
    pub(super) fn looks(&self) -> watch::Receiver<u64> {
        self.looks.subscribe()
    }

    /// A way to wait for the next observation beside the looks.
    pub(super) fn observations(&self) -> watch::Receiver<u64> {
        self.observations.subscribe()
    }

    /// The result of the latest look.
    pub(super) fn latest(&self) -> Option<Result<SessionStatus, Error>> {
        self.knowledge().latest.clone()
    }

    /// The server tidies up behind a verb for so long; a start waits for it.
    pub(super) fn busy_for(&self, duration: Duration, why: &'static str) {
        self.knowledge().busy_until = Some((self.clock.now() + duration, why));
    }

    /// Whether the next handle of the name must find what is known: a start whose browser may live on, a server that
    /// tidies up.
    pub(crate) fn remembers(&self) -> bool {
        self.busy().is_some() || self.started_for().is_some()
    }

    /// The phone behind the session, if it was asked for lately.
    pub(super) fn device(&self, ttl: Duration) -> Option<HostDeviceInfo> {
        let knowledge = self.knowledge();
        let (device, asked_at) = &**knowledge.device.as_ref()?;
        (self.clock.now().saturating_duration_since(*asked_at) < ttl).then(|| device.clone())
    }

    /// Keeps what the phone behind the session told.
    pub(super) fn remember_device(&self, device: HostDeviceInfo) {
        self.knowledge().device = Some(Box::new((device, self.clock.now())));
    }

    /// How long a start still has to wait, and why.
    pub(super) fn busy(&self) -> Option<(Duration, &'static str)> {
        let (until, why) = self.knowledge().busy_until?;
        let left = until.saturating_duration_since(self.clock.now());
        (!left.is_zero()).then_some((left, why))
    }
}

impl Knowledge {
    fn take_in(&mut self, answer: StatusAnswer, check: &PageCheck, now: Instant) {
        let said = match check {
            PageCheck::Said(said) => Some(said),
            PageCheck::NotAsked | PageCheck::NoRoute => None,
        };
        let mut look = Look::new(&answer, said);
        look.uncheckable = matches!(check, PageCheck::NoRoute);
        let word = look.status.as_deref();
        let changed = self.raw.status.as_deref() != word;
        if !matches!(word, Some("INITIALIZING" | "PHONECODE")) {
            self.pairing = None;
        }
        if word != Some("CONNECTED") {
            self.device = None;
        }
        match look.qr.as_deref() {
            None => self.qr = None,
            // A login begins: its code is the first, whatever was left over from the last one.
            Some(text) if changed && word == Some("QRCODE") => self.qr = Some(SeenQr::new(text, 1, now)),
            Some(text) if self.qr.as_ref().is_some_and(|seen| seen.text == text) => {}
            Some(text) => {
                let sequence = self.qr.as_ref().map_or(0, |seen| seen.sequence) + 1;
                self.qr = Some(SeenQr::new(text, sequence, now));
            }
        }
        self.model.apply(&Observation::Look(look));
        self.raw.status = answer.status;
        self.raw.check_connection = said.map(|check| check.status);
        if answer.version.is_some() {
            self.version = answer.version;
        }
    }
}

impl SeenQr {
    fn new(text: &str, sequence: u32, first_seen: Instant) -> Self {
        Self { text: text.to_owned(), sequence, first_seen }
    }
}
