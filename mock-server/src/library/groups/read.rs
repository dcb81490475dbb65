//! Reading groups and broadcast lists.

use serde_json::{Value, json};

use super::{Role, group, invite_code, invited};
use crate::library::{CallContext, Json, Returned, text};
use crate::world::account::wire::{ChatView, ContactView, Encoding, InvitedGroupView, WidView};
use crate::world::account::{Account, Chat, Participant, Wid};

/// `getAllBroadcastList()`: the broadcast lists, without the stories.
pub(super) fn get_all_broadcast_list(
    account: &mut Account,
    _: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    Ok(Some(chats(account, |chat| chat.id.is_broadcast() && chat.id.user() != "status")))
}

/// `getAllGroups()`: the chats with groups.
pub(super) fn get_all_groups(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    Ok(Some(chats(account, |chat| chat.id.is_group())))
}

fn chats(account: &Account, fits: impl Fn(&Chat) -> bool) -> Json {
    let shown = account.data().chats.iter().filter(|chat| fits(chat));
    let chats: Vec<_> = shown.map(|chat| ChatView { account, chat, encoding: Encoding::Objects }).collect();
    Json::written(&chats)
}

/// `getGroupMembersIds(group)`.
pub(super) fn get_group_members_ids(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let group = group(account, args, Role::Anybody)?;
    Ok(Some(ids(group.participants.iter().map(|member| &member.id))))
}

/// `getGroupMembers(group)`: asks for the ids, then for the contact of each; `null` where there is none.
pub(super) fn get_group_members(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    context.inner_calls.push(("getGroupMembersIds", vec![text(args, 0).into()]));
    let group = group(account, args, Role::Anybody)?;
    let mut contacts = Vec::new();
    for Participant { id, .. } in &group.participants {
        context.inner_calls.push(("getContact", vec![id.as_str().into()]));
        let contact = account.contact(id);
        contacts.push(contact.map(|contact| ContactView::known(contact, account.own(), Encoding::Objects)));
    }
    Ok(Some(Json::written(&contacts)))
}

/// `getGroupAdmins(group)`: their ids.
pub(super) fn get_group_admins(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let group = group(account, args, Role::Anybody)?;
    Ok(Some(ids(group.participants.iter().filter(|member| member.admin).map(|member| &member.id))))
}

/// `getCommonGroups(person)`: the groups with both; none for somebody unknown.
pub(super) fn get_common_groups(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let (own, other) = (account.own(), Wid::new(&text(args, 0)));
    let both = account
        .data()
        .groups
        .iter()
        .filter(|group| group.member(own).is_some() && group.member(&other).is_some());
    Ok(Some(ids(both.map(|group| &group.id))))
}

fn ids<'a>(ids: impl Iterator<Item = &'a Wid>) -> Json {
    Json::written(&ids.map(|id| WidView(id, Encoding::Objects)).collect::<Vec<_>>())
}

/// `getGroupInviteLink(group)`.
pub(super) fn get_group_invite_link(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let group = group(account, args, Role::Admin)?;
    Ok(Some(json!(format!("https://chat.whatsapp.com/{}", group.invite_code)).into()))
}

/// `getGroupInfoFromInviteLink(code)`: code or link.
pub(super) fn get_group_info_from_invite_link(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let group = invited(account, &invite_code(args)?)?;
    Ok(Some(Json::written(&InvitedGroupView(group))))
}
