//! Export and import of a world.

use serde::{Deserialize, Serialize};

use super::World;
use super::account::Directory;
use super::clock::{Clock, Pace};
use super::preset::Preset;
use super::session::SavedSession;

/// A world on paper: its sessions with their accounts, and who is on WhatsApp. Faults, journal and deliveries belong
/// to a test and not to a world, and are left out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedWorld {
    /// The preset that it began with: it has the accounts that nobody wrote to.
    #[serde(default)]
    pub preset: Preset,
    /// Virtual time of the export.
    #[serde(default)]
    pub now_ms: Option<u64>,
    /// Who is on WhatsApp; left out, it is the preset's.
    #[serde(default)]
    pub directory: Option<Directory>,
    /// The sessions, by name.
    #[serde(default)]
    pub sessions: Vec<SavedSession>,
}

impl World {
    /// The world on paper.
    #[must_use]
    pub fn save(&self) -> SavedWorld {
        let untouched = |account: &super::Account| self.template.is_untouched(account);
        let sessions = self.sessions.values();
        SavedWorld {
            preset: self.preset,
            now_ms: Some(self.now_ms()),
            directory: Some(self.directory.clone()),
            sessions: sessions.map(|session| SavedSession::of(session, self.now_ms(), untouched)).collect(),
        }
    }

    /// Takes over a world from paper; what was there before is gone. A running clock does not go back.
    pub fn load(&mut self, saved: SavedWorld) {
        self.begin_anew();
        self.begin_with(saved.preset);
        let now_ms = match self.clock.pace() {
            Pace::Frozen => saved.now_ms.unwrap_or(self.now_ms()),
            Pace::Running { .. } => self.now_ms().max(saved.now_ms.unwrap_or_default()),
        };
        self.clock = Clock::new(now_ms, self.clock.pace());
        if let Some(directory) = saved.directory {
            self.directory = directory;
        }
        for session in saved.sessions {
            self.bring_back(session);
        }
        self.changed_all();
    }
}
