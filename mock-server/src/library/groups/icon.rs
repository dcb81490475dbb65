//! `setGroupIcon`: the picture of a group.

use serde_json::Value;

use super::{Role, group_mut};
use crate::library::file::File;
use crate::library::{CallContext, Returned, Thrown};
use crate::world::account::Account;

/// `setGroupIcon(group, pathOrBase64)`: reads the file, then opens the chat.
pub(super) fn set_group_icon(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let file = File::load(args.get(1), context.upload)?;
    // What an address leads to is not fetched: it stands for an image.
    let is_address = args.get(1).and_then(Value::as_str).is_some_and(|source| source.starts_with("http"));
    if !is_address && file.kind() != "image" {
        return Err(Thrown::coded("invalid_image", "Error: image is not valid"));
    }
    group_mut(account, args, Role::Editor)?.has_picture = true;
    Ok(Some(true.into()))
}
