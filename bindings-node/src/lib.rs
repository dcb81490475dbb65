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
mod event_loop;
mod inbox;
mod question;
mod queue;
mod store;
#[cfg(unix)]
mod uv;
#[cfg(not(unix))]
mod uv {
    /// There the runtime does not tell what could be watched.
    pub(crate) fn watch(_: napi::sys::napi_env, _: i32, _: Box<dyn Fn()>) -> bool {
        false
    }
}

/// An error that JavaScript makes a `WppError` of: its record as the message.
fn refused(error: &wppkit::Error) -> napi::Error {
    napi::Error::from_reason(completion::record(error))
}
