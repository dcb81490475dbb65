//! Known worlds to begin with.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::World;
use super::account::presets::Template;
use super::clock::{Clock, Pace};
use super::session::{LoginKind, Placement, StateWord};

/// The name of a known world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// No session at all; everybody is on WhatsApp.
    #[default]
    Empty,
    /// One connected session, `demo`, with a few contacts and chats.
    Demo,
    /// The world in which the recordings of the real server were made.
    Recordings,
    /// One connected session, `crowd`, with 5,000 chats and a long history in the first of them.
    Crowd,
}

impl Preset {
    /// The preset of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Empty, Self::Demo, Self::Recordings, Self::Crowd]
            .into_iter()
            .find(|preset| preset.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Demo => "demo",
            Self::Recordings => "recordings",
            Self::Crowd => "crowd",
        }
    }
}

impl World {
    /// Begins anew: faults, journal, deliveries and clock are cleared. Requests that wait are cut off.
    pub fn reset(&mut self, preset: Preset) {
        self.begin_anew();
        self.furnish(preset);
        self.notice(|_| json!({"type": "reset", "preset": preset}));
    }

    /// An empty world with the settings of this one.
    pub(super) fn begin_anew(&mut self) {
        self.cut_off_requests();
        let mut new = Self::new(self.origin.clone());
        if new.settings.pace != Pace::Frozen {
            // A running clock does not go back.
            new.clock = Clock::new(self.now_ms().max(new.settings.start_ms), new.settings.pace);
        }
        new.effects = std::mem::take(&mut self.effects);
        new.notices = std::mem::take(&mut self.notices);
        new.watched = self.watched;
        new.heard = self.heard;
        // Timers of those who wait outside go on: they belong to requests, not to this world.
        new.wakes = self.wakes;
        *self = new;
    }

    /// Puts what a preset holds into an empty world.
    pub fn furnish(&mut self, preset: Preset) {
        self.begin_with(preset);
        match preset {
            Preset::Empty => {}
            Preset::Demo => self.place_in("demo", StateWord::Connected),
            Preset::Crowd => self.place_in("crowd", StateWord::Connected),
            Preset::Recordings => {
                self.place_in("main", StateWord::Connected);
                self.place_in("qrs", StateWord::QrCode);
                self.place_in("qr2", StateWord::QrCode);
                self.place_in("shut", StateWord::ClosedByUser);
                self.place_in("pc1", StateWord::PhoneCode);
                self.place_in("w1", StateWord::Connected);
                self.place_in("w2", StateWord::Connected);
            }
        }
    }

    /// Takes over the accounts and the directory of a preset, without its sessions.
    pub(super) fn begin_with(&mut self, preset: Preset) {
        self.preset = preset;
        if let Some(template) = Template::named(preset.name()) {
            self.use_template(template);
        }
    }

    fn place_in(&mut self, session: &str, state: StateWord) {
        let login = Some(LoginKind::Qr);
        self.place(session, &Placement { state: Some(state), login, ..Placement::default() });
    }
}
