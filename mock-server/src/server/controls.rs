//! The control API for Rust tests: the same calls without HTTP.

use std::time::Duration;

use serde_json::{Value, json};

use crate::driver::Driver;
use crate::world::clock::Pace;
use crate::world::session::{BrowserTrouble, PhoneAction, PhoneRefusal, Placement, StateWord};

/// How long an advance waits, in real time, for the webhooks that it caused.
const SETTLE: Duration = Duration::from_secs(1);

/// One session.
#[derive(Debug, Clone, Copy)]
pub struct SessionControl<'a> {
    pub(super) world: &'a Driver,
    pub(super) name: &'a str,
}

impl SessionControl<'_> {
    /// Puts the session straight into a state: `set(StateWord::Connected)`, or a [`Placement`] with more.
    pub fn set(&self, placement: impl Into<Placement>) {
        self.world.lock().place(self.name, &placement.into());
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> StateWord {
        StateWord::of(self.world.lock().client(self.name))
    }

    /// Everything that the control API shows of it.
    #[must_use]
    pub fn view(&self) -> Value {
        self.world.lock().session_view(self.name)
    }

    /// Lets something arrive: `event` and its own keys as for `POST /__mock__/sessions/{s}/deliver`.
    ///
    /// # Errors
    /// Says why it cannot arrive.
    pub fn deliver(&self, event: &str, mut what: Value) -> Result<(), String> {
        what["event"] = json!(event);
        let empty = serde_json::Map::new();
        self.world.lock().deliver(self.name, what.as_object().unwrap_or(&empty))
    }
}

/// The person with the phone.
#[derive(Debug, Clone, Copy)]
pub struct PhoneControl<'a> {
    pub(super) world: &'a Driver,
    pub(super) session: &'a str,
}

impl PhoneControl<'_> {
    /// Does it.
    ///
    /// # Errors
    /// Why it cannot be done now.
    pub fn act(&self, action: PhoneAction) -> Result<(), PhoneRefusal> {
        self.world.lock().phone(self.session, action)
    }

    /// Scans the code and confirms.
    ///
    /// # Errors
    /// When no code is shown or the phone is offline.
    pub fn scan(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::Scan { wait: false, sync_ms: None })
    }

    /// Scans the code without confirming yet.
    ///
    /// # Errors
    /// When no code is shown or the phone is offline.
    pub fn scan_and_hold(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::Scan { wait: true, sync_ms: None })
    }

    /// Confirms a held scan.
    ///
    /// # Errors
    /// When there is none.
    pub fn confirm(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::Confirm { sync_ms: None })
    }

    /// Rejects a held scan.
    ///
    /// # Errors
    /// When there is none.
    pub fn reject(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::Reject)
    }

    /// Removes the linked device.
    ///
    /// # Errors
    /// When the session is not linked.
    pub fn unlink(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::Unlink)
    }

    /// Makes WhatsApp show the next code now.
    ///
    /// # Errors
    /// When no code is shown.
    pub fn new_code(&self) -> Result<(), PhoneRefusal> {
        self.act(PhoneAction::NewCode)
    }
}

/// The browser.
#[derive(Debug, Clone, Copy)]
pub struct BrowserControl<'a> {
    pub(super) world: &'a Driver,
    pub(super) session: &'a str,
}

impl BrowserControl<'_> {
    /// Kills it. False when none runs.
    pub fn crash(&self) -> bool {
        self.world.lock().crash_browser(self.session)
    }

    /// Lets its page answer nothing any more but `isConnected`. False when no page is connected.
    pub fn deafen(&self) -> bool {
        self.world.lock().deafen_page(self.session)
    }

    /// Lets its next launch fail.
    pub fn fail_launch(&self) {
        self.world.lock().trouble_browser(self.session, BrowserTrouble { fails: 1, slow_ms: 0 });
    }

    /// Lets its next launch take so many milliseconds longer; from 30,000 on it times out.
    pub fn slow(&self, ms: u64) {
        self.world.lock().trouble_browser(self.session, BrowserTrouble { fails: 0, slow_ms: ms });
    }
}

/// Virtual time.
#[derive(Debug, Clone, Copy)]
pub struct ClockControl<'a> {
    pub(super) world: &'a Driver,
}

impl ClockControl<'_> {
    /// Virtual now, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.world.lock().now_ms()
    }

    /// Stops time.
    pub fn freeze(&self) {
        self.world.lock().set_pace(Pace::Frozen);
    }

    /// Lets time pass, `speed` times as fast as real time.
    pub fn run(&self, speed: f64) {
        self.world.lock().set_pace(Pace::Running { speed });
    }

    /// Lets so many milliseconds pass at once, and waits for the webhooks that this caused, at most a second.
    pub async fn advance(&self, ms: u64) {
        self.world.lock().advance(ms);
        self.world.settle(SETTLE).await;
    }
}
