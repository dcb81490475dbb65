//! `starMessage(ids, star)`: answers how many messages changed.

use serde_json::Value;

use super::delete_message::ids;
use super::quote::find_message;
use super::{CallContext, Returned, js};
use crate::world::account::Account;

pub(super) fn star_message(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let star = js::truthy(args.get(1));
    let mut changed = 0;
    for id in ids(args.first()) {
        // An unknown message counts as unchanged.
        let Ok(message) = find_message(account, &id) else { continue };
        if message.attributes.contains_key("star") == star {
            continue;
        }
        changed += 1;
        account.change(&message.key, |message| {
            if star {
                message.attributes.insert("star".to_owned(), true.into());
            } else {
                message.attributes.shift_remove("star");
            }
        });
    }
    Ok(Some(changed.into()))
}
