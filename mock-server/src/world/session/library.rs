//! What happens in the library over time, and the callbacks by which the server learns of it.

use std::sync::Arc;

use serde_json::Map;
use wppkit_api::Profile;

use crate::world::{Task, World};

use super::client::{Client, Status};
use super::run::{RunId, Stage};
use super::timings::*;

/// Something that happens to a run when it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `create()` is over: it rejected, or its browser was closed.
    End,
    /// Chrome does not start in time.
    LaunchTimedOut,
    /// The page runs; with `confused` the library will take it for unlinked.
    PageRuns {
        /// Too many browsers started at once.
        confused: bool,
    },
    /// The page shows its next QR or pairing code.
    Code,
    /// The page found no login.
    NotLogged {
        /// See [`Step::PageRuns`].
        confused: bool,
    },
    /// WhatsApp rotates the code.
    Rotate,
    /// The library takes a page that never was linked for unlinked.
    Confused,
    /// Nobody logged in for too long.
    Autoclose,
    /// Chrome is gone.
    BrowserGone,
    /// The library notices that the page with the code is gone.
    ReadError {
        /// Whether autoclose is called as well, as after a crash.
        autoclose: bool,
    },
    /// The phone accepted the code.
    QrReadSuccess,
    /// The stored login is still accepted.
    IsLogged,
    /// The main screen is there.
    InChat,
    /// `create()` resolves.
    Created,
    /// The library noticed that the login is gone.
    Unlinked,
}

impl World {
    /// Schedules a step of a run.
    pub(super) fn after(
        &mut self,
        delay_ms: u64,
        name: &Arc<str>,
        run: RunId,
        step: Step,
    ) -> crate::world::timers::TimerKey {
        self.schedule(delay_ms, Task::Run { session: Arc::clone(name), run, step })
    }

    /// Lets a due step happen. A run that is gone has no steps any more.
    pub(crate) fn run_step(&mut self, name: &Arc<str>, id: RunId, step: Step) {
        let Some(stage) = self.sessions.get(name).and_then(|session| session.run(id)).map(|run| run.stage)
        else {
            return;
        };
        let waits = matches!(stage, Stage::AwaitingPhone | Stage::AwaitingConfirmation);
        match step {
            Step::End => drop(self.end_run(name, id)),
            Step::LaunchTimedOut => self.launch_timed_out(name, id),
            Step::PageRuns { confused } => self.page_runs(name, id, confused),
            Step::Code if waits => self.show_code(name, id),
            Step::NotLogged { confused } if waits => self.not_logged(name, id, confused),
            Step::Rotate if waits => self.rotate(name, id),
            Step::Autoclose if waits => self.autoclose(name, id),
            Step::BrowserGone => self.browser_gone(name, id),
            Step::ReadError { autoclose } => self.read_error(name, id, autoclose),
            Step::QrReadSuccess if stage == Stage::LoggingIn => self.accepted(name, id, "qrReadSuccess"),
            Step::IsLogged if stage == Stage::LoggingIn => {
                self.accepted(name, id, "isLogged");
                self.after(STORED_IN_CHAT_MS, name, id, Step::InChat);
            }
            Step::InChat if matches!(stage, Stage::LoggingIn | Stage::LoggedIn) => {
                self.status_find(name, id, "inChat");
            }
            Step::Created if stage == Stage::LoggingIn => self.created(name, id),
            Step::Confused if waits => self.set_status(name, id, Status::Closed),
            Step::Unlinked if stage == Stage::LoggedIn => self.disconnected_mobile(name, id),
            _ => return,
        }
        self.changed(name);
    }

    /// The webhook of a `statusFind` callback.
    pub(super) fn status_find(&mut self, name: &Arc<str>, id: RunId, word: &str) {
        let Some(client) = self.client_of(name, id) else { return };
        let mut data = Map::new();
        let word = match (self.settings.profile, word) {
            (Profile::Go, "isLogged" | "inChat") => "CONNECTED",
            _ => word,
        };
        data.insert("status".to_owned(), word.into());
        self.call_webhook(name, &client, "status-find", data);
    }

    pub(super) fn client_of(&self, name: &str, id: RunId) -> Option<Client> {
        self.sessions.get(name)?.client_of(id).cloned()
    }

    pub(super) fn set_status(&mut self, name: &str, id: RunId, status: Status) {
        if let Some(client) = self.sessions.get_mut(name).and_then(|session| session.client_of_mut(id)) {
            client.status = Some(status);
        }
    }

    fn not_logged(&mut self, name: &Arc<str>, id: RunId, confused: bool) {
        self.status_find(name, id, "notLogged");
        let autoclose = self.after(AUTOCLOSE_MS, name, id, Step::Autoclose);
        let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) else { return };
        run.autoclose = Some(autoclose);
        if run.pairing_phone.is_some() {
            self.after(PAIRING_CODE_MS, name, id, Step::Code);
        }
        if confused {
            self.after(CONFUSED_AFTER_MS, name, id, Step::Confused);
        }
    }

    /// WhatsApp rotates the code. The library shows the new QR code, or asks for a new pairing code.
    pub(super) fn rotate(&mut self, name: &Arc<str>, id: RunId) {
        let pairing =
            self.sessions.get(name).and_then(|session| session.run(id)?.pairing_phone.as_ref()).is_some();
        self.after(if pairing { NEW_PAIRING_CODE_MS } else { NEW_QR_MS }, name, id, Step::Code);
    }

    /// `autocloseCalled`: the status changes; the server's handler dies on the placeholder before its webhook.
    fn autoclose(&mut self, name: &Arc<str>, id: RunId) {
        self.set_status(name, id, Status::Closed);
        self.stop_page(name, id);
        self.after(AUTOCLOSE_BROWSER_MS, name, id, Step::BrowserGone);
        self.after(AUTOCLOSE_READ_MS, name, id, Step::ReadError { autoclose: false });
    }

    /// From now on the page shows no codes and nobody can scan it.
    pub(super) fn stop_page(&mut self, name: &str, id: RunId) {
        let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) else { return };
        run.stage = Stage::Closing;
        let timers = [run.autoclose.take(), run.rotation.take()];
        for timer in timers.into_iter().flatten() {
            self.timers.cancel(timer);
        }
    }

    fn browser_gone(&mut self, name: &Arc<str>, id: RunId) {
        let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) else { return };
        run.alive = false;
        run.locks_profile = false;
        self.status_find(name, id, "browserClose");
    }

    /// `qrReadError`, after which `create()` rejects.
    fn read_error(&mut self, name: &Arc<str>, id: RunId, autoclose: bool) {
        self.status_find(name, id, "qrReadError");
        if autoclose {
            self.set_status(name, id, Status::Closed);
        }
        self.end_run(name, id);
    }
}
