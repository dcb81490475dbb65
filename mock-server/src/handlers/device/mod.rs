//! The phone behind a session.

pub mod get_phone_number;
pub mod host_device;
