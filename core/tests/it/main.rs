//! The client against servers that misbehave, and against the mock.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail the test")]

mod attacks;
mod auth;
mod fake;
mod hostile;
mod ledger;
mod mock;
mod pages;
mod runtime;
mod secrets;
mod sends;
mod waits;
#[path = "../common/watch.rs"]
#[allow(dead_code, reason = "shared by test binaries")]
mod watch;
