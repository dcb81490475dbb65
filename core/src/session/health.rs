//! `health`: whether a session can really send, and the step that may cure it.

use std::time::Duration;

use wppkit_api::{
    helpers::{
        CheckHealth, Cure, CureReport, CureStep, HealthReport, Helper, ProbeReport, SendCountsReport,
        SessionState, SessionStatus,
    },
    ops::device::get_phone_number::GetPhoneNumber,
};

use crate::{Error, ErrorCode, SendCounts, Session, session::look::Watch, state::Observation};

impl Session {
    /// Tells whether the session can really send: its status, a call through the page, and how the sends of this client
    /// ended.
    ///
    /// Both status routes of the server say "connected" of a session whose page answers nothing any more. What the call
    /// through the page finds becomes part of the session's state ([`SessionState::Degraded`]).
    ///
    /// # Errors
    /// As [`Session::status`]. That the page does not answer is no error but the report.
    pub async fn health(&self) -> Result<HealthReport, Error> {
        let result = self.examined().await;
        self.within(CheckHealth::META.id, result)
    }

    async fn examined(&self) -> Result<HealthReport, Error> {
        let status = self.status().await?;
        let connected = matches!(status.state, SessionState::Connected | SessionState::Syncing);
        // What was found deaf before is asked again: it may hear by now.
        let deaf = status.raw.check_connection == Some(true) && status.state == SessionState::Degraded;
        let probe = if connected || deaf { Some(self.probe().await?) } else { None };
        let counts = self.sends();
        let sends = SendCountsReport::new(counts.sent, counts.rejected, counts.unknown, counts.failing);
        let status = if probe.is_some() { self.shared.known() } else { status };
        Ok(HealthReport::new(status, probe, sends))
    }

    /// One call through the page of a session that says it is connected; what it gives becomes part of the state.
    ///
    /// # Errors
    /// If the server could not be asked at all.
    pub(crate) async fn probe(&self) -> Result<ProbeReport, Error> {
        let failed = match self.call(GetPhoneNumber::default()).await {
            Ok(_) => None,
            Err(error) => match error.code() {
                // A page that hangs lets the call run into its time-out.
                ErrorCode::Server | ErrorCode::Timeout | ErrorCode::NotConnected | ErrorCode::Rejected => {
                    Some(error.code())
                }
                _ => return Err(error),
            },
        };
        self.shared.observe(&Observation::Probed(failed.is_none()));
        Ok(ProbeReport::new(failed))
    }

    /// What became of the sends of this client.
    pub fn sends(&self) -> SendCounts {
        self.shared.sends.counts()
    }

    /// Takes one step towards a connected session, if one can help without a person: starts what is closed, closes and
    /// starts what is a zombie or stuck, and leaves alone what needs somebody with the phone.
    ///
    /// # Errors
    /// As every call.
    pub async fn cure(&self) -> Result<CureReport, Error> {
        let result = self.take_a_step().await;
        self.within(Cure::META.id, result)
    }

    async fn take_a_step(&self) -> Result<CureReport, Error> {
        let health = self.examined().await?;
        let before = health.state;
        let stuck = before == SessionState::Starting && self.is_stuck().await?;
        let did = step(before, stuck);
        let after = self.do_step(did, None).await?.unwrap_or(before);
        let mut report = CureReport::new(before, did, after);
        report.needs = needs(before).map(str::to_owned);
        Ok(report)
    }

    /// Watches a start for a moment: whether it is one that never ends.
    async fn is_stuck(&self) -> Result<bool, Error> {
        let limit = self.pace().stuck_after;
        if self.shared.started_for().is_some_and(|since| since < limit) {
            return Ok(false);
        }
        self.clock().sleep(self.pace().diagnose_patience).await;
        Ok(self.look_back().await?.state == SessionState::Starting)
    }

    /// Does a step, and gives the state afterwards. `webhook` replaces the stored one.
    pub(crate) async fn do_step(
        &self,
        step: CureStep,
        webhook: Option<&str>,
    ) -> Result<Option<SessionState>, Error> {
        match step {
            CureStep::Start => {
                self.start_when_free(webhook).await?;
                Ok(Some(self.look_back().await?.state))
            }
            CureStep::Restart => Ok(Some(self.restart_with(webhook).await?.after)),
            _ => Ok(None),
        }
    }

    /// The status whenever the state changes, the present one first. Costs the sparse looks that all waiters share; events
    /// that are handed in ([`Session::observe_event`]) show changes at once.
    pub fn changes(&self) -> Changes {
        Changes { watch: self.watch(), last: None }
    }
}

/// Changes of a session's state; made by [`Session::changes`].
pub struct Changes {
    watch: Watch,
    last: Option<SessionState>,
}

impl Changes {
    /// The next change.
    ///
    /// # Errors
    /// If the server cannot be asked; the next call goes on.
    pub async fn next(&mut self) -> Result<SessionStatus, Error> {
        loop {
            let status = self.watch.next().await?;
            if self.last != Some(status.state) {
                self.last = Some(status.state);
                self.watch.usual();
                return Ok(status);
            }
            self.watch.slower();
        }
    }
}

/// The step that helps a session in this state without a person.
pub(crate) fn step(state: SessionState, stuck: bool) -> CureStep {
    match state {
        SessionState::Closed => CureStep::Start,
        SessionState::Degraded => CureStep::Restart,
        SessionState::Starting if stuck => CureStep::Restart,
        _ => CureStep::Nothing,
    }
}

/// What a person has to do in this state.
pub(crate) fn needs(state: SessionState) -> Option<&'static str> {
    match state {
        SessionState::AwaitingQr => Some("scan the QR code"),
        SessionState::AwaitingPairing => Some("type the pairing code into the phone"),
        SessionState::AutoClosed => {
            Some("connect again when somebody is there to scan: nobody did within the server's autoclose")
        }
        SessionState::Unlinked => Some("connect again and scan: the phone removed the link"),
        _ => None,
    }
}

/// How long a probe may take at most, so that one page that hangs does not hold up the others.
pub(crate) const PROBE_TIMEOUT: Duration = Duration::from_secs(30);
