//! A set of status-find words: the server posts events in parallel, so their order means nothing.

use super::words::FindWord;

/// Which words were reported, without their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Events(u16);

impl Events {
    const GAVE_UP: u16 =
        FindWord::AutocloseCalled.bit() | FindWord::QrReadError.bit() | FindWord::QrReadFail.bit();
    const BROWSER_GONE: u16 = FindWord::BrowserClose.bit() | FindWord::ServerClose.bit();
    const LOGGED_IN: u16 = FindWord::IsLogged.bit() | FindWord::QrReadSuccess.bit() | FindWord::InChat.bit();

    pub(crate) fn insert(&mut self, word: FindWord) {
        self.0 |= word.bit();
    }

    pub(crate) fn has(self, word: FindWord) -> bool {
        self.0 & word.bit() != 0
    }

    /// The words, in the fixed order of [`FindWord::ALL`].
    pub(crate) fn words(self) -> impl Iterator<Item = FindWord> {
        FindWord::ALL.into_iter().filter(move |word| self.has(*word))
    }

    /// Waiting for the login was given up.
    pub(crate) fn gave_up(self) -> bool {
        self.0 & Self::GAVE_UP != 0
    }

    /// The browser is gone.
    pub(crate) fn browser_gone(self) -> bool {
        self.0 & Self::BROWSER_GONE != 0
    }

    /// The login was reported.
    pub(crate) fn logged_in(self) -> bool {
        self.0 & Self::LOGGED_IN != 0
    }

    /// The phone removed the link.
    pub(crate) fn unlinked(self) -> bool {
        self.has(FindWord::DisconnectedMobile)
    }

    /// What stays true while a login goes on: words of the login itself, not of its end.
    pub(crate) fn only_login(self) -> Self {
        Self(self.0 & (Self::LOGGED_IN | FindWord::NotLogged.bit()))
    }

    /// What stays true of a session that is stopped: how it ended.
    pub(crate) fn only_end(self) -> Self {
        Self(self.0 & (Self::GAVE_UP | Self::BROWSER_GONE | FindWord::DisconnectedMobile.bit()))
    }
}
