//! Helpers: calls of several steps that every language offers beside the operations.
//!
//! A helper is a request type with a response type and metadata, like an operation, but its body is Rust in the
//! client crate and not a route. The bindings, the reference and the scenarios derive from [`helpers`] as they do
//! from the operation registry.

/// The only list of helpers: calls `callback! { Request, … }`.
///
/// The registry, the dispatch by id and the generators derive from it.
#[macro_export]
macro_rules! for_each_helper {
    ($callback:ident) => {
        $callback! {
            Status,
            WaitUntilConnected,
            Close,
            Logout,
            Wipe,
            Restart,
            RefreshQr,
            Diagnose,
            CheckHealth,
            Cure,
            SendText,
            SendMedia,
            SendAny,
            SendMany,
            Reconcile,
            Download,
            WaitForAck,
            Panel,
            ChatsPage,
            MessagesPage,
            ResolveChat,
            Backup,
            Restore,
        }
    };
}

mod backup;
mod chats_page;
mod close;
mod cure;
mod diagnose;
mod download;
mod entry;
mod health;
mod logout;
mod messages_page;
mod page;
mod panel;
mod reconcile;
mod refresh_qr;
mod report;
mod resolve_chat;
mod restart;
mod restore;
mod send_any;
mod send_many;
mod send_media;
mod send_text;
mod sent;
mod state;
mod status;
mod wait_for_ack;
mod wait_until_connected;
mod wipe;

pub use backup::{Backup, BackupReport};
pub use chats_page::{ChatPage, ChatsPage};
pub use close::Close;
pub use cure::{Cure, CureReport, CureStep};
pub use diagnose::{Diagnose, Diagnosis, Finding, FindingCode, Severity};
pub use download::{Download, DownloadedMedia};
pub use entry::{HelperEntry, helper_by_id, helpers};
pub use health::{CheckHealth, HealthReport, ProbeReport, SendCountsReport};
pub use logout::Logout;
pub use messages_page::{MessagePage, MessagesPage, PageDirection};
pub use panel::{Panel, PanelAction, PanelAnswer};
pub use reconcile::{Reconcile, ReconcileReport, ReconcileVerdict};
pub use refresh_qr::RefreshQr;
pub use report::{Verb, VerbReport};
pub use resolve_chat::{ResolveChat, ResolvedChat};
pub use restart::Restart;
pub use restore::{Restore, RestoreReport, RestoredSession};
pub use send_any::SendAny;
pub use send_many::{OutcomeWord, SendMany, SendManyReport, SendOutcome};
pub use send_media::{MediaKind, SendMedia};
pub use send_text::SendText;
pub use sent::SentMessage;
pub use state::{Evidence, EvidenceSource, SessionState};
pub use status::{QrStatus, RawStatus, SessionStatus, Status};
pub use wait_for_ack::{AckReached, WaitForAck};
pub use wait_until_connected::WaitUntilConnected;
pub use wipe::Wipe;

use serde::{Serialize, de::DeserializeOwned};

use crate::{Effect, InvalidField};

/// A call of several steps on one session.
pub trait Helper: Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync + 'static {
    /// What it answers.
    type Response: Serialize + DeserializeOwned + schemars::JsonSchema + Send + 'static;

    /// The facts that the registry shares.
    const META: HelperMeta;

    /// Refuses what cannot be done. Called before anything leaves.
    fn validate(&self) -> Result<(), InvalidField> {
        Ok(())
    }
}

/// Facts about one helper. Its documentation is the description of its request schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HelperMeta {
    /// Stable kebab-case name, distinct from every operation's.
    pub id: &'static str,
    /// What repeating it does.
    pub effect: Effect,
    /// Whether it needs the server's secret key.
    pub needs_secret: bool,
}

impl HelperMeta {
    pub(crate) const fn new(id: &'static str, effect: Effect) -> Self {
        Self { id, effect, needs_secret: false }
    }

    /// The id in snake_case, as Rust and Python spell it.
    pub fn snake_case_id(&self) -> String {
        self.id.replace('-', "_")
    }
}
