//! Sending: every send ends as sent, provably not sent, or unknown.

mod ack;
mod any;
mod attempt;
mod deliver;
mod file;
mod fixed_id;
mod helpers;
mod ledger;
mod log;
mod many;
mod number;
mod options;
mod outcome;
mod reconcile;
mod text;

pub(crate) use attempt::Attempt;
pub(crate) use deliver::made_sent;
#[cfg(feature = "bridge")]
pub(crate) use helpers::in_words;
#[cfg(feature = "sqlite")]
pub use ledger::SqliteLedger;
pub(crate) use ledger::Turns;
pub use ledger::{Ledger, LedgerEntry, LedgerKey, MemoryLedger};
pub use log::SendCounts;
pub(crate) use log::SendLog;
pub use many::{Job, JobOutcome, Progress, SendMany, Stopper};
pub(crate) use number::Numbers;
pub use options::{FileOptions, SendOptions, TextOptions};
pub use outcome::Sent;
pub use reconcile::Reconciled;
