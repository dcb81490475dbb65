//! The conformance suite: recorded exchanges replayed against the mock, and scenarios run through every client.
#![forbid(unsafe_code)]

pub mod cli;
pub mod control;
pub mod http;
pub mod record;
pub mod replay;
pub mod scenario;
pub mod secrets;
pub mod server;
pub mod target;
mod token;
pub mod visit;

pub use token::Mint;
