//! Creating, joining and leaving groups.

use serde_json::{Value, json};

use super::members::{Outcome, outcome};
use super::{Role, group, group_mut, ids, invite_code, invited, new_code, refused};
use crate::library::{CallContext, Returned, text};
use crate::world::account::wire::{Encoding, WidView};
use crate::world::account::{Account, Group, MembersChange, Wid};

/// The group that the script creates.
const SCRIPTED: &str = "120363049999999999@g.us";

/// `createGroup(name, people)`: fails when one of them is not on WhatsApp.
pub(super) fn create_group(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let name = text(args, 0);
    let scripted = account.data().scripted;
    let mut outcomes = Vec::new();
    for who in ids(args, 1) {
        match outcome(&who, None, context) {
            Outcome::Missing => return Err(refused(format!("Participant {who} does not exist"))),
            outcome => outcomes.push((who, outcome)),
        }
    }
    let id =
        if scripted { Wid::new(SCRIPTED) } else { Wid::new(&format!("{}@g.us", context.ids.group_user())) };
    let own = account.own().clone();
    let members: Vec<Wid> = outcomes.iter().filter_map(|(_, outcome)| outcome.added()).collect();
    let mut new = Group::created(id.clone(), &own, &name, context.seconds(), &[]);
    new.invite_code = new_code(account, context);
    let data = account.data_mut();
    data.groups.retain(|group| group.id != id);
    data.groups.push(new);
    account.open_chat(&id).name = Some(name.into());
    let change = MembersChange { group: &id, action: "add", operation: "add", who: &members, by: &own };
    let event = account.change_members(&change);
    if !scripted && !members.is_empty() {
        context.events.push(event);
    }
    let participants: serde_json::Map<String, Value> =
        outcomes.iter().map(|(who, outcome)| outcome.entry(who)).collect();
    Ok(Some(json!({"gid": WidView(&id, Encoding::Objects), "participants": participants}).into()))
}

/// `leaveGroup(group)`: the chat stays; nobody is told by webhook.
pub(super) fn leave_group(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let own = account.own().clone();
    group_mut(account, args, Role::Member)?.remove(&[own]);
    Ok(None)
}

/// `joinGroup(code)`: code or link.
pub(super) fn join_group(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let group = invited(account, &invite_code(args)?)?;
    let (id, subject, own) = (group.id.clone(), group.subject.clone(), account.own().clone());
    if let Some(group) = account.group_mut(&id) {
        group.add(&[own]);
    }
    account.open_chat(&id).name = Some(subject);
    Ok(Some(json!({"id": id.as_str()}).into()))
}

/// `revokeGroupInviteLink(group)`: gives the new link.
pub(super) fn revoke_group_invite_link(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    group(account, args, Role::Admin)?;
    let code = new_code(account, context);
    let link = format!("https://chat.whatsapp.com/{code}");
    group_mut(account, args, Role::Admin)?.invite_code = code;
    Ok(Some(link.into()))
}
