//! A faithful double of WPPConnect Server 2.10.4.

#![forbid(unsafe_code)]

pub mod library;
pub mod qr;
pub mod world;

/// The server version whose behaviour is answered.
pub const SERVER_VERSION: &str = "2.10.4";
