//! Long lists, page by page.

mod chats;
mod listing;
mod messages;

pub use listing::Listing;
