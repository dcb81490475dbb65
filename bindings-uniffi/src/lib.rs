//! The native half of the Kotlin and Swift packages `wppkit`: one call by id, logins, events, and what a client
//! needs. Which operations there are is nothing that it knows; the typed methods are generated over it.
//!
//! JSON crosses as text, files beside it as bytes, paths, or chunks that are asked for. A future that the language
//! drops cancels its call.
#![allow(unsafe_code, reason = "the glue that UniFFI generates is made of calls of a C interface")]

mod client;
mod events;
mod failure;
mod file;
mod login;
mod store;
mod work;

pub use client::{NativeClient, Reply};
pub use events::{event_key, parse_event, qr_terminal, verify_relay};
pub use failure::Failure;
pub use file::{Attachment, ByteSource};
pub use login::NativeLogin;
pub use store::ForeignTokenStore;

uniffi::setup_scaffolding!("wppkit");
