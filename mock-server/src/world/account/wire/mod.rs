//! How the account's objects look on the wire, in both encodings.
//!
//! Everything here is a borrowed view that serializes itself, so that an answer can be written without
//! building a tree first.

mod catalog;
mod chat;
mod contact;
mod encoding;
mod entries;
mod group;
mod message;
mod newsletter;
mod raw_message;

pub use catalog::{CollectionView, OrderView, ProductDetailView, ProductView};
pub use chat::{ChatView, RawChatView};
pub use contact::{ContactView, PictureView};
pub use encoding::{Encoding, MessageKeyView, WidView};
pub use group::{GroupView, InvitedGroupView, ParticipantView};
pub use message::MessageView;
pub use newsletter::NewsletterView;
pub use raw_message::RawMessageView;

use serde::Serialize;
use serde_json::Value;

/// A view as a tree, for places that need one.
#[must_use]
pub fn tree(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

#[cfg(test)]
mod tests;
