//! What scenarios are run through: the Rust SDK, plain HTTP, or an adapter process of any language.

mod adapter;
mod events;
mod http;
mod listen;
mod process;
mod protocol;
mod rust;
mod shared;

pub use adapter::{Step, adapter};
pub use http::Http;
pub use process::Process;
pub use protocol::{Call, CallError, Settings};
pub use rust::Rust;
pub use shared::Shared;

use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// A boxed future, for a trait that must stay object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How a call ended: a result, the client's error, or a broken target.
pub type CallResult = Result<Result<Value, CallError>, TargetError>;

/// A target that did not do its part, whatever the server did.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It cannot be used, or does not keep to the protocol.
    #[error("{0}")]
    Broken(String),
    /// The client has nothing for this call, and says so: the scenario is none for it.
    #[error("{0}")]
    Unsupported(String),
}

/// Something that scenarios are run through.
pub trait Target: Send + Sync {
    /// Name on the command line, such as `rust`.
    fn name(&self) -> &str;

    /// How many scenarios it runs at once unless told otherwise.
    fn parallel(&self) -> usize {
        16
    }

    /// Whether it is an SDK: has helpers, error codes, streams.
    fn is_sdk(&self) -> bool;

    /// Clients for one scenario: nothing that one scenario cached is seen by another.
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Clients>, TargetError>>;
}

/// The clients of one scenario, one per settings.
pub trait Clients: Send + Sync {
    /// Makes one call. Stages of a stream go to `stages` as they appear.
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult>;
}

/// The target of that name that needs no adapter.
#[must_use]
pub fn built_in(name: &str) -> Option<Arc<dyn Target>> {
    match name {
        "rust" => Some(Arc::new(Rust)),
        "http" => Some(Arc::new(Http)),
        _ => None,
    }
}
