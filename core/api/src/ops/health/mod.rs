//! The server process.

pub mod healthz;
