//! What a caller can say about a login.

use std::time::Duration;

use wppkit_api::ops::session::start_session::StartSession;

/// How a session logs in.
///
/// A start without settings of its own sends an empty request, so that the server reuses the stored webhook and
/// proxy. **Any** setting here replaces *all* stored ones: with a device name but without the webhook, the
/// webhook is gone. Pairing is such a setting, too.
#[derive(Debug, Clone)]
#[must_use]
pub struct Connect {
    pub(super) pairing: Option<String>,
    pub(super) code_by_webhook: bool,
    pub(super) settings: StartSession,
    pub(super) restart: bool,
    pub(super) resumes: u32,
    pub(super) timeout: Duration,
    #[cfg(feature = "events")]
    pub(super) receiver: Option<crate::events::Receiver>,
}

impl Connect {
    /// With a QR code, unless a stored login still holds.
    pub fn qr() -> Self {
        Self {
            pairing: None,
            code_by_webhook: false,
            settings: StartSession::default(),
            restart: false,
            resumes: 0,
            timeout: Duration::from_secs(300),
            #[cfg(feature = "events")]
            receiver: None,
        }
    }

    /// With a pairing code for this number, unless a stored login still holds.
    ///
    /// The server tells the code in its first start of the name since its boot (or since a logout), and after that
    /// only to the webhook: give [`Connect::webhook`], and hand its bodies to [`crate::Session::observe_webhook`].
    pub fn pairing(phone: impl Into<String>) -> Self {
        Self { pairing: Some(phone.into()), ..Self::qr() }
    }

    /// Pairs also where only the webhook stored on the server gets to know the code: the stage
    /// [`crate::Stage::PairingCode`] then comes without it.
    pub fn code_by_webhook(mut self) -> Self {
        self.code_by_webhook = true;
        self
    }

    /// The URL that gets the session's events. Replaces all stored settings.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.settings.webhook = Some(url.into());
        self
    }

    /// The receiver that gets the session's events, at an address that belongs to this session alone. Replaces all
    /// stored settings, as [`Connect::webhook`] does.
    #[cfg(feature = "events")]
    pub fn receiver(mut self, receiver: &crate::events::Receiver) -> Self {
        self.receiver = Some(receiver.clone());
        self
    }

    /// The name in the phone's list of linked devices. Replaces all stored settings.
    pub fn device_name(mut self, name: impl Into<String>) -> Self {
        self.settings.device_name = Some(name.into());
        self
    }

    /// Whether a dead browser or a start that hangs is closed and started again, once. Not by default: other
    /// clients of the session would notice.
    pub fn restart(mut self, restart: bool) -> Self {
        self.restart = restart;
        self
    }

    /// How often a login that the server closed (60 s without a scan, by default) is started again with a new
    /// code. Not by default: somebody should be looking at the code.
    pub fn resume_after_autoclose(mut self, times: u32) -> Self {
        self.resumes = times;
        self
    }

    /// The longest time for the whole login; 300 s by default. The server's own limit for a person with a phone
    /// is its autoClose, 60 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl Default for Connect {
    fn default() -> Self {
        Self::qr()
    }
}
