//! The linked phone.

pub mod get_battery_level;
pub mod get_phone_number;
pub mod host_device;
