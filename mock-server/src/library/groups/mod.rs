//! Groups and broadcast lists.

mod create;
mod icon;
mod members;
mod read;
mod settings;

use serde_json::Value;

use super::chats::chat_not_found;
use super::thrown::wpp_class;
use super::{CallContext, Method, Thrown, text};
use crate::world::account::{Account, Group, Wid};

/// The method of a name, of those about groups.
pub(super) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "addParticipant" => members::add,
        "createGroup" => create::create_group,
        "demoteParticipant" => members::demote,
        "getAllBroadcastList" => read::get_all_broadcast_list,
        "getAllGroups" => read::get_all_groups,
        "getCommonGroups" => read::get_common_groups,
        "getGroupAdmins" => read::get_group_admins,
        "getGroupInfoFromInviteLink" => read::get_group_info_from_invite_link,
        "getGroupInviteLink" => read::get_group_invite_link,
        "getGroupMembers" => read::get_group_members,
        "getGroupMembersIds" => read::get_group_members_ids,
        "joinGroup" => create::join_group,
        "leaveGroup" => create::leave_group,
        "promoteParticipant" => members::promote,
        "removeParticipant" => members::remove,
        "revokeGroupInviteLink" => create::revoke_group_invite_link,
        "setGroupDescription" => settings::set_group_description,
        "setGroupIcon" => icon::set_group_icon,
        "setGroupProperty" => settings::set_group_property,
        "setGroupSubject" => settings::set_group_subject,
        "setMessagesAdminsOnly" => settings::set_messages_admins_only,
        _ => return None,
    })
}

/// What somebody must be in a group to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Anything: the account only has to know the group.
    Anybody,
    Member,
    Admin,
    /// An admin, or any member where the group lets members change its name, picture and description.
    Editor,
}

/// The group that the first argument names, if the account may do what it is about to.
fn group<'a>(account: &'a Account, args: &[Value], role: Role) -> Result<&'a Group, Thrown> {
    let id = Wid::new(&text(args, 0));
    let group = account.group(&id).ok_or_else(|| chat_not_found(&id))?;
    let own = account.own();
    let may = account.data().scripted
        || match role {
            Role::Anybody => true,
            Role::Member => group.member(own).is_some(),
            Role::Admin => group.is_admin(own),
            Role::Editor => group.is_admin(own) || (group.member(own).is_some() && !group.restrict),
        };
    if may { Ok(group) } else { Err(refused(format!("You are not {role:?} of {id}"))) }
}

/// The same, for changing.
fn group_mut<'a>(account: &'a mut Account, args: &[Value], role: Role) -> Result<&'a mut Group, Thrown> {
    let id = group(account, args, role)?.id.clone();
    account.group_mut(&id).ok_or_else(|| chat_not_found(&id))
}

/// What WA-JS throws for anything that WhatsApp does not allow.
pub(super) fn refused(why: impl Into<Box<str>>) -> Thrown {
    Thrown::page(wpp_class::OTHER, why)
}

/// An argument that is a list of ids.
pub(super) fn ids(args: &[Value], at: usize) -> Vec<Wid> {
    let list = args.get(at).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|id| Wid::new(&super::js::text(id))).collect()
}

/// The code in an invite code or link.
///
/// # Errors
/// The `TypeError` of the library for what is no text.
fn invite_code(args: &[Value]) -> Result<String, Thrown> {
    let Some(Value::String(code)) = args.first() else {
        return Err(Thrown::node("Cannot read properties of undefined (reading 'replace')"));
    };
    let parts = ["chat.whatsapp.com/", "invite/", "https://", "http://"];
    Ok(parts.iter().fold(code.clone(), |code, part| code.replacen(part, "", 1)))
}

/// The group of an invite code.
fn invited<'a>(account: &'a Account, code: &str) -> Result<&'a Group, Thrown> {
    let fits = |group: &&Group| !code.is_empty() && *group.invite_code == *code;
    account.data().groups.iter().find(fits).ok_or_else(|| refused("Invalid invite code"))
}

/// What belongs to a group that has no invite code yet.
fn new_code(account: &Account, context: &mut CallContext<'_>) -> Box<str> {
    const SCRIPTED: &str = "ZyXwVuTsRqPoNmLkJiHgFe";
    if account.data().scripted { SCRIPTED.into() } else { context.ids.invite_code().into() }
}

#[cfg(test)]
mod tests;
