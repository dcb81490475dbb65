//! `POST contact-vcard`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::handlers::{field, success};
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a contact card to each recipient; answers the last result only.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match send(ex) {
        Ok(last) => ex.json_text(200, success(last, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on send contact vcard"),
    }
}

fn send(ex: &mut Exchange<'_>) -> Result<Option<Json>, Thrown> {
    let args = [field(ex, "contactsId").unwrap_or_default(), field(ex, "name").unwrap_or_default()];
    // Computed once more, without the other two flags.
    let kind = Kind { group: js::truthy(ex.body().get("isGroup")), ..Kind::default() };
    let phone = ex.body().get("phone").cloned().unwrap_or_default();
    let mut last = None;
    for to in contact_to_array(&phone, kind)? {
        last = ex.lib("sendContactVcard", [vec![to.into()], args.to_vec()].concat())?;
    }
    Ok(last)
}
