//! The one pure reducer: three vocabularies of the server and this client's own actions to one state.
//!
//! No I/O and no clock. What can and what cannot be told apart by asking the server:
//!
//! | status-session | page check | reads as |
//! |---|---|---|
//! | `CLOSED`, no version | – | `Closed`: never started, closed, logged out, unlinked and forgotten look alike; events and own actions refine it to `Unlinked` |
//! | `CLOSED` with version | – | `AutoClosed`: the server keeps the remains of a start that nobody finished; a browser that died at the QR code looks the same |
//! | `INITIALIZING` | – | `Starting`, also if the browser can never come up |
//! | `QRCODE`, `PHONECODE` | – | `AwaitingQr`, `AwaitingPairing`; a scan shows in events only (`Syncing`) |
//! | `CONNECTED` | true, once | `Syncing` |
//! | `CONNECTED` | true, twice in a row | `Connected` |
//! | `CONNECTED` | false | `Degraded`: the browser is dead |

mod events;
mod evidence;
mod hint;
mod model;
mod observation;
mod reduce;
mod words;

#[cfg(test)]
mod properties;

pub(crate) use hint::hint;
pub(crate) use model::Model;
pub use observation::{Look, Observation};
pub use reduce::{Reading, reduce};
