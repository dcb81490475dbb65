//! One module per group, one file per operation.

pub mod auth;
pub mod business;
pub mod catalog;
pub mod chat;
pub mod communities;
pub mod contacts;
pub mod device;
pub mod groups;
pub mod health;
pub mod labels;
pub mod messages;
pub mod misc;
pub mod newsletters;
pub mod profile;
pub mod session;
pub mod stories;
