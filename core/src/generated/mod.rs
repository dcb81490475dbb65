//! Code that follows from the operation registry.

mod groups;

pub use groups::*;
