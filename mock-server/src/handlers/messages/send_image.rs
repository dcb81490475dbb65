//! `POST send-image`: the same controller as send-file.

pub use super::send_file::{STATEFUL, handle};
