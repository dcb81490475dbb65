//! Reading contacts.

use serde_json::Value;

use super::{CallContext, Json, Returned};
use crate::world::account::Account;
use crate::world::account::wire::{ContactView, Encoding};

/// `getAllContacts()`.
pub(super) fn get_all_contacts(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    let known = account.data().contacts.iter();
    let contacts: Vec<_> =
        known.map(|contact| ContactView::known(contact, account.own(), Encoding::Objects)).collect();
    Ok(Some(Json::written(&contacts)))
}
