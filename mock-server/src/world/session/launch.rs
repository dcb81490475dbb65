//! The library's `create()`: Chrome starts on the profile folder, or does not.

use std::sync::Arc;

use crate::world::World;
use crate::world::effect::RequestId;

use super::client::StartBody;
use super::library::Step;
use super::run::{Run, RunId, Stage};
use super::timings::*;

impl World {
    /// Starts a browser for a session. `crowd` browsers start at this moment, this one included.
    pub(super) fn create(
        &mut self,
        name: &Arc<str>,
        waiting: Option<RequestId>,
        request: Option<RequestId>,
        crowd: u64,
    ) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        let config =
            session.memory.as_ref().map(|client| Arc::clone(&client.config)).unwrap_or_else(StartBody::empty);
        // The library pushes the flag into an argument list that all sessions of the process share.
        if let Some(proxy) = config.proxy() {
            self.proxy = Some(proxy.into());
        }
        session.next_run += 1;
        let id = RunId(session.next_run);
        let profile_in_use = session.runs.iter().any(|run| run.alive && run.locks_profile);
        let trouble = session.trouble.take().unwrap_or_default();
        if trouble.fails > 1 {
            session.trouble = Some(Box::new(super::BrowserTrouble { fails: trouble.fails - 1, ..*trouble }));
        }

        let mut run = Run::new(id, waiting, request);
        run.pairing_phone = config.pairing_phone().map(Into::into);
        run.proxy.clone_from(&self.proxy);
        let slowed = (crowd.min(LAUNCH_CROWD_LIMIT) - 1) * LAUNCH_CROWD_MS + trouble.slow_ms;
        let (delay, step) = if trouble.fails > 0 || profile_in_use {
            // Rejects with an error that is no TimeoutError: nobody resets the status.
            (PROFILE_IN_USE_MS, Step::End)
        } else if trouble.slow_ms >= LAUNCH_TIMEOUT_MS {
            (LAUNCH_TIMEOUT_MS, Step::LaunchTimedOut)
        } else {
            run.alive = true;
            run.locks_profile = true;
            session.profile.exists = true;
            (LAUNCH_MS + slowed, Step::PageRuns { confused: crowd >= CROWD_CONFUSES })
        };
        let starts = run.alive;
        session.runs.reserve_exact(1);
        session.runs.push(run);
        self.after(delay, name, id, step);
        if starts {
            self.note_launch(self.now_ms() + delay);
        }
    }

    /// `create()` rejects with a TimeoutError: the one case in which the server resets the status.
    pub(super) fn launch_timed_out(&mut self, name: &Arc<str>, run: RunId) {
        self.end_run(name, run);
        if let Some(client) = self.sessions.get_mut(name).and_then(|session| session.memory.as_mut()) {
            client.status = Some(super::Status::Closed);
        }
    }

    /// The page runs: a stored login is checked, or a code is shown.
    pub(super) fn page_runs(&mut self, name: &Arc<str>, id: RunId, confused: bool) {
        let Some(session) = self.sessions.get_mut(name) else { return };
        let linked = session.profile.linked;
        let Some(run) = session.run_mut(id) else { return };
        let pairing = run.pairing_phone.is_some();
        if linked {
            run.stage = Stage::LoggingIn;
            self.after(IS_LOGGED_MS, name, id, Step::IsLogged);
            return;
        }
        run.stage = Stage::AwaitingPhone;
        if pairing {
            self.after(FIRST_CODE_MS, name, id, Step::NotLogged { confused });
        } else {
            self.after(FIRST_CODE_MS, name, id, Step::Code);
            self.after(FIRST_CODE_MS + NOT_LOGGED_MS, name, id, Step::NotLogged { confused });
        }
    }

    /// Forgets a run and its timers. A request that waits for its code never gets an answer.
    pub(super) fn end_run(&mut self, name: &Arc<str>, id: RunId) -> Option<Run> {
        let session = self.sessions.get_mut(name)?;
        let position = session.runs.iter().position(|run| run.id == id)?;
        let run = session.runs.remove(position);
        for timer in [run.autoclose, run.rotation].into_iter().flatten() {
            self.timers.cancel(timer);
        }
        if let Some(request) = run.waiting {
            self.journal.end(request, crate::world::journal::Progress::Never);
        }
        Some(run)
    }
}
