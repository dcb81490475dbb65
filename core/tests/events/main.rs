//! Events from the wire to the handler.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "helpers of tests may fail the test"
)]

mod crash;
mod dispatch;
mod inbox;
mod receiver;
mod recover;
mod relay;
mod soak;
mod socket;
mod support;
#[path = "../common/watch.rs"]
#[allow(dead_code, reason = "shared by test binaries")]
mod watch;
