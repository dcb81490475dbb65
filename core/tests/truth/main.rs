//! What the client says of a send, held against what the mock's world knows: no outcome is a lie, and nothing is sent
//! twice.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail the test")]
#![allow(clippy::print_stderr, reason = "seeds and counts are printed")]

mod matrix;
mod secrets;
mod sequences;
#[path = "../common/watch.rs"]
#[allow(dead_code, reason = "shared by test binaries")]
mod watch;
mod world;
