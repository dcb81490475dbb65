//! One call of the library's `create()`: a browser, what its page shows, and the client object it works on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::world::effect::RequestId;
use crate::world::timers::TimerKey;

use super::client::Client;

/// Names one run within its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub u32);

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Chrome is starting.
    Launching,
    /// The page waits for a scan or a pairing code.
    AwaitingPhone,
    /// Somebody scanned and has not confirmed on the phone yet.
    AwaitingConfirmation,
    /// The phone confirmed; the login is being completed.
    LoggingIn,
    /// `create()` resolved: the client works.
    LoggedIn,
    /// The page is being closed, or Chrome is dying.
    Closing,
}

/// A browser and what belongs to it.
#[derive(Debug)]
pub struct Run {
    /// Its name.
    pub id: RunId,
    /// The client object it works on: none is the one in memory, some is one that was replaced there.
    pub replaced: Option<Box<Client>>,
    /// How far it is.
    pub stage: Stage,
    /// Whether Chrome lives.
    pub alive: bool,
    /// Whether its page answers nothing but `isConnected`, although Chrome lives.
    pub deaf: bool,
    /// Whether it holds the lock of the profile folder.
    pub locks_profile: bool,
    /// Request that still waits for a code (`waitQrCode`).
    pub waiting: Option<RequestId>,
    /// Request that started it: library calls made by the login are journalled below that one.
    pub request: Option<RequestId>,
    /// Number for which pairing codes are asked for; none means QR codes.
    pub pairing_phone: Option<Arc<str>>,
    /// Proxy that Chrome uses.
    pub proxy: Option<Arc<str>>,
    /// How many codes were shown.
    pub codes: u32,
    /// The pairing code that the page shows.
    pub pairing_code: Option<Arc<str>>,
    /// Closes the page when nobody logs in.
    pub autoclose: Option<TimerKey>,
    /// Shows the next code.
    pub rotation: Option<TimerKey>,
}

impl Run {
    /// A run that begins now on the object in memory.
    #[must_use]
    pub fn new(id: RunId, waiting: Option<RequestId>, request: Option<RequestId>) -> Self {
        Self {
            id,
            replaced: None,
            stage: Stage::Launching,
            alive: false,
            deaf: false,
            locks_profile: false,
            waiting,
            request,
            pairing_phone: None,
            proxy: None,
            codes: 0,
            pairing_code: None,
            autoclose: None,
            rotation: None,
        }
    }

    /// Whether its page waits for the person with the phone.
    #[must_use]
    pub fn awaits_phone(&self) -> bool {
        self.alive && matches!(self.stage, Stage::AwaitingPhone | Stage::AwaitingConfirmation)
    }
}
