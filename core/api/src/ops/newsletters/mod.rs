//! Channels.

pub mod create_newsletter;
pub mod destroy_newsletter;
pub mod edit_newsletter;
pub mod mute_newsletter;
