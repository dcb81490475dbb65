//! Rust SDK for WPPConnect Server: log WhatsApp accounts in, send, and know what became of it.
//!
//! ```no_run
//! # async fn example() -> wppkit::Result<()> {
//! use wppkit::{Client, Connect, Stage};
//!
//! let client = Client::builder("http://127.0.0.1:21465").secret_key("THISISMYSECURETOKEN").build()?;
//! let shop = client.session("shop")?;
//!
//! let mut login = shop.connect(Connect::qr());
//! while let Some(stage) = login.next().await {
//!     if let Stage::Qr(qr) = stage? {
//!         println!("{}", qr.terminal()?);
//!     }
//! }
//!
//! let sent = shop.send_text("+55 21 99999-9999", "Olá").await?;
//! println!("{} to {}", sent.id, sent.chat);
//! # Ok(()) }
//! ```
//!
//! Every call runs on the caller's tokio runtime (with time and I/O enabled); the crate starts no threads and
//! leaves no tasks behind. Dropping a future or a [`Login`] cancels it.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

use std::{future::Future, pin::Pin};

mod answer;
mod atomic_file;
mod base_url;
#[cfg(feature = "bridge")]
pub mod bridge;
mod budget;
mod builder;
mod call;
mod client;
mod clock;
mod error;
#[cfg(feature = "events")]
pub mod events;
mod generated;
mod media;
mod options;
mod person;
mod phone;
mod qr;
mod recipient;
mod redact;
mod refusal;
mod send;
mod session;
mod session_name;
mod settings;
#[cfg(feature = "sqlite")]
#[allow(dead_code, reason = "stores of several kinds open their files here; not each uses all of it")]
mod sqlite;
pub mod state;
mod supervisor;
mod timing;
mod token;
mod transport;

pub use answer::{Answer, Raw};
pub use builder::ClientBuilder;
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use error::{Delivery, Error, ErrorCode};
pub use generated::*;
pub use media::{Downloaded, Media, MediaReader, SavedMedia};
pub use options::CallOptions;
pub use phone::{Phone, Region};
pub use qr::{Qr, png_from_base64};
pub use recipient::{IntoRecipient, Recipient, WireFlags};
#[cfg(feature = "sqlite")]
pub use send::SqliteLedger;
pub use send::{
    FileOptions, Job, JobOutcome, Ledger, LedgerEntry, LedgerKey, MemoryLedger, Progress, Reconciled,
    SendCounts, SendMany, SendOptions, Sent, Stopper, TextOptions,
};
pub use session::{Changes, Connect, Listing, Login, PairingCode, Session, Stage};
#[cfg(feature = "sqlite")]
pub use sqlite::Durability;
pub use supervisor::{
    AuditEntry, AuditEvent, FileSupervisorStore, MemorySupervisorStore, Policy, Remembered, Supervisor,
    SupervisorMetrics, SupervisorStore, Wanted,
};
pub use timing::{Pace, RetryPolicy, Timeouts};
pub use token::{FileTokenStore, MemoryTokenStore, TokenKey, TokenMint, TokenStore, mint_local};
pub use wppkit_api::{
    self as api,
    helpers::{
        Backup, BackupReport, ChatPage, ChatsPage, Close, CureReport, CureStep, Diagnose, Diagnosis,
        Evidence, Finding, FindingCode, HealthReport, Logout, MediaKind, MessagePage, MessagesPage,
        PageDirection, Panel, PanelAction, PanelAnswer, QrStatus, RefreshQr, ResolvedChat, Restart, Restore,
        RestoreReport, RestoredSession, SessionState, SessionStatus, Severity, Status, Verb, VerbReport,
        WaitUntilConnected, Wipe,
    },
    types::{Ack, ChatKind, Secret},
};

/// A boxed future, for traits that must stay object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/sessions.md")]
#[doc = include_str!("../../docs/groups.md")]
#[doc = include_str!("../../docs/sends.md")]
#[cfg_attr(feature = "axum", doc = include_str!("../../docs/events.md"))]
#[doc = include_str!("../../docs/panel.md")]
struct DocumentationSnippets;
