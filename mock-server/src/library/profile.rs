//! The account's own profile.

use serde_json::Value;

use super::file::File;
use super::{CallContext, Returned, Thrown, js};
use crate::world::account::Account;

/// `setProfilePic(path)`: takes images only.
pub(super) fn set_profile_pic(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let file = File::load(args.first(), context.upload)?;
    if file.kind() != "image" {
        return Err(Thrown::coded(
            "invalid_image",
            "Is not an image, allowed formats gif, png, jpg, jpeg and webp",
        ));
    }
    let own = account.own().clone();
    if let Some(contact) = account.data_mut().contacts.iter_mut().find(|contact| contact.id == own) {
        contact.has_picture = true;
    }
    Ok(Some(true.into()))
}

/// `setProfileStatus(text)`: the library drops what comes of it.
pub(super) fn set_profile_status(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    if let Some(about) = args.first().filter(|about| !about.is_null()) {
        let (own, about) = (account.own().clone(), js::text(about).into());
        account.data_mut().about.insert(own, about);
    }
    Ok(None)
}

/// `setProfileName(name)`.
pub(super) fn set_profile_name(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    if let Some(name) = args.first().filter(|name| !name.is_null()).map(js::text) {
        let own = account.own().clone();
        let data = account.data_mut();
        data.device.pushname = name.as_str().into();
        if let Some(contact) = data.contacts.iter_mut().find(|contact| contact.id == own) {
            contact.pushname = name.as_str().into();
        }
    }
    Ok(Some(true.into()))
}
