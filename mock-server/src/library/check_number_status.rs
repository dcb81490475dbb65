//! `checkNumberStatus(id)`: asks WhatsApp who has a number.

use serde_json::{Value, json};

use super::thrown::wpp_class;
use super::{CallContext, Returned, Thrown, text};
use crate::world::account::wire::{Encoding, WidView};
use crate::world::account::{Account, Directory, Wid};

pub(super) fn check_number_status(
    _: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let asked = Wid::new(&text(args, 0));
    if !asked.is_valid() {
        return Err(Thrown::page(wpp_class::INVALID_WID, format!("Invalid WID value for {asked}")));
    }
    let status = match number_status(&asked, context.directory) {
        Some(status) => status,
        None => json!({
            "id": asked.as_str(),
            "isBusiness": false,
            "canReceiveMessage": false,
            "numberExists": false,
            "status": 404,
        }),
    };
    Ok(Some(status.into()))
}

/// What is told of a number that is on WhatsApp.
pub(super) fn number_status(asked: &Wid, directory: &Directory) -> Option<Value> {
    let (id, business) = directory.find(asked)?;
    Some(json!({
        "id": WidView(&id, Encoding::Objects),
        "isBusiness": business,
        "canReceiveMessage": true,
        "numberExists": true,
        "status": 200,
    }))
}
