//! Is the process there?

pub mod healthz;
pub mod metrics;
pub mod unhealthy;
