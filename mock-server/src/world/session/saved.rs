//! A session as it is exported and imported.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::client::{Client, StartBody};
use super::library::Step;
use super::run::{Run, RunId, Stage};
use super::timings::{CREATED_MS, LAUNCH_MS};
use super::{Profile, Session};
use crate::world::World;
use crate::world::account::Account;

/// One session. An account that is left out is the one of the preset.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSession {
    session: Arc<str>,
    memory: Option<Client>,
    stored: Option<Arc<StartBody>>,
    profile: Profile,
    phone: Arc<str>,
    phone_online: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ban_after: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Account>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    browsers: Vec<SavedBrowser>,
}

/// One browser. What is due for it is kept as the time that is left.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedBrowser {
    stage: Stage,
    alive: bool,
    #[serde(default)]
    deaf: bool,
    locks_profile: bool,
    replaced: Option<Box<Client>>,
    pairing_phone: Option<Arc<str>>,
    pairing_code: Option<Arc<str>>,
    proxy: Option<Arc<str>>,
    codes: u32,
    autoclose_in_ms: Option<u64>,
    rotation_in_ms: Option<u64>,
}

impl SavedSession {
    /// The session at this moment; an account that nobody wrote to is left out.
    pub(in crate::world) fn of(session: &Session, now_ms: u64, untouched: impl Fn(&Account) -> bool) -> Self {
        Self {
            session: Arc::clone(&session.name),
            memory: session.memory.clone(),
            stored: session.stored.clone(),
            profile: session.profile,
            phone: Arc::clone(&session.phone),
            phone_online: session.phone_online,
            ban_after: session.ban_after,
            account: session.account.clone().filter(|account| !untouched(account)),
            browsers: session.runs.iter().map(|run| SavedBrowser::of(run, now_ms)).collect(),
        }
    }
}

impl SavedBrowser {
    fn of(run: &Run, now_ms: u64) -> Self {
        Self {
            stage: run.stage,
            alive: run.alive,
            deaf: run.deaf,
            locks_profile: run.locks_profile,
            replaced: run.replaced.clone(),
            pairing_phone: run.pairing_phone.clone(),
            pairing_code: run.pairing_code.clone(),
            proxy: run.proxy.clone(),
            codes: run.codes,
            autoclose_in_ms: run.autoclose.map(|timer| timer.due_ms().saturating_sub(now_ms)),
            rotation_in_ms: run.rotation.map(|timer| timer.due_ms().saturating_sub(now_ms)),
        }
    }
}

impl World {
    /// Brings an exported session back. Its browsers go on: one that was starting starts anew, a login that was
    /// being completed is completed.
    pub(in crate::world) fn bring_back(&mut self, saved: SavedSession) {
        let name = Arc::clone(&saved.session);
        let session = self.session_entry(&name);
        session.memory = saved.memory;
        session.stored = saved.stored;
        session.profile = saved.profile;
        session.phone = saved.phone;
        session.phone_online = saved.phone_online;
        session.ban_after = saved.ban_after;
        session.account = saved.account;
        for browser in saved.browsers.into_iter().filter(|browser| browser.stage != Stage::Closing) {
            self.bring_back_browser(&name, browser);
        }
        if self.has_client(&name) {
            self.ensure_account(&name);
        }
    }

    fn bring_back_browser(&mut self, name: &Arc<str>, saved: SavedBrowser) {
        let session = self.session_entry(name);
        session.next_run += 1;
        let id = RunId(session.next_run);
        session.runs.push(Run {
            replaced: saved.replaced,
            stage: saved.stage,
            alive: saved.alive,
            deaf: saved.deaf,
            locks_profile: saved.locks_profile,
            pairing_phone: saved.pairing_phone,
            pairing_code: saved.pairing_code,
            proxy: saved.proxy,
            codes: saved.codes,
            ..Run::new(id, None, None)
        });
        let autoclose = saved.autoclose_in_ms.map(|ms| self.after(ms, name, id, Step::Autoclose));
        let rotation = saved.rotation_in_ms.map(|ms| self.after(ms, name, id, Step::Rotate));
        match saved.stage {
            Stage::Launching => {
                self.after(LAUNCH_MS, name, id, Step::PageRuns { confused: false });
            }
            Stage::LoggingIn => {
                self.after(CREATED_MS, name, id, Step::Created);
            }
            Stage::AwaitingPhone | Stage::AwaitingConfirmation | Stage::LoggedIn | Stage::Closing => {}
        }
        if let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) {
            run.autoclose = autoclose;
            run.rotation = rotation;
        }
    }
}
