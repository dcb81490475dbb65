//! The phone behind an account.

use serde::{Deserialize, Serialize};

/// What the account says about its phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Name that others see.
    pub pushname: Box<str>,
    /// `android`, `iphone`, `smba`…
    pub platform: Box<str>,
    /// Version of WhatsApp on the phone.
    pub wa_version: Box<str>,
}

impl Device {
    /// An Android phone whose owner is called `pushname`.
    #[must_use]
    pub fn android(pushname: &str) -> Self {
        Self { pushname: pushname.into(), platform: "android".into(), wa_version: "2.25.1".into() }
    }
}
