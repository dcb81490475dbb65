//! Reading contacts, and what is public about people.

use serde_json::{Map, Value, json};

use super::check_number_status::number_status;
use super::thrown::wpp_class;
use super::{CallContext, Json, Returned, Thrown, text};
use crate::world::account::wire::{ContactView, Encoding, PictureView, WidView, tree};
use crate::world::account::{Account, Wid};

/// The "about" text that WhatsApp begins with.
const ABOUT: &str = "Hey there! I am using WhatsApp.";

/// The id that the first argument names.
pub(super) fn wid(args: &[Value]) -> Result<Wid, Thrown> {
    let id = Wid::new(&text(args, 0));
    match id.is_valid() {
        true => Ok(id),
        false => Err(Thrown::page(wpp_class::INVALID_WID, format!("Invalid WID value for {id}"))),
    }
}

/// `getAllContacts()`.
pub(super) fn get_all_contacts(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    let known = account.data().contacts.iter();
    let contacts: Vec<_> =
        known.map(|contact| ContactView::known(contact, account.own(), Encoding::Objects)).collect();
    Ok(Some(Json::written(&contacts)))
}

/// `getContact(id)`; `null` for somebody whom the account does not know.
pub(super) fn get_contact(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let contact = account.contact(&Wid::new(&text(args, 0)));
    Ok(Some(match contact {
        Some(contact) => Json::written(&ContactView::known(contact, account.own(), Encoding::Objects)),
        None => Value::Null.into(),
    }))
}

/// `getPnLidEntry(id)`: both ids of a person, as far as the account has learnt them.
pub(super) fn get_pn_lid_entry(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let asked = wid(args)?;
    let (number, lid) = if asked.server() == "lid" {
        let learnt = account.data().lids.iter().find(|(_, lid)| **lid == asked);
        let number = learnt.map(|(number, _)| number.clone());
        (number.or_else(|| context.directory.number_of(&asked)), Some(asked))
    } else {
        let lid = account.data().lids.get(&asked).or_else(|| context.directory.lid_of(&asked));
        let lid = lid.cloned();
        (Some(asked), lid)
    };
    let contact = [&number, &lid].into_iter().flatten().find_map(|id| account.contact(id));
    let mut entry = Map::new();
    for (key, id) in [("lid", &lid), ("phoneNumber", &number)] {
        if let Some(id) = id {
            let id = json!({"id": id.user(), "server": id.server(), "_serialized": id.as_str()});
            entry.insert(key.to_owned(), id);
        }
    }
    if let Some(contact) = contact {
        let whole = tree(&ContactView::known(contact, account.own(), Encoding::Objects));
        entry.insert("contact".to_owned(), without_ids(&whole));
    }
    Ok(Some(Value::Object(entry).into()))
}

/// The attributes of a contact that this call tells.
fn without_ids(contact: &Value) -> Value {
    const TOLD: &[&str] = &[
        "name",
        "shortName",
        "pushname",
        "type",
        "verifiedName",
        "isBusiness",
        "isEnterprise",
        "verifiedLevel",
        "syncToAddressbook",
        "isContactSyncCompleted",
    ];
    TOLD.iter().filter_map(|key| Some(((*key).to_owned(), contact.get(*key)?.clone()))).collect()
}

/// `getNumberProfile(id)`: throws the number 404 for somebody who is not on WhatsApp.
pub(super) fn get_number_profile(_: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let asked = wid(args)?;
    match number_status(&asked, context.directory) {
        Some(status) => Ok(Some(status.into())),
        None => Err(Thrown::Value(404.into())),
    }
}

/// `getProfilePicFromServer(id)`: without a picture only the id.
pub(super) fn get_profile_pic_from_server(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let id = Wid::new(&text(args, 0));
    let seen = account.contact(&id).map_or_else(|| id.is_group(), |contact| contact.has_picture);
    Ok(Some(match seen {
        true => Json::written(&PictureView { id: &id, seen, encoding: Encoding::Objects }),
        false => json!({"id": WidView(&id, Encoding::Objects)}).into(),
    }))
}

/// `getStatus(id)`: the "about" text of somebody who is on WhatsApp.
pub(super) fn get_status(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    let about = account.data().about.get(&id).map(|about| &**about);
    let about = about.or_else(|| context.directory.find(&id).map(|_| ABOUT));
    Ok(Some(json!({"id": id.as_str(), "status": about}).into()))
}

/// `getBlockList()`: ids as text.
pub(super) fn get_block_list(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(Json::written(&account.data().blocked)))
}

/// `blockContact(id)`.
pub(super) fn block_contact(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = wid(args)?;
    if !account.data().blocked.contains(&id) {
        account.data_mut().blocked.push(id);
    }
    Ok(Some(true.into()))
}

/// `unblockContact(id)`.
pub(super) fn unblock_contact(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = wid(args)?;
    account.data_mut().blocked.retain(|blocked| *blocked != id);
    Ok(Some(true.into()))
}
