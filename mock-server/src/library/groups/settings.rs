//! Name, description and settings of groups.

use serde_json::Value;

use super::{Role, group, group_mut, refused};
use crate::library::{CallContext, Returned, js, text};
use crate::world::account::{Account, Change, Wid};

/// What vanishing messages are switched on with: a week.
const EPHEMERAL_DEFAULT: u32 = 604_800;
/// The durations that WhatsApp offers.
const EPHEMERAL_SECONDS: [u32; 4] = [0, 86_400, EPHEMERAL_DEFAULT, 7_776_000];

/// `setGroupSubject(group, title)`.
pub(super) fn set_group_subject(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let change = Change { t: context.seconds(), by: Some(account.own().clone()) };
    let scripted = account.data().scripted;
    let group = group_mut(account, args, Role::Editor)?;
    match wanted_text(args, 1).filter(|title| !title.is_empty()) {
        Some(title) => {
            group.subject = title.as_str().into();
            group.subject_change = change;
            if let Some(chat) = account.chat_mut(&Wid::new(&text(args, 0))) {
                chat.name = Some(title.into());
            }
        }
        None if scripted => {}
        None => return Err(refused("A group needs a name")),
    }
    Ok(Some(true.into()))
}

/// `setGroupDescription(group, description)`.
pub(super) fn set_group_description(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let change = Change { t: context.seconds(), by: Some(account.own().clone()) };
    let group = group_mut(account, args, Role::Editor)?;
    group.description = wanted_text(args, 1).unwrap_or_default().into();
    group.description_change = change;
    Ok(Some(true.into()))
}

/// `setGroupProperty(group, property, value)`.
pub(super) fn set_group_property(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    group(account, args, Role::Admin)?;
    let scripted = account.data().scripted;
    let on = js::truthy(args.get(2));
    let seconds = match args.get(2) {
        Some(Value::Bool(true)) => Some(EPHEMERAL_DEFAULT),
        Some(Value::Bool(false)) => Some(0),
        Some(Value::Number(seconds)) => seconds.as_u64().and_then(|seconds| u32::try_from(seconds).ok()),
        _ => None,
    };
    let group = group_mut(account, args, Role::Admin)?;
    match args.get(1).and_then(Value::as_str) {
        Some("announcement") => group.announce = on,
        Some("restrict") => group.restrict = on,
        Some("ephemeral") => match seconds.filter(|seconds| EPHEMERAL_SECONDS.contains(seconds)) {
            Some(seconds) => group.ephemeral_seconds = seconds,
            None if scripted => {}
            None => return Err(refused("Invalid duration")),
        },
        _ if scripted => {}
        _ => return Err(refused("Invalid property")),
    }
    Ok(Some(true.into()))
}

/// `setMessagesAdminsOnly(group, value)`.
pub(super) fn set_messages_admins_only(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    group_mut(account, args, Role::Admin)?.announce = js::truthy(args.get(1));
    Ok(Some(true.into()))
}

/// An argument as text; `None` = `undefined`.
fn wanted_text(args: &[Value], at: usize) -> Option<String> {
    args.get(at).filter(|value| !value.is_null()).map(js::text)
}
