//! The error vocabulary that every language shares.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[$meta:meta])* $variant:ident = $text:literal),* $(,)?) => {
        /// What went wrong, as a stable string.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$meta])* $variant,)*
        }

        impl ErrorCode {
            /// Every code, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable string.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

error_codes! {
    /// The input cannot be sent; nothing left.
    InvalidInput = "invalid_input",
    /// The server refuses the token, and renewing it is impossible or did not help.
    Unauthorized = "unauthorized",
    /// The server refuses the secret key.
    WrongSecret = "wrong_secret",
    /// The session has no logged-in WhatsApp client.
    NotConnected = "not_connected",
    /// The number is not on WhatsApp.
    NumberNotFound = "number_not_found",
    /// The server answered that sending failed, or reports it as done without proof.
    SendFailed = "send_failed",
    /// The server refused the request for another reason (4xx).
    Rejected = "rejected",
    /// No answer within the deadline.
    Timeout = "timeout",
    /// No connection to the server.
    Connect = "connect",
    /// The server failed (5xx).
    Server = "server",
    /// The answer is not what the API answers: HTML, truncated, malformed, another shape.
    UnexpectedResponse = "unexpected_response",
    /// This server cannot do it.
    NotSupported = "not_supported",
    /// The file of a message cannot be had, now or later: there is none, or no way to it is left.
    MediaGone = "media_gone",
    /// The server gave up waiting for the login and closed the browser.
    AutoClosed = "auto_closed",
    /// The caller cancelled.
    Cancelled = "cancelled",
    /// The SDK's own file (event inbox, ledger) cannot be opened, read or written.
    Storage = "storage",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What is known of the delivery when a send fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Provably not sent: sending again cannot duplicate.
    NotSent,
    /// May have been sent: look before sending again.
    Unknown,
}

impl Delivery {
    /// The stable string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_alike_everywhere() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
