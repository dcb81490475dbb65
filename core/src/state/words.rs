//! The server's words for states and events, in all their spellings.

/// `status` of status-session and start-session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusWord {
    Closed,
    Initializing,
    QrCode,
    PhoneCode,
    Connected,
    Other,
}

impl StatusWord {
    /// Reads the word. start-session spells two of them in lower case, and answers null for a closed session.
    pub(crate) fn read(word: &str) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "CLOSED" => Self::Closed,
            "INITIALIZING" => Self::Initializing,
            "QRCODE" => Self::QrCode,
            "PHONECODE" => Self::PhoneCode,
            "CONNECTED" => Self::Connected,
            _ => Self::Other,
        }
    }
}

/// `status` of a status-find event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FindWord {
    NotLogged,
    IsLogged,
    QrReadSuccess,
    InChat,
    PhoneNotConnected,
    QrReadFail,
    QrReadError,
    AutocloseCalled,
    BrowserClose,
    ServerClose,
    DisconnectedMobile,
}

impl FindWord {
    /// Every word, in the order in which evidence lists them.
    pub(crate) const ALL: [Self; 11] = [
        Self::NotLogged,
        Self::IsLogged,
        Self::QrReadSuccess,
        Self::InChat,
        Self::PhoneNotConnected,
        Self::QrReadFail,
        Self::QrReadError,
        Self::AutocloseCalled,
        Self::BrowserClose,
        Self::ServerClose,
        Self::DisconnectedMobile,
    ];

    /// Reads the word, old spellings included; `None` for a word that is not known here.
    pub(crate) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "notLogged" => Self::NotLogged,
            "isLogged" => Self::IsLogged,
            "qrReadSuccess" => Self::QrReadSuccess,
            "inChat" | "chatsAvailable" => Self::InChat,
            "phoneNotConnected" => Self::PhoneNotConnected,
            "qrReadFail" => Self::QrReadFail,
            "qrReadError" => Self::QrReadError,
            "autocloseCalled" => Self::AutocloseCalled,
            "browserClose" => Self::BrowserClose,
            "serverClose" => Self::ServerClose,
            "disconnectedMobile" | "desconnectedMobile" | "deleteToken" => Self::DisconnectedMobile,
            _ => return None,
        })
    }

    /// The word as server 2.10.4 spells it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotLogged => "notLogged",
            Self::IsLogged => "isLogged",
            Self::QrReadSuccess => "qrReadSuccess",
            Self::InChat => "inChat",
            Self::PhoneNotConnected => "phoneNotConnected",
            Self::QrReadFail => "qrReadFail",
            Self::QrReadError => "qrReadError",
            Self::AutocloseCalled => "autocloseCalled",
            Self::BrowserClose => "browserClose",
            Self::ServerClose => "serverClose",
            Self::DisconnectedMobile => "disconnectedMobile",
        }
    }

    pub(crate) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_every_spelling() {
        assert_eq!(StatusWord::read("qrcode"), StatusWord::QrCode);
        assert_eq!(StatusWord::read("phoneCode"), StatusWord::PhoneCode);
        assert_eq!(StatusWord::read("RESTARTING"), StatusWord::Other);
        assert_eq!(FindWord::read("desconnectedMobile"), Some(FindWord::DisconnectedMobile));
        assert_eq!(FindWord::read("dancing"), None);
    }

    #[test]
    fn every_word_has_its_own_bit_and_reads_back() {
        let bits = FindWord::ALL.iter().fold(0, |bits, word| bits | word.bit());
        assert_eq!(bits.count_ones() as usize, FindWord::ALL.len());
        assert!(FindWord::ALL.iter().all(|word| FindWord::read(word.as_str()) == Some(*word)));
    }
}
