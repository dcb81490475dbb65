//! Contacts and the number directory.

pub mod check_number_status;
