//! What language bindings share: settings and calls as JSON, one runtime per process, errors as records.
//!
//! A binding turns its language's arguments into JSON text, starts [`call`] with [`spawn`], and turns a [`Reply`]
//! or an [`ErrorRecord`] into its language's objects. Keys are camelCase, times are whole milliseconds.
//!
//! ```no_run
//! use wppkit::bridge::{self, Call, ClientConfig, ClientHandle};
//!
//! # fn main() -> wppkit::Result<()> {
//! let config = ClientConfig::from_json(br#"{"url":"http://127.0.0.1:21465","secretKey":"THISISMYSECURETOKEN"}"#)?;
//! let client = ClientHandle::new(config, None)?;
//! let call = Call::new("all-chats").session("shop");
//! bridge::spawn(bridge::call(client, call), |result| match result {
//!     Ok(reply) => println!("{} bytes of chats", reply.payload.len()),
//!     Err(error) => println!("{error}"),
//! })?;
//! # Ok(()) }
//! ```

mod call;
mod config;
pub mod fork;
mod handle;
#[cfg(feature = "events")]
mod inbox;
mod local;
pub mod logs;
mod many;
#[cfg(feature = "events")]
mod parse;
mod record;
mod runtime;
mod stages;

pub use call::{Call, CallSettings, Reply, call, call_object};
pub use config::{ClientConfig, PaceConfig, RetriesConfig, TimeoutsConfig};
pub use handle::{ClientHandle, Stores};
#[cfg(feature = "events")]
pub use inbox::{Handled, InboxHandle, Listener, RelayHandle, Wanting, verify_relay};
pub use local::{Borrowed, LocalRuntime};
pub use many::{Outcomes, send_many};
#[cfg(feature = "events")]
pub use parse::{event_key, parse_event, parse_socket_event};
pub use record::ErrorRecord;
pub use runtime::{Running, defect, runtime, spawn};
pub use stages::{Stages, connect};
pub use wppkit_api::PayloadObject;

use crate::{Error, ErrorCode};

/// An argument that only the binding can judge, such as a value of a wrong type in its language.
pub fn invalid_input(field: &str, problem: &str, hint: impl Into<String>) -> Error {
    Error::invalid_input(format!("{field}: {problem}")).with_hint(hint.into())
}

/// A store of the binding's user that could not do its work.
pub fn storage(attempted: &str, problem: &str, hint: impl Into<String>) -> Error {
    Error::new(ErrorCode::Storage, format!("could not {attempted}: {problem}")).with_hint(hint.into())
}

/// A QR code's text drawn with block characters.
///
/// # Errors
/// `unexpected_response` if the text is too long for a QR code.
pub fn qr_terminal(text: &str) -> Result<String, Error> {
    crate::Qr::new(text, 1, std::time::Instant::now(), true).terminal()
}

/// Reads JSON text as settings; a failure names the field.
fn read<T: serde::de::DeserializeOwned>(what: &str, json: &[u8]) -> Result<T, Error> {
    let value: serde_json::Value = match json {
        b"" | b"null" => serde_json::Value::Object(serde_json::Map::new()),
        _ => serde_json::from_slice(json)
            .map_err(|error| Error::invalid_input(format!("the {what} are no JSON: {error}")))?,
    };
    if !value.is_object() {
        return Err(Error::invalid_input(format!("the {what} are not a JSON object")));
    }
    wppkit_api::read_json(&value).map_err(|(field, problem)| {
        Error::invalid_input(format!("{field}: {problem}")).with_hint(format!("look at the {what}"))
    })
}
