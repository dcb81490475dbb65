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
        _ => {
            serde_json::from_slice(json).map_err(|error| not_an_object(what, &format!("no JSON: {error}")))?
        }
    };
    if !value.is_object() {
        return Err(not_an_object(what, "not a JSON object"));
    }
    wppkit_api::read_json(&value).map_err(|mut invalid| {
        let python = snake_case(invalid.field.trim_end_matches("Ms"));
        if invalid.problem != "unknown field" && python != invalid.field.trim_end_matches("Ms") {
            invalid.accepted = format!("{} (in Python the name is {python})", invalid.accepted);
        }
        Error::invalid_field(invalid)
    })
}

/// The name as Python spells it.
fn snake_case(name: &str) -> String {
    let letters = name.chars().flat_map(|letter| {
        letter.is_ascii_uppercase().then_some('_').into_iter().chain([letter.to_ascii_lowercase()])
    });
    letters.collect()
}

fn not_an_object(what: &str, problem: &str) -> Error {
    Error::invalid_input(format!("the {what} are {problem}"))
        .with_hint(format!("give the {what} as an object with their names as keys"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_as_every_language_spells_it() {
        let error = ClientConfig::from_json(br#"{"maxAnswerBytes":-1}"#).unwrap_err();
        assert_eq!(error.message(), "maxAnswerBytes: must be a whole number from 0, not -1");
        assert!(error.hint().unwrap().contains("max_answer_bytes"), "{error:?}");
        let error = ClientConfig::from_json(br#"{"timeoutMs":"5"}"#).unwrap_err();
        assert_eq!(error.hint(), Some("accepted: a whole number from 0, in milliseconds"));
    }
}
