//! Presence and calls.

use serde_json::Value;

use super::{CallContext, Returned, js};
use crate::world::account::{Account, Wid};

/// `subscribePresence(id or ids)`.
pub(super) fn subscribe_presence(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let ids = match args.first() {
        Some(Value::Array(ids)) => ids.iter().map(js::text).collect(),
        Some(id) => vec![js::text(id)],
        None => Vec::new(),
    };
    account.data_mut().watched_presence.extend(ids.iter().map(|id| Wid::new(id)));
    Ok(None)
}

/// `setOnlinePresence(online)`.
pub(super) fn set_online_presence(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    account.data_mut().online = js::truthy(args.first());
    Ok(None)
}

/// `rejectCall(id)`: answers that one was rejected.
pub(super) fn reject_call(_: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(1.into()))
}
