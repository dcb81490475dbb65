//! The WPPConnect Server API as Rust types: one type per operation, the wire's domain objects, errors.
//!
//! This crate does no I/O and knows no language binding. Everything else in the workspace (the client, the
//! mock's routes, the generated facades and reference) is derived from its registry; see [`registry`].
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[macro_use]
mod wire;
#[macro_use]
mod operation;

mod addressing;
mod encode;
mod error;
pub mod events;
mod extra;
pub mod helpers;
mod mend;
pub mod ops;
mod payload;
mod profile;
mod registry;
mod routes;
pub mod types;
mod validate;

pub use addressing::{Addressing, KIND_FLAGS, sending_operations};
pub use encode::{DecodeRequestError, EncodeError, EncodedRequest, GIVE_SECRET_KEY, Scope, decode, encode};
pub use error::{Delivery, ErrorCode};
pub use extra::Extra;
pub use helpers::{HelperEntry, helper_by_id, helpers};
pub use operation::{
    Auth, Effect, Failure, Group, Method, Operation, OperationMeta, Payload, QueryKind, TimeoutClass,
    Unsupported,
};
pub use payload::{DecodeAnswerError, decode_answer};
pub use profile::{Offer, Profile};
pub use registry::{CheckedRequest, OperationEntry, PayloadObject, by_id, nearest, registry};
pub use routes::match_route;
pub use validate::{InvalidField, read_json};
