//! Is the process there?

pub mod healthz;
