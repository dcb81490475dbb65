//! Replay of recorded exchanges: brings a mock into each line's precondition, sends the recorded request and compares.

pub mod compare;
mod drive;
mod known;
pub mod lifecycle;
mod page;
pub mod placeholder;
mod precondition;
pub mod recording;
mod report;
mod request;
mod run;
mod scope;
pub mod web;

pub use drive::Driver;
pub use report::Report;
pub(crate) use request::PIXEL;
pub use run::{Plan, Replayed, Verdict, replay};
pub use scope::Operations;
pub(crate) use scope::method;
