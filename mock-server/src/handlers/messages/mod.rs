//! Sending and reading messages.

pub mod get_messages;
pub mod message_by_id;
pub mod send_file;
pub mod send_file_base64;
pub mod send_image;
pub mod send_message;
pub mod send_voice_base64;
mod sending;
