//! `wppkit record`: a proxy before a real server that writes what passes, without what is private.
//!
//! The lines are those of [`crate::replay`]. Secrets, tokens, numbers, names, texts and media are replaced before a
//! line is kept, the same thing by the same replacement throughout a file, so that a recording can be handed on.

mod line;
mod pending;
mod proxy;
mod redact;
mod words;

pub use proxy::{RecordArgs, RecordError, Recorder};
pub use redact::Redactor;
