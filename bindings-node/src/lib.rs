//! The native half of the npm package `wppkit`: starts calls on the core's runtime and hands what they bring to
//! JavaScript in batches. Which calls there are is nothing that it knows.
//!
//! JSON crosses as text, files beside it as bytes, paths or chunks that are asked for. One wake-up of the event
//! loop takes everything that has come meanwhile, so that a burst of answers costs one crossing.
#![allow(unsafe_code, reason = "the glue that napi-derive generates is made of calls of a C interface")]

mod attachment;
mod bridge;
mod client;
mod completion;
mod inbox;
mod question;
mod queue;
mod store;

/// An error that JavaScript makes a `WppError` of: its record as the message.
fn refused(error: &wppkit::Error) -> napi::Error {
    napi::Error::from_reason(completion::record(error))
}
