//! A faithful double of WPPConnect Server 2.10.4.

#![forbid(unsafe_code)]

pub mod control;
pub mod dispatch;
pub mod driver;
pub mod exchange;
pub mod handlers;
pub mod http;
pub mod library;
pub mod qr;
pub mod server;
mod strict;
mod v8;
mod webhook_client;
pub mod world;
pub mod worlds;

pub use server::{MockServer, Options, StartError};

/// The server version whose behaviour is answered.
pub const SERVER_VERSION: &str = "2.10.4";
