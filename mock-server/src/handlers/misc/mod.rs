//! Presence, calls, the browser page, Chatwoot, and the documentation page.

pub mod api_docs;
pub mod chatwoot;
pub mod reject_call;
pub mod set_limit;
pub mod set_online_presence;
pub mod subscribe_presence;
pub mod take_screenshot;
