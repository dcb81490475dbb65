//! What a supervisor knows of one session, and the pure decision what to do about it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wppkit_api::helpers::{CureStep, SessionState};

use super::{Policy, Remembered, Wanted};
use crate::{
    Session,
    session::health::{needs, step},
};

/// What a supervisor knows of one session.
pub(super) struct Record {
    pub(super) wanted: Wanted,
    /// Keeps what is known of the session, and the bell of its events: without a handle a client of many forgets.
    pub(super) handle: Option<Session>,
    pub(super) state: SessionState,
    /// Since when it is in that state.
    since: Option<Instant>,
    /// Looks in a row that found it degraded.
    degraded: u32,
    /// Moments of the cures within the window, in milliseconds since 1970.
    cures_ms: Vec<u64>,
    /// No cure before this moment.
    not_before: Option<Instant>,
    pub(super) probed: Option<Instant>,
    pub(super) last_event: Option<Instant>,
    /// It was told already that nothing more is done.
    gave_up: bool,
    pub(super) failing: bool,
    pub(super) due: Option<Instant>,
    /// It is being looked at.
    pub(super) busy: bool,
    /// An event arrived meanwhile.
    pub(super) rung: bool,
}

/// What to do about a session now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Look again after the pause.
    Wait(Duration),
    /// Take the step.
    Step(CureStep),
    /// Too many steps did not help; look again after the pause. True the first time.
    GiveUp(Duration, bool),
}

impl Record {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            handle: None,
            state: SessionState::Unknown,
            since: None,
            degraded: 0,
            cures_ms: Vec::new(),
            not_before: None,
            probed: None,
            last_event: None,
            gave_up: false,
            failing: false,
            due: None,
            busy: false,
            rung: false,
        }
    }

    pub(super) fn remembered(wanted: Wanted, cures_ms: Vec<u64>, policy: &Policy) -> Self {
        let mut record = Self { cures_ms, ..Self::new(wanted) };
        record.forget_old_cures(policy, now_ms());
        record
    }

    pub(super) fn to_remember(&self) -> Remembered {
        Remembered { wanted: self.wanted.clone(), cures_ms: self.cures_ms.clone() }
    }

    /// Takes in a look; gives the state before, if it is another one.
    pub(super) fn saw(&mut self, state: SessionState, now: Instant) -> Option<SessionState> {
        self.degraded = if state == SessionState::Degraded { self.degraded + 1 } else { 0 };
        let before = std::mem::replace(&mut self.state, state);
        if before == state && self.since.is_some() {
            return None;
        }
        self.since = Some(now);
        (before != state).then_some(before)
    }

    /// What to do now. Pure but for what it remembers of having given up.
    pub(super) fn decide(
        &mut self,
        policy: &Policy,
        stuck_after: Duration,
        now: Instant,
        now_ms: u64,
    ) -> Decision {
        self.forget_old_cures(policy, now_ms);
        let age = self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        // One bad look may be an accident.
        let degraded_once = self.state == SessionState::Degraded && self.degraded < 2;
        let wanted = step(self.state, age >= stuck_after);
        if wanted == CureStep::Nothing || degraded_once {
            if self.state == SessionState::Connected {
                self.gave_up = false;
            }
            return Decision::Wait(self.pause(policy, now));
        }
        if self.cures_ms.len() >= usize::try_from(policy.cures).unwrap_or(usize::MAX) {
            return Decision::GiveUp(policy.check_every, !std::mem::replace(&mut self.gave_up, true));
        }
        match self.not_before {
            Some(moment) if moment > now => Decision::Wait(moment - now),
            _ => Decision::Step(wanted),
        }
    }

    fn pause(&self, policy: &Policy, now: Instant) -> Duration {
        match self.state {
            SessionState::Connected => {
                let hears = self
                    .last_event
                    .is_some_and(|event| now.saturating_duration_since(event) < policy.check_with_events * 2);
                if hears { policy.check_with_events } else { policy.check_every }
            }
            // Nothing happens there by itself.
            SessionState::AutoClosed | SessionState::Unlinked => policy.check_every,
            // What happens next will be told.
            _ if self.last_event >= self.since && self.last_event.is_some() => policy.check_every,
            _ => policy.check_pending,
        }
    }

    /// A step was taken.
    pub(super) fn cured(&mut self, policy: &Policy, now: Instant, now_ms: u64) {
        let doubled = u32::try_from(self.cures_ms.len().min(16)).unwrap_or(16);
        self.cures_ms.push(now_ms);
        self.not_before = Some(now + policy.back_off * 2_u32.pow(doubled));
        self.since = None;
        self.degraded = 0;
        self.probed = Some(now);
    }

    /// Whether the page is to be asked now.
    pub(super) fn probe_due(&self, policy: &Policy, now: Instant) -> bool {
        matches!(self.state, SessionState::Connected | SessionState::Degraded)
            && self.probed.is_none_or(|before| now.saturating_duration_since(before) >= policy.probe_every)
    }

    /// What a person has to do.
    pub(super) fn needs(&self) -> Option<&'static str> {
        needs(self.state)
    }

    fn forget_old_cures(&mut self, policy: &Policy, now_ms: u64) {
        let window = u64::try_from(policy.cure_window.as_millis()).unwrap_or(u64::MAX);
        self.cures_ms.retain(|moment| now_ms.saturating_sub(*moment) < window);
    }
}

pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUCK: Duration = Duration::from_secs(90);

    struct Clock {
        start: Instant,
        passed: Duration,
    }

    impl Clock {
        fn now(&self) -> Instant {
            self.start + self.passed
        }

        fn ms(&self) -> u64 {
            1_760_000_000_000 + u64::try_from(self.passed.as_millis()).unwrap()
        }
    }

    fn decide(record: &mut Record, state: SessionState, clock: &Clock) -> Decision {
        record.saw(state, clock.now());
        record.decide(&Policy::default(), STUCK, clock.now(), clock.ms())
    }

    fn setup() -> (Record, Clock) {
        (Record::new(Wanted::new("a")), Clock { start: Instant::now(), passed: Duration::ZERO })
    }

    #[test]
    fn each_state_has_its_step_and_what_needs_a_person_is_left_alone() {
        let policy = Policy::default();
        for (state, expected) in [
            (SessionState::Closed, Decision::Step(CureStep::Start)),
            (SessionState::Connected, Decision::Wait(policy.check_every)),
            (SessionState::Starting, Decision::Wait(policy.check_pending)),
            (SessionState::AwaitingQr, Decision::Wait(policy.check_pending)),
            (SessionState::AutoClosed, Decision::Wait(policy.check_every)),
            (SessionState::Unlinked, Decision::Wait(policy.check_every)),
            (SessionState::Degraded, Decision::Wait(policy.check_pending)),
        ] {
            let (mut record, clock) = setup();
            assert_eq!(decide(&mut record, state, &clock), expected, "{state}");
        }
    }

    #[test]
    fn a_zombie_is_restarted_at_the_second_look_and_a_start_when_it_is_stuck() {
        let (mut record, mut clock) = setup();
        decide(&mut record, SessionState::Degraded, &clock);
        assert_eq!(decide(&mut record, SessionState::Degraded, &clock), Decision::Step(CureStep::Restart));
        let (mut record, _) = setup();
        assert!(matches!(decide(&mut record, SessionState::Starting, &clock), Decision::Wait(_)));
        clock.passed += STUCK;
        assert_eq!(decide(&mut record, SessionState::Starting, &clock), Decision::Step(CureStep::Restart));
    }

    #[test]
    fn cures_back_off_and_end_until_the_window_has_passed() {
        let policy = Policy::default();
        let (mut record, mut clock) = setup();
        let mut steps = Vec::new();
        let mut gave_up = 0;
        for minute in 0..180 {
            clock.passed = Duration::from_secs(60 * minute);
            match decide(&mut record, SessionState::Closed, &clock) {
                Decision::Step(_) => {
                    record.cured(&policy, clock.now(), clock.ms());
                    steps.push(minute);
                }
                Decision::GiveUp(_, first) => gave_up += u32::from(first),
                Decision::Wait(_) => {}
            }
        }
        assert_eq!(steps[..3], [0, 1, 3], "after 1 and 2 minutes");
        assert!(steps.len() <= 9 && steps[3] >= 60, "{steps:?}: three in an hour");
        assert_eq!(gave_up, 1, "told once");
    }

    #[test]
    fn events_let_the_looks_pause() {
        let policy = Policy::default();
        let (mut record, mut clock) = setup();
        record.last_event = Some(clock.now());
        let connected = SessionState::Connected;
        assert_eq!(decide(&mut record, connected, &clock), Decision::Wait(policy.check_with_events));
        clock.passed += Duration::from_secs(1);
        let waits = SessionState::AwaitingQr;
        assert_eq!(decide(&mut record, waits, &clock), Decision::Wait(policy.check_pending), "none since");
        record.last_event = Some(clock.now());
        assert_eq!(decide(&mut record, waits, &clock), Decision::Wait(policy.check_every));
    }
}
