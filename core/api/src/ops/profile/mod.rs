//! The account's own profile.

pub mod change_username;
pub mod set_profile_pic;
pub mod set_profile_status;
