//! The server's words, in all their spellings.

/// `status-session` and the answer of `start-session`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusWord {
    Closed,
    Initializing,
    QrCode,
    PhoneCode,
    Connected,
    Other,
}

pub(super) fn status_word(word: &str) -> StatusWord {
    match word {
        "CLOSED" | "closed" => StatusWord::Closed,
        "INITIALIZING" => StatusWord::Initializing,
        "QRCODE" | "qrcode" => StatusWord::QrCode,
        "PHONECODE" | "phoneCode" => StatusWord::PhoneCode,
        "CONNECTED" => StatusWord::Connected,
        _ => StatusWord::Other,
    }
}

/// `status-find` events. Names that only old servers send are mapped to their successors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventWord {
    /// The page is loaded and waits for a login.
    NotLogged,
    /// The page is loaded and the stored login holds.
    Logged,
    /// The phone accepted.
    Scanned,
    /// The main screen is ready.
    InChat,
    /// The page went away while it waited for the login.
    LoginFailed,
    /// The countdown of the login ended.
    AutoClosed,
    /// The browser is gone.
    BrowserGone,
    /// The registration is gone.
    Unlinked,
    /// The browser is starting.
    Launching,
    Other,
}

pub(super) fn event_word(word: &str) -> EventWord {
    match word {
        "notLogged" => EventWord::NotLogged,
        "isLogged" | "successPageWhatsapp" => EventWord::Logged,
        "qrReadSuccess" | "waitChat" | "phoneNotConnected" => EventWord::Scanned,
        "inChat" | "chatsAvailable" => EventWord::InChat,
        "qrReadError" | "qrReadFail" => EventWord::LoginFailed,
        "autocloseCalled" => EventWord::AutoClosed,
        "browserClose" | "serverClose" => EventWord::BrowserGone,
        "disconnectedMobile" | "desconnectedMobile" | "deleteToken" => EventWord::Unlinked,
        "initBrowser" | "openBrowser" | "initWhatsapp" | "connectBrowserWs" => EventWord::Launching,
        _ => EventWord::Other,
    }
}
