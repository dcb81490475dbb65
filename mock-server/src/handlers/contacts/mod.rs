//! Contacts and numbers.

pub mod check_number_status;
