//! The person with the phone.

use std::sync::Arc;

use crate::world::World;

use super::library::Step;
use super::run::{RunId, Stage};
use super::timings::*;

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneAction {
    /// Scans the QR code, or types the pairing code.
    Scan {
        /// Hold the login until `Confirm` or `Reject`.
        wait: bool,
        /// How long the phone takes to send its history, in milliseconds.
        sync_ms: Option<u64>,
    },
    /// Confirms a held scan.
    Confirm {
        /// See `Scan`.
        sync_ms: Option<u64>,
    },
    /// Rejects a held scan: the page goes on waiting.
    Reject,
    /// Removes the linked device.
    Unlink,
    /// Loses the network: no new login can be made. A linked device goes on without the phone.
    Offline,
    /// Gets the network back.
    Online,
    /// Opens the same WhatsApp Web elsewhere: the server silently takes it back.
    UseElsewhere,
    /// Makes WhatsApp show the next code now.
    NewCode,
    /// WhatsApp bans the number after so many more messages: the link is lost, and no new login is accepted.
    BanAfter(u32),
}

/// Why the person cannot do that now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneRefusal {
    /// Nothing to scan.
    #[error("no page of this session shows a code")]
    NoCode,
    /// Nobody scanned.
    #[error("no scan of this session waits for a confirmation")]
    NoScan,
    /// No link to remove.
    #[error("this session is not linked to a phone")]
    NotLinked,
    /// Banned.
    #[error("WhatsApp has banned the number")]
    Banned,
    /// No network.
    #[error("the phone is offline")]
    Offline,
}

impl World {
    /// Lets the person with the phone of a session act.
    pub fn phone(&mut self, name: &str, action: PhoneAction) -> Result<(), PhoneRefusal> {
        let name = match self.sessions.get_key_value(name) {
            Some((name, _)) => Arc::clone(name),
            None if matches!(action, PhoneAction::Offline | PhoneAction::Online) => {
                Arc::clone(&self.session_entry(name).name)
            }
            None => return Err(nothing_there(action)),
        };
        let done = match action {
            PhoneAction::Scan { wait, sync_ms } => self.scan(&name, wait, sync_ms),
            PhoneAction::Confirm { sync_ms } => {
                let run = self.waiting_run(&name, |stage| stage == Stage::AwaitingConfirmation);
                run.map(|run| self.complete_scan(&name, run, sync_ms)).ok_or(PhoneRefusal::NoScan)
            }
            PhoneAction::Reject => {
                let run = self.waiting_run(&name, |stage| stage == Stage::AwaitingConfirmation);
                run.map(|run| self.set_stage(&name, run, Stage::AwaitingPhone)).ok_or(PhoneRefusal::NoScan)
            }
            PhoneAction::Unlink => self.unlink(&name),
            PhoneAction::Offline | PhoneAction::Online => {
                self.session_entry(&name).phone_online = action == PhoneAction::Online;
                Ok(())
            }
            PhoneAction::UseElsewhere => self.use_elsewhere(&name),
            PhoneAction::BanAfter(messages) => {
                self.session_entry(&name).ban_after = Some(messages);
                if messages == 0 {
                    self.lose_link(&name);
                }
                Ok(())
            }
            PhoneAction::NewCode => {
                let run = self.waiting_run(&name, |_| true);
                run.map(|run| self.rotate(&name, run)).ok_or(PhoneRefusal::NoCode)
            }
        };
        self.changed(&name);
        done
    }

    fn scan(&mut self, name: &Arc<str>, wait: bool, sync_ms: Option<u64>) -> Result<(), PhoneRefusal> {
        if self.sessions.get(name).is_some_and(|session| !session.phone_online) {
            return Err(PhoneRefusal::Offline);
        }
        if self.sessions.get(name).is_some_and(super::Session::is_banned) {
            return Err(PhoneRefusal::Banned);
        }
        let run =
            self.waiting_run(name, |stage| stage == Stage::AwaitingPhone).ok_or(PhoneRefusal::NoCode)?;
        if wait {
            self.set_stage(name, run, Stage::AwaitingConfirmation);
        } else {
            self.complete_scan(name, run, sync_ms);
        }
        Ok(())
    }

    /// One more message was sent.
    pub(in crate::world) fn count_towards_ban(&mut self, name: &Arc<str>) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        let Some(left) = session.ban_after.as_mut().filter(|left| **left > 0) else { return };
        *left -= 1;
        if *left == 0 {
            self.lose_link(name);
        }
    }

    fn complete_scan(&mut self, name: &Arc<str>, run: RunId, sync_ms: Option<u64>) {
        self.stop_page(name, run);
        self.set_stage(name, run, Stage::LoggingIn);
        let session = self.session_entry(name);
        session.profile.exists = true;
        session.profile.linked = true;
        self.after(SCAN_MS, name, run, Step::QrReadSuccess);
        self.after(sync_ms.unwrap_or(SYNC_MS), name, run, Step::InChat);
    }

    fn unlink(&mut self, name: &Arc<str>) -> Result<(), PhoneRefusal> {
        let linked = self.sessions.get(name).is_some_and(|session| {
            session.profile.linked || session.runs.iter().any(|run| run.stage == Stage::LoggedIn)
        });
        if !linked {
            return Err(PhoneRefusal::NotLinked);
        }
        self.lose_link(name);
        Ok(())
    }

    /// The page's socket goes to CONFLICT; the server answers with "use here" and tells nobody.
    fn use_elsewhere(&mut self, name: &Arc<str>) -> Result<(), PhoneRefusal> {
        if !self.sessions.get(name).is_some_and(super::Session::page_answers) {
            return Err(PhoneRefusal::NotLinked);
        }
        self.call_library(None, name, "useHere", &[]);
        Ok(())
    }

    fn waiting_run(&self, name: &str, wanted: impl Fn(Stage) -> bool) -> Option<RunId> {
        let runs = &self.sessions.get(name)?.runs;
        let shown = |run: &&super::Run| run.awaits_phone() && run.codes > 0 && wanted(run.stage);
        runs.iter().rev().find(shown).map(|run| run.id)
    }

    fn set_stage(&mut self, name: &str, id: RunId, stage: Stage) {
        if let Some(run) = self.sessions.get_mut(name).and_then(|session| session.run_mut(id)) {
            run.stage = stage;
        }
    }
}

fn nothing_there(action: PhoneAction) -> PhoneRefusal {
    match action {
        PhoneAction::Scan { .. } | PhoneAction::NewCode => PhoneRefusal::NoCode,
        PhoneAction::Confirm { .. } | PhoneAction::Reject => PhoneRefusal::NoScan,
        _ => PhoneRefusal::NotLinked,
    }
}
