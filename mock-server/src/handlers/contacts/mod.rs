//! Contacts and numbers.

pub mod all_contacts;
pub mod block_contact;
pub mod blocklist;
pub mod check_number_status;
pub mod contact;
pub mod pn_lid;
pub mod profile;
pub mod profile_pic;
pub mod profile_status;
pub mod unblock_contact;
