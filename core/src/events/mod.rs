//! Events, received safely: webhooks and Socket.IO into a durable inbox, from there to handlers.
//!
//! The server posts each event once, without retry, order, signature or id. So an event is written to disk
//! before it is acknowledged ([`Receiver`]), recognized when it comes twice, whichever way ([`Inbox`]), and handed to
//! [`Handlers`] at least once, in the order of each chat. See `docs/events.md`.

#[cfg(feature = "axum")]
pub mod axum;
mod dispatch;
mod feed;
mod filter;
mod handlers;
mod identity;
mod inbox;
mod media;
mod received;
mod receiver;
mod recover;
pub mod relay;
mod replies;
pub mod socket;
mod tokens;
mod turn;

pub use dispatch::{DispatchOptions, Dispatched};
pub use filter::Filter;
pub use handlers::{HandlerError, Handlers, Matching};
#[cfg(feature = "bridge")]
pub(crate) use identity::Identity;
pub use inbox::{Appended, DeadLetter, Inbox, InboxCounts, InboxOptions, NewEvent, ReplayRange, TimeOfDay};
pub use media::{MediaFolder, ReceivedMedia};
pub use received::Received;
pub use receiver::{AnswerAfter, Receiver, ReceiverOptions, WebhookAnswer};
pub use recover::Gap;
pub use turn::Turn;
pub use wppkit_api::{
    events::{Event, EventData, EventHead, EventKind, MalformedEvent, Source, parse_socket, parse_webhook},
    types::ChatKind,
};
