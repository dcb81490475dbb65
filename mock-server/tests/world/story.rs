//! A world and a log of what leaves it, one line per effect.

use serde_json::{Value, json};
use wppkit_mock::world::effect::{Effect, RequestId};
use wppkit_mock::world::journal::Arrival;
use wppkit_mock::world::session::{PhoneAction, Placement, StartBody};
use wppkit_mock::world::{Settings, World};

pub(crate) const SCAN: PhoneAction = PhoneAction::Scan { wait: false, sync_ms: None };

/// A world with one webhook for all sessions.
pub(crate) struct Story {
    pub(crate) world: World,
    began: u64,
}

impl Story {
    pub(crate) fn new() -> Self {
        let settings = Settings { webhook: Some("http://hook.test/".into()), ..Settings::default() };
        let world = World::new(settings);
        Self { began: world.now_ms(), world }
    }

    /// What a start-session does; the answer, unless it comes later.
    pub(crate) fn start(&mut self, session: &str, body: Value) -> (RequestId, Option<Value>) {
        let arrival =
            Arrival { operation: Some("start-session"), session: Some(session.into()), ..Arrival::default() };
        let request = self.world.journal.begin(self.world.now_ms(), arrival);
        let wait = body["waitQrCode"] == json!(true);
        let answer = self.world.state_answer(session, wait);
        let waiting = (wait && answer.is_none()).then_some(request);
        self.world.open_session(session, StartBody::new(body), waiting, Some(request));
        (request, answer)
    }

    pub(crate) fn request(&mut self, operation: &'static str) -> RequestId {
        let arrival = Arrival { operation: Some(operation), ..Arrival::default() };
        self.world.journal.begin(self.world.now_ms(), arrival)
    }

    pub(crate) fn put(&mut self, session: &str, placement: Value) {
        let placement: Placement = serde_json::from_value(placement).unwrap();
        self.world.place(session, &placement);
    }

    pub(crate) fn state(&self, session: &str) -> Value {
        self.world.session_view(session)["state"].clone()
    }

    /// Lets time pass and answers what left the world meanwhile.
    pub(crate) fn pass(&mut self, ms: u64) -> Vec<String> {
        self.world.advance(ms);
        self.left()
    }

    /// What left the world since the last call.
    pub(crate) fn left(&mut self) -> Vec<String> {
        let effects = self.world.take_effects();
        effects.into_iter().map(describe).collect()
    }

    /// Milliseconds since the story began.
    pub(crate) fn elapsed(&self) -> u64 {
        self.world.now_ms() - self.began
    }

    /// Starts a session and logs it in by QR code.
    pub(crate) fn log_in(&mut self, session: &str) {
        self.start(session, json!({}));
        self.pass(1_100);
        self.world.phone(session, SCAN).unwrap();
        self.pass(2_000);
        assert_eq!(self.state(session), "CONNECTED");
    }
}

fn describe(effect: Effect) -> String {
    match effect {
        Effect::Webhook { body, .. } => {
            let body: Value = serde_json::from_slice(&body).unwrap();
            let session = body["session"].as_str().unwrap_or("-");
            let detail = body["status"].as_str().map(|status| format!(" {status}")).unwrap_or_default();
            format!("webhook {} {session}{detail}", body["event"].as_str().unwrap())
        }
        Effect::Socket { event, data, .. } => {
            let data: Value = serde_json::from_slice(&data).unwrap();
            format!("socket {event} {}", data["session"].as_str().unwrap_or("-"))
        }
        Effect::Answer { reply, .. } => format!("answer {} {}", reply.status, reply.body["status"]),
        Effect::CutOff(_) => "cut off".to_owned(),
        Effect::HangUp => "hang up".to_owned(),
        Effect::Wake(_) => "wake".to_owned(),
        Effect::WakeNobody => "wake nobody".to_owned(),
    }
}
