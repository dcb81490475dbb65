//! `POST change-privacy-group`.

use serde_json::json;

use super::answering::respond;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Is to restrict each group, and takes it for a person. Only the text `true` restricts.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let response = change(ex).map(|()| json!({"message": "Group privacy changed successfully"}));
    respond(ex, 200, response, "Error changing group privacy")
}

fn change(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let restrict = field(ex, "status") == Some(json!("true"));
    let groups = field(ex, "groupId").unwrap_or_default();
    for group in contact_to_array(&groups, Kind::default())? {
        ex.lib("setGroupProperty", vec![group.into(), "restrict".into(), restrict.into()])?;
    }
    Ok(())
}
