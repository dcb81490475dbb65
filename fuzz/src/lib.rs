//! What must hold of any bytes. The fuzz targets call these functions, and so does the test `fuzz` of the core, with bytes
//! from a seeded generator.

mod answers;
mod events;
mod frames;
mod recipients;
mod states;

pub use answers::answers;
pub use events::events;
pub use frames::frames;
pub use recipients::recipients;
pub use states::states;
