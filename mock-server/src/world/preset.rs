//! Known worlds to begin with.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::World;
use super::account::presets::Template;
use super::clock::{Clock, Pace};
use super::session::{LoginKind, Placement, StateWord};

macro_rules! presets {
    ($($(#[$meta:meta])* $variant:ident = $name:literal,)*) => {
        /// The name of a known world.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        pub enum Preset {
            $($(#[$meta])* #[serde(rename = $name)] $variant,)*
        }

        impl Preset {
            /// Every preset, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

presets! {
    /// No session at all; everybody is on WhatsApp.
    #[default]
    Empty = "empty",
    /// One connected session, `demo`, with a few contacts and chats.
    Demo = "demo",
    /// The world in which the recordings of the real server were made.
    Recordings = "recordings",
    /// One connected session, `crowd`, with 5,000 chats and a long history in the first of them.
    Crowd = "crowd",
    /// Sessions that say CONNECTED: the page of `shop` answers only isConnected, the browser of `dead` is dead, and
    /// `fine` is fine.
    Zombie = "zombie",
    /// `shop` is connected, and banned after three more messages: the link is lost, new logins are refused.
    Ban = "ban",
    /// The server was restarted and started nothing: `one` and `two` have stored logins, the login of `three` is gone.
    Restart = "restart",
    /// `shop` has a stored login; its next two launches fail, as with a profile that is locked.
    ProfileLock = "profile-lock",
    /// `shop` is connected, and every second connection check says that it is not.
    Flapping = "flapping",
    /// `shop` knows people by LID: one number has only a LID, one has both, one has none.
    LidOnly = "lid-only",
    /// `shop` is connected; sends answer ack 0, and acks 1, 2, 3 come after 5, 15 and 60 s.
    SlowAcks = "slow-acks",
    /// `shop` is connected; sends answer ack 0, and no ack ever comes.
    LostAcks = "lost-acks",
    /// `shop` is connected and has 5,000 chats, whose lists take 2 s.
    FiveThousandChats = "5k-chats",
}

impl Preset {
    /// The preset of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|preset| preset.name() == name)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.iter().map(|preset| preset.name()).collect::<Vec<_>>().join(", ")
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
            trouble => self.furnish_trouble(trouble),
        }
    }

    /// Takes over the accounts and the directory of a preset, without its sessions.
    pub(super) fn begin_with(&mut self, preset: Preset) {
        self.preset = preset;
        if let Some(template) = Template::named(preset.name()) {
            self.use_template(template);
        }
    }

    pub(super) fn place_in(&mut self, session: &str, state: StateWord) {
        let login = Some(LoginKind::Qr);
        self.place(session, &Placement { state: Some(state), login, ..Placement::default() });
    }
}
