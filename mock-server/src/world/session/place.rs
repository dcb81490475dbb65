//! Putting a session straight into a state, without the way that leads there.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::World;

use super::client::{Client, StartBody, Status};
use super::run::{Run, RunId, Stage};
use super::timings::*;
use super::{Profile, Session, Step};

/// The words for a session's state in the control API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateWord {
    /// Logged in.
    #[serde(rename = "CONNECTED")]
    Connected,
    /// A QR code is shown.
    #[serde(rename = "QRCODE")]
    QrCode,
    /// A pairing code is shown.
    #[serde(rename = "PHONECODE")]
    PhoneCode,
    /// Starting; put there, it is stuck as after a failed launch.
    #[serde(rename = "INITIALIZING")]
    Initializing,
    /// Autoclosed.
    #[serde(rename = "CLOSED")]
    Closed,
    /// Closed by close-session.
    #[serde(rename = "closed_by_user")]
    ClosedByUser,
    /// The server has nothing in memory: never started, logged out, unlinked, or not since boot.
    #[serde(rename = "absent")]
    Absent,
}

impl StateWord {
    /// The state that a client object in memory means.
    #[must_use]
    pub fn of(client: Option<&Client>) -> Self {
        match client.map(|client| client.status) {
            None => Self::Absent,
            Some(None) => Self::ClosedByUser,
            Some(Some(Status::Initializing)) => Self::Initializing,
            Some(Some(Status::QrCode)) => Self::QrCode,
            Some(Some(Status::PhoneCode)) => Self::PhoneCode,
            Some(Some(Status::Connected)) => Self::Connected,
            Some(Some(Status::Closed)) => Self::Closed,
        }
    }
}

/// Where a login came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoginKind {
    /// A QR code was scanned: it stays behind, stale.
    #[default]
    Qr,
    /// The Chrome profile holds the login: no code was shown.
    Stored,
}

/// What to put; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The state to be in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateWord>,
    /// Own number, digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Webhook of the session; `null` removes it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Option<String>>,
    /// Where the login came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginKind>,
}

impl From<StateWord> for Placement {
    fn from(state: StateWord) -> Self {
        Self { state: Some(state), ..Self::default() }
    }
}

impl Placement {
    /// With another own number, digits.
    #[must_use]
    pub fn phone(self, number: impl Into<String>) -> Self {
        Self { phone: Some(number.into()), ..self }
    }

    /// With a webhook of its own.
    #[must_use]
    pub fn webhook(self, url: impl Into<String>) -> Self {
        Self { webhook: Some(Some(url.into())), ..self }
    }

    /// With another origin of its login.
    #[must_use]
    pub fn login(self, login: LoginKind) -> Self {
        Self { login: Some(login), ..self }
    }
}

/// Tells `null` from a key that is left out.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl World {
    /// Puts a session into a state. No event leaves: this is not something that happens, it is how things stand.
    pub fn place(&mut self, name: &str, placement: &Placement) {
        let session = self.session_entry(name);
        let name = Arc::clone(&session.name);
        if let Some(phone) = &placement.phone {
            session.phone = phone.as_str().into();
            session.account = None;
        }
        if let Some(webhook) = &placement.webhook {
            session.set_webhook(webhook.as_deref());
        }
        let login = placement.login.unwrap_or_else(|| session.login_kind());
        let state = placement.state.or_else(|| {
            // Another origin of the login is another stale code: the state is put again.
            placement.login.map(|_| StateWord::of(session.memory.as_ref()))
        });
        if let Some(state) = state {
            self.clear_runs(&name);
            self.place_state(&name, state, login);
        }
        if self.sessions.get(&name).is_some_and(|session| session.has_client()) {
            self.ensure_account(&name);
        }
        self.changed(&name);
    }

    fn place_state(&mut self, name: &Arc<str>, state: StateWord, login: LoginKind) {
        let code = match (state, login) {
            (StateWord::QrCode, _) | (StateWord::Connected | StateWord::Closed, LoginKind::Qr) => {
                Some(self.ids.login_code())
            }
            _ => None,
        };
        let pairing_code: Option<Arc<str>> =
            (state == StateWord::PhoneCode).then(|| self.ids.pairing_code().into());
        let now = self.session_entry(name);
        let was_linked = now.profile.linked;
        now.account = now.account.take().filter(|_| state != StateWord::Absent);
        if state == StateWord::Absent {
            now.memory = None;
            now.stored = None;
            now.profile = Profile { exists: login == LoginKind::Stored, linked: login == LoginKind::Stored };
            return;
        }
        let config = Arc::clone(now.stored.get_or_insert_with(StartBody::empty));
        let client = |status| Client { status, named: true, config, urlcode: code, live: false };
        let linked = match state {
            StateWord::Connected => true,
            StateWord::ClosedByUser | StateWord::Closed => was_linked || login == LoginKind::Stored,
            _ => false,
        };
        now.profile = Profile { exists: true, linked };
        match state {
            StateWord::Connected => {
                now.memory = Some(Client { live: true, ..client(Some(Status::Connected)) });
                now.push_run(Stage::LoggedIn);
            }
            StateWord::QrCode => {
                now.memory = Some(client(Some(Status::QrCode)));
                self.place_code(name, None);
            }
            StateWord::PhoneCode => {
                let phone = Arc::clone(&now.phone);
                let mut body = StartBody::clone(now.stored.as_deref().unwrap_or(&StartBody::default()));
                body.set("phone", Some(Value::from(&*phone)));
                let config = Arc::new(body);
                now.stored = Some(Arc::clone(&config));
                now.memory = Some(Client { config, ..client(Some(Status::PhoneCode)) });
                self.place_code(name, Some((phone, pairing_code)));
            }
            StateWord::Initializing => now.memory = Some(client(Some(Status::Initializing))),
            StateWord::Closed => now.memory = Some(client(Some(Status::Closed))),
            StateWord::ClosedByUser => now.memory = Some(Client::closed()),
            StateWord::Absent => {}
        }
    }

    /// A page that shows a code since now: the next one and autoclose are due as usual.
    fn place_code(&mut self, name: &Arc<str>, pairing: Option<(Arc<str>, Option<Arc<str>>)>) {
        let Some(id) = self.sessions.get_mut(name).map(|session| session.push_run(Stage::AwaitingPhone))
        else {
            return;
        };
        let rotation = self.after(ROTATION_MS, name, id, Step::Rotate);
        let autoclose = self.after(AUTOCLOSE_MS, name, id, Step::Autoclose);
        let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) else { return };
        run.codes = 1;
        run.rotation = Some(rotation);
        run.autoclose = Some(autoclose);
        if let Some((phone, code)) = pairing {
            run.pairing_phone = Some(phone);
            run.pairing_code = code;
        }
    }

    fn clear_runs(&mut self, name: &Arc<str>) {
        let runs = self.sessions.get(name).map(|session| session.runs.iter().map(|run| run.id).collect());
        let runs: Vec<RunId> = runs.unwrap_or_default();
        for run in runs {
            self.end_run(name, run);
        }
    }
}

impl Session {
    fn push_run(&mut self, stage: Stage) -> RunId {
        self.next_run += 1;
        let id = RunId(self.next_run);
        let run = Run { stage, alive: true, locks_profile: true, ..Run::new(id, None, None) };
        self.runs.reserve_exact(1);
        self.runs.push(run);
        id
    }

    fn login_kind(&self) -> LoginKind {
        let no_code = self.memory.as_ref().is_some_and(|client| client.urlcode.is_none());
        if self.profile.linked && no_code { LoginKind::Stored } else { LoginKind::Qr }
    }

    fn set_webhook(&mut self, webhook: Option<&str>) {
        let changed = |config: &Arc<StartBody>| {
            let mut body = StartBody::clone(config);
            body.set("webhook", webhook.map(Value::from));
            Arc::new(body)
        };
        let stored = self.stored.clone().unwrap_or_else(StartBody::empty);
        self.stored = Some(changed(&stored));
        if let Some(client) = &mut self.memory {
            client.config = changed(&client.config);
        }
    }
}
