//! `getPlatformFromMessage(id)`: on what a message was written, as far as its id tells.

use serde_json::Value;

use super::quote::find_message;
use super::{CallContext, Returned, text};
use crate::world::account::Account;

pub(super) fn get_platform_from_message(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let message = find_message(account, &text(args, 0))?;
    Ok(Some(platform(&message.key.id).into()))
}

fn platform(id: &str) -> &'static str {
    match id {
        _ if id.starts_with("3EB0") => "web",
        _ if id.starts_with("3A") => "iphone",
        _ if id.len() > 21 => "android",
        _ => "unknown",
    }
}
