//! Scenarios: behaviour written down once, run through every target.

mod afterwards;
mod coverage;
mod errors;
pub mod load;
mod matcher;
pub mod model;
mod report;
mod run;
mod schema;
mod stages;
mod suite;
mod variables;

pub use coverage::{Gaps, gaps};
pub use load::{LoadError, Located, load};
pub use matcher::matches;
pub use report::Report;
pub use run::{Failure, run};
pub use schema::schema;
pub use suite::{Outcome, Ran, Suite, known_failing, run_all};
