//! Conversations.

pub mod all_chats;
pub mod all_chats_archived;
pub mod all_chats_with_messages;
pub mod archive_all_chats;
pub mod archive_chat;
pub mod chat_by_id;
pub mod chat_is_online;
pub mod chat_state;
pub mod clear_all_chats;
pub mod clear_chat;
pub mod delete_all_chats;
pub mod delete_chat;
pub mod last_seen;
pub mod list_chats;
pub mod list_mutes;
pub mod mark_unseen;
pub mod pin_chat;
pub mod recording;
pub mod send_mute;
pub mod send_seen;
pub mod temporary_messages;
pub mod typing;
