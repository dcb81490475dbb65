//! From facts to one state.

use wppkit_api::helpers::{Evidence, SessionState, Verb};

use super::{
    model::{Base, Model},
    observation::{Look, Observation},
    words::{FindWord, StatusWord},
};

/// Good looks in a row that prove a connection.
const STABLE: u32 = 2;

/// What a sequence of observations amounts to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// The state.
    pub state: SessionState,
    /// What it was concluded from.
    pub evidence: Vec<Evidence>,
    /// Consecutive looks that found the session connected and its page alive.
    pub good_checks: u32,
    /// Whether WhatsApp's main screen was reported since the login.
    pub in_chat: bool,
}

/// Reduces observations, oldest first, to one state with its evidence.
///
/// Pure: the same observations always give the same reading. Events between two looks may come in any order.
pub fn reduce<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Reading {
    let mut model = Model::default();
    for observation in observations {
        model.apply(observation);
    }
    model.reading()
}

impl Model {
    /// The present state with its evidence.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            state: self.state(),
            evidence: self.evidence(),
            good_checks: self.good_checks,
            in_chat: self.events.has(FindWord::InChat),
        }
    }

    pub(crate) fn state(&self) -> SessionState {
        let base = self.base_state();
        if self.failed.is_some() {
            return SessionState::Unknown;
        }
        if self.newer.unlinked() {
            return SessionState::Unlinked;
        }
        match base {
            SessionState::Connected | SessionState::Syncing
                if self.newer.browser_gone() || self.refused || self.deaf =>
            {
                SessionState::Degraded
            }
            SessionState::Starting | SessionState::AwaitingQr | SessionState::AwaitingPairing
                if self.newer.gave_up() || self.newer.browser_gone() =>
            {
                SessionState::AutoClosed
            }
            SessionState::Starting | SessionState::AwaitingQr | SessionState::AwaitingPairing
                if self.events.logged_in() =>
            {
                SessionState::Syncing
            }
            SessionState::Unknown if matches!(self.base, Base::Nothing) => self.state_from_events(),
            state => state,
        }
    }

    fn base_state(&self) -> SessionState {
        match &self.base {
            Base::Nothing => SessionState::Unknown,
            Base::Look(look, word) => self.look_state(look, *word),
            Base::Started(_, word) => match word {
                StatusWord::Initializing => SessionState::Starting,
                StatusWord::QrCode => SessionState::AwaitingQr,
                StatusWord::PhoneCode => SessionState::AwaitingPairing,
                StatusWord::Connected => SessionState::Syncing,
                StatusWord::Closed => SessionState::Starting,
                StatusWord::Other => SessionState::Unknown,
            },
            Base::Did(Verb::Start | Verb::Restart) => SessionState::Starting,
            Base::Did(Verb::Logout) => SessionState::Unlinked,
            Base::Did(_) => SessionState::Closed,
        }
    }

    fn look_state(&self, look: &Look, word: StatusWord) -> SessionState {
        match word {
            StatusWord::Initializing => SessionState::Starting,
            StatusWord::QrCode => SessionState::AwaitingQr,
            StatusWord::PhoneCode => SessionState::AwaitingPairing,
            StatusWord::Connected if look.check == Some(false) => SessionState::Degraded,
            StatusWord::Connected if self.good_checks >= STABLE => SessionState::Connected,
            StatusWord::Connected => SessionState::Syncing,
            // The server keeps the version only with the remains of a start.
            StatusWord::Closed if look.version.is_some() => SessionState::AutoClosed,
            StatusWord::Closed if self.events.unlinked() || self.own == Some(Verb::Logout) => {
                SessionState::Unlinked
            }
            StatusWord::Closed => SessionState::Closed,
            StatusWord::Other => SessionState::Unknown,
        }
    }

    /// Events alone: nobody asked the server yet.
    fn state_from_events(&self) -> SessionState {
        let events = self.events;
        match (events.gave_up(), events.browser_gone(), events.logged_in()) {
            // Words of the end outweigh words of the login, in whatever order they came.
            (true, _, false) => SessionState::AutoClosed,
            (_, true, true) => SessionState::Degraded,
            (_, _, true) => SessionState::Syncing,
            _ => SessionState::Unknown,
        }
    }
}
