//! The built binary against a mock in this process.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may panic like tests")]

mod support;

mod arguments;
mod call;
mod conform;
mod demo;
mod doctor;
mod documented;
mod events;
mod login;
mod mock;
mod printed;
mod record;
mod send;
mod session;
