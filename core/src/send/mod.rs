//! Sending: every send ends as sent, provably not sent, or unknown.

mod ack;
mod file;
mod ledger;
mod number;
mod options;
mod outcome;
mod reconcile;
mod text;

pub(crate) use ledger::Ledger;
pub(crate) use number::Numbers;
pub use options::{FileOptions, TextOptions};
pub use outcome::Sent;
pub(crate) use reconcile::Attempt;
pub use reconcile::Reconciled;
