//! Sessions: what the server, the browser, the token store and the phone each know of one name.
//!
//! The parts live and die apart, and most surprises of the real server come from that: memory is lost by a
//! restart or a close while Chrome lives on; the profile folder keeps the login; the token store is never cleaned.

mod backup;
mod chrome;
mod client;
mod close;
mod codes;
mod launch;
mod library;
mod login;
mod logout;
mod phone;
mod place;
mod run;
mod saved;
mod start;
mod timings;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use chrome::BrowserTrouble;
pub use client::{Client, StartBody, Status};
pub use close::CloseOutcome;
pub use library::Step;
pub use logout::LogoutOutcome;
pub use phone::{PhoneAction, PhoneRefusal};
pub use place::{LoginKind, Placement, StateWord};
pub use run::{Run, RunId, Stage};
pub use saved::SavedSession;
pub use timings::*;

use crate::world::account::Account;

/// Own number of a session that nobody gave another.
pub const DEFAULT_PHONE: &str = "5511988887777";

/// What is left of a login between two runs: the Chrome profile folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Whether the folder exists.
    pub exists: bool,
    /// Whether it holds a login that the phone still accepts.
    pub linked: bool,
}

/// Everything about one session name.
#[derive(Debug)]
pub struct Session {
    /// The name.
    pub name: Arc<str>,
    /// The server's memory under this name.
    pub memory: Option<Client>,
    /// The token store's entry: the last start-session body.
    pub stored: Option<Arc<StartBody>>,
    /// The Chrome profile.
    pub profile: Profile,
    /// Browsers, the oldest first. More than one only after a close that left one behind.
    pub runs: Vec<Run>,
    /// Own number, digits.
    pub phone: Arc<str>,
    /// Whether the phone has a network.
    pub phone_online: bool,
    /// What will trouble the next launch.
    pub trouble: Option<Box<BrowserTrouble>>,
    /// The WhatsApp account; shared until somebody writes to it.
    pub account: Option<Account>,
    /// So many more messages, and WhatsApp bans the number; 0 = it is banned.
    pub ban_after: Option<u32>,
    next_run: u32,
}

impl Session {
    pub(in crate::world) fn new(name: Arc<str>) -> Self {
        Self {
            name,
            memory: None,
            stored: None,
            profile: Profile::default(),
            runs: Vec::new(),
            phone: DEFAULT_PHONE.into(),
            phone_online: true,
            trouble: None,
            account: None,
            ban_after: None,
            next_run: 0,
        }
    }

    /// The run whose client the server has in memory and can call.
    #[must_use]
    pub fn live_run(&self) -> Option<&Run> {
        self.memory.as_ref().filter(|client| client.live)?;
        self.runs.iter().find(|run| run.replaced.is_none() && run.stage == Stage::LoggedIn)
    }

    /// Whether the client in memory is the library's, with methods.
    #[must_use]
    pub fn has_client(&self) -> bool {
        self.memory.as_ref().is_some_and(|client| client.live)
    }

    /// Whether the client in memory has a page that answers.
    #[must_use]
    pub fn page_answers(&self) -> bool {
        self.live_run().is_some_and(|run| run.alive)
    }

    /// Whether the page of the client in memory answers nothing but `isConnected`.
    #[must_use]
    pub fn is_deaf(&self) -> bool {
        self.live_run().is_some_and(|run| run.deaf)
    }

    /// Whether WhatsApp has banned the number.
    #[must_use]
    pub fn is_banned(&self) -> bool {
        self.ban_after == Some(0)
    }

    fn run(&self, id: RunId) -> Option<&Run> {
        self.runs.iter().find(|run| run.id == id)
    }

    fn run_mut(&mut self, id: RunId) -> Option<&mut Run> {
        self.runs.iter_mut().find(|run| run.id == id)
    }

    /// The client object that a run works on.
    fn client_of(&self, run: RunId) -> Option<&Client> {
        let run = self.run(run)?;
        run.replaced.as_deref().or(self.memory.as_ref())
    }

    fn client_of_mut(&mut self, id: RunId) -> Option<&mut Client> {
        let run = self.runs.iter_mut().find(|run| run.id == id)?;
        run.replaced.as_deref_mut().or(self.memory.as_mut())
    }

    /// Puts another object into memory. Runs that worked on the old one keep it.
    fn replace_memory(&mut self, client: Option<Client>) {
        let old = std::mem::replace(&mut self.memory, client);
        let Some(old) = old else { return };
        for run in self.runs.iter_mut().filter(|run| run.replaced.is_none()) {
            run.replaced = Some(Box::new(old.clone()));
        }
    }
}

/// All sessions by name.
pub type Sessions = BTreeMap<Arc<str>, Session>;
