//! Drawing on a terminal, and on what is none.

mod commands;
pub(crate) mod mark;
mod panel;
mod qr;
mod wrap;

pub(crate) use commands::in_commands;
pub(crate) use panel::Panel;
pub(crate) use qr::{Density, draw};
pub(crate) use wrap::fitted;
