//! Chrome's troubles.

use std::sync::Arc;

use crate::world::World;

use super::library::Step;
use super::run::Stage;
use super::timings::*;

/// What will trouble the next launches of a session's browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrowserTrouble {
    /// So many launches in which Chrome does not start.
    pub fails: u32,
    /// Chrome takes so many milliseconds longer; from 30 s on the launch times out.
    pub slow_ms: u64,
}

impl World {
    /// Troubles the next launch of a session's browser. The session need not exist yet.
    pub fn trouble_browser(&mut self, name: &str, trouble: BrowserTrouble) {
        let session = self.session_entry(name);
        let planned = session.trouble.get_or_insert_default();
        planned.fails += trouble.fails;
        planned.slow_ms += trouble.slow_ms;
        self.changed(name);
    }

    /// Lets the page of a connected session answer nothing any more but `isConnected`, until another browser starts.
    /// Answers whether there was one.
    ///
    /// Everything looks fine from outside, and nothing can be sent: the other kind of zombie.
    pub fn deafen_page(&mut self, name: &str) -> bool {
        let Some((name, session)) = self.sessions.get_key_value(name) else { return false };
        let name = Arc::clone(name);
        let Some(id) = session.live_run().filter(|run| run.alive).map(|run| run.id) else { return false };
        if let Some(run) = self.sessions.get_mut(&name).and_then(|session| session.run_mut(id)) {
            run.deaf = true;
        }
        self.changed(&name);
        true
    }

    /// Kills the session's browser. Answers whether there was one.
    ///
    /// While a code is shown, `create()` rejects and the status becomes CLOSED. After login nobody notices but
    /// the `browserClose` webhook: the status stays CONNECTED.
    pub fn crash_browser(&mut self, name: &str) -> bool {
        let Some((name, session)) = self.sessions.get_key_value(name) else { return false };
        let name = Arc::clone(name);
        let Some(run) = session.runs.iter().rev().find(|run| run.alive) else { return false };
        let (id, stage) = (run.id, run.stage);
        if let Some(run) = self.sessions.get_mut(&name).and_then(|session| session.run_mut(id)) {
            run.alive = false;
            run.locks_profile = false;
        }
        self.after(BROWSER_CLOSE_MS, &name, id, Step::BrowserGone);
        match stage {
            Stage::LoggedIn => {}
            Stage::AwaitingPhone | Stage::AwaitingConfirmation => {
                self.stop_page(&name, id);
                self.after(CRASH_READ_MS, &name, id, Step::ReadError { autoclose: true });
            }
            Stage::Launching | Stage::LoggingIn | Stage::Closing => {
                self.stop_page(&name, id);
                self.after(CRASH_READ_MS, &name, id, Step::End);
            }
        }
        self.changed(&name);
        true
    }
}
