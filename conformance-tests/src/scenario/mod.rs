//! Scenarios: behaviour written down once, run through every target.

mod afterwards;
mod choose;
mod coverage;
mod errors;
mod lint;
pub mod load;
mod matcher;
pub mod model;
mod place;
mod report;
mod run;
mod schema;
mod stages;
mod suite;
mod variables;

pub use coverage::{Gaps, gaps};
pub use lint::lint;
pub use load::{LoadError, Located, load};
pub use matcher::matches;
pub use place::{Place, Visit};
pub(crate) use report::quoted;
pub use report::{Report, Run};
pub use run::{Failure, Stop, run};
pub use schema::schema;
pub use suite::{Outcome, Ran, Suite, known_failing, run_all};
