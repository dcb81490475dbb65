//! `PUT newsletter`.

use serde_json::Value;

use super::answering::answer;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes a channel.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let names = ["name", "description", "picture"];
    let changes = names.into_iter().filter_map(|name| Some((name.to_owned(), field(ex, name)?)));
    let changes = Value::Object(changes.collect());
    let edited = ex.lib("editNewsletter", vec![ex.path("id").into(), changes]);
    answer(ex, edited)
}
