//! Tokens.

pub mod generate_token;
