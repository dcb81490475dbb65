//! What the observations so far amount to: facts, not yet a state.

use wppkit_api::{ErrorCode, helpers::Verb};

use super::{
    events::Events,
    observation::{Look, Observation},
    words::{FindWord, StatusWord},
};

/// The last thing that spoke for the whole session; events refine it until the next one.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Base {
    /// Nothing did yet.
    #[default]
    Nothing,
    /// A look.
    Look(Look, StatusWord),
    /// start-session's answer.
    Started(Option<String>, StatusWord),
    /// This client's own action.
    Did(Verb),
}

/// What qrcode-session tells of a session that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The server has no entry of this name.
    Unknown,
    /// The entry that close-session leaves.
    Closed,
}

/// Facts folded from observations, in bounded memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(super) base: Base,
    /// Consecutive good looks.
    pub(super) good_checks: u32,
    /// Events of this login or of its end; `newer` are those that the last base did not see.
    pub(super) events: Events,
    pub(super) newer: Events,
    /// The last status-find word as it came.
    pub(super) last_find: Option<String>,
    /// The last word that is not known here.
    pub(super) odd_find: Option<String>,
    /// A guarded call was refused since the last look.
    pub(super) refused: bool,
    /// The last call through the page was not answered, although the server says CONNECTED.
    pub(super) deaf: bool,
    /// Why the server could not be asked, since the last look.
    pub(super) failed: Option<ErrorCode>,
    /// What this client did last, until something is started.
    pub(super) own: Option<Verb>,
    pub(super) entry: Option<Entry>,
}

impl Model {
    /// Takes in one more observation.
    pub(crate) fn apply(&mut self, observation: &Observation) {
        match observation {
            Observation::Look(look) => self.look(look),
            Observation::StatusFind(word) => self.find(word),
            Observation::Started { status, version } => self.started(status.as_deref(), version.as_deref()),
            Observation::QrcodeAnswer { picture, message } => {
                self.entry = match message.as_deref() {
                    Some(text) if !picture && text.starts_with("Session not started") => Some(Entry::Unknown),
                    Some(_) if !picture => Some(Entry::Closed),
                    _ => None,
                };
            }
            Observation::Refused => {
                self.refused = true;
                self.good_checks = 0;
            }
            Observation::Probed(answered) => self.deaf = !answered,
            Observation::Failed(code) => {
                self.failed = Some(*code);
                self.good_checks = 0;
            }
            Observation::Did(verb) => self.did(*verb),
        }
    }

    /// Forgets good looks that lie too far back to be consecutive with the next.
    pub(crate) fn forget_good_checks(&mut self) {
        self.good_checks = 0;
    }

    fn look(&mut self, look: &Look) {
        let word = look.status.as_deref().map_or(StatusWord::Other, StatusWord::read);
        let new_code = matches!(
            &self.base,
            Base::Look(before, StatusWord::QrCode) if word == StatusWord::QrCode && before.qr != look.qr
        );
        self.events = match word {
            // A new code is shown only while nobody is logged in.
            StatusWord::QrCode if new_code => Events::default(),
            StatusWord::Closed => self.events.only_end(),
            StatusWord::Other => self.events,
            _ => self.events.only_login(),
        };
        let alive = look.check == Some(true) || look.uncheckable;
        let good = word == StatusWord::Connected && alive;
        self.good_checks = if good { self.good_checks.saturating_add(1) } else { 0 };
        if word != StatusWord::Closed {
            self.own = None;
        }
        // No look can see a deaf page: only a login behind this one, or another probe, shows that it hears again.
        self.deaf = self.deaf && word == StatusWord::Connected;
        self.entry = None;
        self.refused = false;
        self.failed = None;
        self.newer = Events::default();
        self.base = Base::Look(look.clone(), word);
    }

    fn find(&mut self, text: &str) {
        self.last_find = Some(text.to_owned());
        match FindWord::read(text) {
            Some(word) => {
                self.events.insert(word);
                self.newer.insert(word);
                if self.newer.browser_gone() || self.newer.unlinked() {
                    self.good_checks = 0;
                }
            }
            None => self.odd_find = Some(text.to_owned()),
        }
    }

    fn started(&mut self, status: Option<&str>, version: Option<&str>) {
        // Null is what the server keeps after a close.
        let word = status.map_or(StatusWord::Closed, StatusWord::read);
        let really_started = word == StatusWord::Closed;
        let login_goes_on =
            matches!(word, StatusWord::Initializing | StatusWord::QrCode | StatusWord::PhoneCode);
        let keep = if login_goes_on { self.events.only_login() } else { Events::default() };
        // A connected session ignores the start: what is known of it stays.
        if word == StatusWord::Connected && version.is_some() && self.good_checks > 0 {
            return;
        }
        *self = Self { events: keep, ..Self::default() };
        self.base = if really_started {
            Base::Did(Verb::Start)
        } else {
            Base::Started(status.map(str::to_owned), word)
        };
    }

    fn did(&mut self, verb: Verb) {
        *self = Self { base: Base::Did(verb), ..Self::default() };
        if verb != Verb::Start {
            self.own = Some(verb);
        }
    }
}
