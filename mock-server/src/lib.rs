//! wppkit
