//! The server process.

pub mod healthz;
pub mod metrics;
pub mod unhealthy;
