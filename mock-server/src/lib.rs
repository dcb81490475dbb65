//! A faithful double of WPPConnect Server 2.10.4, for tests and for trying things out.
//!
//! It answers as the real server does, quirks included, over a world without WhatsApp and without Chrome: sessions,
//! browsers, phones, accounts and a virtual clock. Tests steer it by methods or, from any language, by the control
//! API below `/__mock__`.
//!
//! ```
//! use wppkit_mock::MockServer;
//! use wppkit_mock::world::session::StateWord;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockServer::builder().frozen().start().await?;   // a free port; stops when dropped
//! mock.session("shop").set(StateWord::QrCode);
//! mock.phone("shop").scan()?;
//! mock.clock().advance(2_000).await;                          // two virtual seconds, at once
//! assert_eq!(mock.session("shop").state(), StateWord::Connected);
//! // Point a client at mock.url() with the secret key mock.secret() …
//! assert!(mock.requests().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! [`world`] holds the rules and knows no HTTP and no wall clock; [`http`] and [`exchange`] imitate Node and
//! Express; [`handlers`] are the server's controllers; [`library`] is the WhatsApp library below them; [`driver`]
//! performs what the world wants done.

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
mod sockets;
mod strict;
mod v8;
mod webhook_client;
pub mod world;
pub mod worlds;

pub use server::{MockServer, Options, StartError};

/// The server version whose behaviour is answered.
pub const SERVER_VERSION: &str = "2.10.4";

#[cfg(doctest)]
#[doc = include_str!("../../docs/mock.md")]
mod documentation {}
