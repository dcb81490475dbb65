//! One session state out of three vocabularies.

mod observation;
mod reduce;
mod words;

pub use observation::Observation;
pub(crate) use reduce::Reducer;
pub use reduce::reduce;
