//! The rules of the world, without HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail the test")]

mod browser;
mod close;
mod crowd;
#[cfg(test)]
mod deliveries;
mod link;
mod login;
mod placing;
mod start;
#[cfg(test)]
mod state;
#[cfg(test)]
mod story;
mod troubles;
