//! The only place where observations become a state. Pure: no I/O, no clock.

use std::collections::VecDeque;

use wppkit_api::helpers::{Evidence, SessionState};

use super::{
    Observation,
    words::{EventWord, StatusWord, event_word, status_word},
};

/// Good checks in a row that make a session connected.
const REQUIRED_CHECKS: u32 = 2;
/// Observations that are kept for the reader.
const KEPT: usize = 16;

/// The state that follows from these observations, oldest first.
pub fn reduce<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> SessionState {
    let mut reducer = Reducer::default();
    for observation in observations {
        reducer.apply(observation.clone());
    }
    reducer.state()
}

/// The fold behind [`reduce`], for observers that see one observation at a time.
#[derive(Debug, Clone)]
pub(crate) struct Reducer {
    state: SessionState,
    good_checks: u32,
    /// The phone has accepted; `status-session` keeps saying QRCODE until the login is complete.
    accepted: bool,
    in_chat: bool,
    seen: VecDeque<Observation>,
}

impl Default for Reducer {
    fn default() -> Self {
        Self {
            state: SessionState::Unknown,
            good_checks: 0,
            accepted: false,
            in_chat: false,
            seen: VecDeque::new(),
        }
    }
}

impl Reducer {
    pub(crate) fn state(&self) -> SessionState {
        self.state
    }

    /// Good checks in a row, up to the last one.
    pub(crate) fn good_checks(&self) -> u32 {
        self.good_checks
    }

    /// Whether the main screen was reported since the login.
    pub(crate) fn in_chat(&self) -> bool {
        self.in_chat
    }

    /// The latest observations in sentences, the present one first.
    pub(crate) fn evidence(&self) -> Vec<Evidence> {
        self.seen.iter().rev().flat_map(Observation::sentences).collect()
    }

    /// Too long has passed since the last check for the next one to count as consecutive.
    pub(crate) fn interrupt(&mut self) {
        self.good_checks = 0;
    }

    pub(crate) fn apply(&mut self, observation: Observation) -> SessionState {
        let good = is_good(&observation);
        self.good_checks = match &observation {
            Observation::Look { .. } if good => self.good_checks.saturating_add(1),
            // Events say nothing against a connection unless they change the state below.
            Observation::Event { .. } | Observation::Started { .. } => self.good_checks,
            _ => 0,
        };
        self.state = self.next(&observation);
        if !matches!(self.state, SessionState::Syncing | SessionState::Connected) {
            self.good_checks = 0;
        }
        if matches!(
            self.state,
            SessionState::Closed | SessionState::AutoClosed | SessionState::Unlinked | SessionState::Starting
        ) {
            self.accepted = false;
            self.in_chat = false;
        }
        if self.seen.len() == KEPT {
            self.seen.pop_front();
        }
        self.seen.push_back(observation);
        self.state
    }

    fn next(&mut self, observation: &Observation) -> SessionState {
        match observation {
            Observation::Look { status, page_answers, has_qr, has_entry } => {
                self.after_check(status.as_deref(), *page_answers, *has_qr, *has_entry)
            }
            Observation::Started { status } => self.after_start(status.as_deref()),
            Observation::Event { status } => self.after_event(event_word(status)),
            Observation::Closed => SessionState::Closed,
            Observation::LoggedOut => SessionState::Unlinked,
            Observation::NoClient => match self.state {
                SessionState::Connected | SessionState::Syncing => SessionState::Degraded,
                other => other,
            },
            Observation::Failed { .. } => SessionState::Unknown,
        }
    }

    fn after_check(
        &self,
        status: Option<&str>,
        page_answers: Option<bool>,
        has_qr: bool,
        has_entry: bool,
    ) -> SessionState {
        match status.map_or(StatusWord::Other, status_word) {
            StatusWord::Connected => match page_answers {
                Some(false) => SessionState::Degraded,
                Some(true) if self.good_checks >= REQUIRED_CHECKS => SessionState::Connected,
                _ => SessionState::Syncing,
            },
            StatusWord::QrCode if self.accepted => SessionState::Syncing,
            StatusWord::QrCode => SessionState::AwaitingQr,
            StatusWord::PhoneCode if self.accepted => SessionState::Syncing,
            StatusWord::PhoneCode => SessionState::AwaitingPairing,
            StatusWord::Initializing => SessionState::Starting,
            StatusWord::Closed => self.closed(has_qr, has_entry),
            StatusWord::Other => SessionState::Unknown,
        }
    }

    /// `CLOSED` stands for five things; what is known otherwise tells some of them apart.
    fn closed(&self, has_qr: bool, has_entry: bool) -> SessionState {
        match self.state {
            // Nobody resets the entry of an unlinked or autoclosed session but a start or close.
            SessionState::Unlinked if !has_entry => SessionState::Unlinked,
            _ if has_qr => SessionState::AutoClosed,
            SessionState::AwaitingQr | SessionState::AwaitingPairing | SessionState::AutoClosed
                if has_entry =>
            {
                SessionState::AutoClosed
            }
            _ => SessionState::Closed,
        }
    }

    fn after_start(&self, status: Option<&str>) -> SessionState {
        match status.map(status_word) {
            Some(StatusWord::QrCode) => SessionState::AwaitingQr,
            Some(StatusWord::PhoneCode) => SessionState::AwaitingPairing,
            // Nothing was started; the state before the call still holds.
            Some(StatusWord::Connected) => match self.state {
                SessionState::Connected | SessionState::Degraded => self.state,
                _ => SessionState::Syncing,
            },
            Some(StatusWord::Closed | StatusWord::Initializing) | None => SessionState::Starting,
            Some(StatusWord::Other) => SessionState::Unknown,
        }
    }

    fn after_event(&mut self, event: EventWord) -> SessionState {
        self.in_chat |= event == EventWord::InChat;
        let waiting = matches!(
            self.state,
            SessionState::Starting | SessionState::AwaitingQr | SessionState::AwaitingPairing
        );
        match event {
            EventWord::NotLogged => {
                self.accepted = false;
                // The first code may precede this event.
                if self.state == SessionState::AwaitingPairing {
                    self.state
                } else {
                    SessionState::AwaitingQr
                }
            }
            EventWord::Logged | EventWord::Scanned | EventWord::InChat
                if self.state == SessionState::Connected =>
            {
                SessionState::Connected
            }
            EventWord::Logged | EventWord::Scanned | EventWord::InChat => {
                self.accepted = true;
                SessionState::Syncing
            }
            EventWord::LoginFailed if waiting => SessionState::AutoClosed,
            EventWord::AutoClosed => SessionState::AutoClosed,
            EventWord::BrowserGone => match self.state {
                SessionState::Closed | SessionState::Unlinked | SessionState::AutoClosed => self.state,
                _ if waiting => SessionState::AutoClosed,
                _ => SessionState::Degraded,
            },
            EventWord::Unlinked => SessionState::Unlinked,
            EventWord::Launching => SessionState::Starting,
            EventWord::LoginFailed | EventWord::Other => self.state,
        }
    }
}

fn is_good(observation: &Observation) -> bool {
    matches!(observation, Observation::Look { status: Some(word), page_answers: Some(true), .. }
        if status_word(word) == StatusWord::Connected)
}

#[cfg(test)]
mod tests {
    use SessionState::*;
    use proptest::prelude::*;

    use super::*;

    fn check(status: &str, page_answers: Option<bool>) -> Observation {
        let has_qr = status == "QRCODE";
        Observation::Look { status: Some(status.to_owned()), page_answers, has_qr, has_entry: true }
    }

    fn closed(has_qr: bool, has_entry: bool) -> Observation {
        Observation::Look { status: Some("CLOSED".to_owned()), page_answers: None, has_qr, has_entry }
    }

    fn event(status: &str) -> Observation {
        Observation::Event { status: status.to_owned() }
    }

    fn states(evidence: &[Observation]) -> Vec<SessionState> {
        let mut reducer = Reducer::default();
        evidence.iter().map(|observation| reducer.apply(observation.clone())).collect()
    }

    #[test]
    fn a_qr_login_as_polls_see_it() {
        let good = check("CONNECTED", Some(true));
        assert_eq!(
            states(&[
                closed(false, false),
                Observation::Started { status: Some("CLOSED".to_owned()) },
                check("INITIALIZING", None),
                check("QRCODE", None),
                good.clone(),
                good,
            ]),
            [Closed, Starting, Starting, AwaitingQr, Syncing, Connected]
        );
    }

    #[test]
    fn a_qr_login_as_events_see_it() {
        assert_eq!(
            states(&[
                event("notLogged"),
                event("qrReadSuccess"),
                check("QRCODE", None),
                event("inChat"),
                check("CONNECTED", Some(true)),
                check("CONNECTED", Some(true)),
                event("inChat"),
            ]),
            [AwaitingQr, Syncing, Syncing, Syncing, Syncing, Connected, Connected],
            "status-session says QRCODE during scan and sync"
        );
    }

    #[test]
    fn a_dead_browser_is_degraded_until_two_good_checks() {
        let good = check("CONNECTED", Some(true));
        let dead = check("CONNECTED", Some(false));
        assert_eq!(
            states(&[good.clone(), good.clone(), dead, good.clone(), good]),
            [Syncing, Connected, Degraded, Syncing, Connected]
        );
    }

    #[test]
    fn closed_is_told_apart_as_far_as_possible() {
        assert_eq!(reduce(&[closed(false, false)]), Closed);
        assert_eq!(reduce(&[closed(true, true)]), AutoClosed, "a leftover QR");
        assert_eq!(reduce(&[closed(false, true)]), Closed, "a failed launch, or a pairing that nobody saw");
        assert_eq!(reduce(&[check("PHONECODE", None), closed(false, true)]), AutoClosed);
        assert_eq!(
            reduce(&[event("disconnectedMobile"), event("browserClose"), closed(false, false)]),
            Unlinked
        );
        assert_eq!(reduce(&[Observation::LoggedOut, event("desconnectedMobile")]), Unlinked);
        assert_eq!(
            reduce(&[event("disconnectedMobile"), check("INITIALIZING", None), closed(false, false)]),
            Closed
        );
        assert_eq!(reduce(&[Observation::Closed, event("browserClose")]), Closed);
    }

    #[test]
    fn what_follows_an_auto_close() {
        assert_eq!(
            states(&[check("QRCODE", None), event("browserClose"), event("qrReadError"), closed(true, true)]),
            [AwaitingQr, AutoClosed, AutoClosed, AutoClosed]
        );
    }

    #[test]
    fn a_404_and_a_failed_question_are_no_connection() {
        let good = check("CONNECTED", Some(true));
        assert_eq!(reduce(&[good.clone(), good.clone(), Observation::NoClient]), Degraded);
        assert_eq!(
            states(&[
                good.clone(),
                good.clone(),
                Observation::Failed { code: crate::ErrorCode::Connect },
                good
            ]),
            [Syncing, Connected, Unknown, Syncing]
        );
    }

    #[test]
    fn the_start_answer_describes_the_state_before() {
        for word in ["CLOSED", "INITIALIZING"] {
            assert_eq!(reduce(&[Observation::Started { status: Some(word.to_owned()) }]), Starting);
        }
        assert_eq!(reduce(&[Observation::Started { status: None }]), Starting, "null after a close");
        assert_eq!(reduce(&[Observation::Started { status: Some("qrcode".to_owned()) }]), AwaitingQr);
        assert_eq!(reduce(&[Observation::Started { status: Some("phoneCode".to_owned()) }]), AwaitingPairing);
        assert_eq!(reduce(&[Observation::Started { status: Some("CONNECTED".to_owned()) }]), Syncing);
    }

    fn any_observation() -> impl Strategy<Value = Observation> {
        let word = prop_oneof![
            Just("CLOSED"),
            Just("INITIALIZING"),
            Just("QRCODE"),
            Just("PHONECODE"),
            Just("CONNECTED"),
            Just("NEWWORD"),
            Just(""),
        ];
        let find = prop_oneof![
            Just("notLogged"),
            Just("isLogged"),
            Just("qrReadSuccess"),
            Just("qrReadError"),
            Just("qrReadFail"),
            Just("inChat"),
            Just("autocloseCalled"),
            Just("browserClose"),
            Just("serverClose"),
            Just("disconnectedMobile"),
            Just("desconnectedMobile"),
            Just("phoneNotConnected"),
            Just("chatsAvailable"),
            Just("somethingNew"),
        ];
        prop_oneof![
            4 => (proptest::option::of(word.clone()), any::<Option<bool>>(), any::<bool>(), any::<bool>()).prop_map(
                |(status, page_answers, has_qr, has_entry)| Observation::Look {
                    status: status.map(str::to_owned), page_answers, has_qr, has_entry
                }
            ),
            1 => proptest::option::of(word)
                .prop_map(|status| Observation::Started { status: status.map(str::to_owned) }),
            4 => find.prop_map(event),
            1 => Just(Observation::Closed),
            1 => Just(Observation::LoggedOut),
            1 => Just(Observation::NoClient),
            1 => Just(Observation::Failed { code: crate::ErrorCode::Timeout }),
        ]
    }

    proptest! {
        #[test]
        fn connected_needs_two_good_checks(history in proptest::collection::vec(any_observation(), 0..40)) {
            if reduce(&history) == Connected {
                let good = history.iter().filter(|observation| is_good(observation)).count();
                prop_assert!(good >= 2);
                let last = history.iter().rev().find(|observation| matches!(observation, Observation::Look { .. }));
                prop_assert!(last.is_some_and(is_good), "the last check was good");
            }
        }

        #[test]
        fn two_good_checks_always_connect(mut history in proptest::collection::vec(any_observation(), 0..40)) {
            history.extend([check("CONNECTED", Some(true)), check("CONNECTED", Some(true))]);
            prop_assert_eq!(reduce(&history), Connected);
        }

        #[test]
        fn a_page_that_does_not_answer_is_always_degraded(
            mut history in proptest::collection::vec(any_observation(), 0..40)
        ) {
            history.push(check("CONNECTED", Some(false)));
            prop_assert_eq!(reduce(&history), Degraded);
        }

        #[test]
        fn any_text_is_survived(words in proptest::collection::vec(".{0,12}", 0..10)) {
            let history: Vec<_> = words
                .iter()
                .flat_map(|word| [check(word, None), event(word), Observation::Started { status: Some(word.clone()) }])
                .collect();
            prop_assert_ne!(reduce(&history), Connected);
        }

        #[test]
        fn evidence_is_bounded_and_keeps_the_latest(history in proptest::collection::vec(any_observation(), 1..60)) {
            let mut reducer = Reducer::default();
            for observation in &history {
                reducer.apply(observation.clone());
            }
            let kept: Vec<_> = reducer.seen.iter().cloned().collect();
            prop_assert!(kept.len() <= KEPT);
            prop_assert_eq!(&kept[..], &history[history.len() - kept.len()..]);
            let present = history.last().unwrap().sentences();
            prop_assert_eq!(&reducer.evidence()[..present.len()], &present[..], "the present word comes first");
        }
    }
}
