//! Conversations.

pub mod all_chats;
