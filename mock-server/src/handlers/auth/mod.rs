//! Making tokens.

pub mod generate_token;
