//! Sessions: start, state, QR code, close, logout, wipe.

pub mod backup_sessions;
pub mod check_connection_session;
pub mod clear_session_data;
pub mod close_session;
pub mod logout_session;
pub mod qrcode_session;
pub mod restore_sessions;
pub mod show_all_sessions;
pub mod start_all;
pub mod start_session;
pub mod status_session;
