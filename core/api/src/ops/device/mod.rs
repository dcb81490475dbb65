//! The linked phone.

pub mod get_phone_number;
pub mod host_device;
