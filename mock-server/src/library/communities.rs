//! Communities: groups of groups.

use serde_json::{Map, Value, json};

use super::chats::chat_not_found;
use super::groups::{ids, refused};
use super::{CallContext, Json, Method, Returned, Thrown, js, text};
use crate::world::account::wire::{Encoding, ParticipantView, WidView};
use crate::world::account::{Account, Group, Wid};

/// The community that the script creates.
const SCRIPTED: &str = "120363050000000000@g.us";

/// The method of a name, of those about communities.
pub(super) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "addSubgroupsCommunity" => add_subgroups,
        "createCommunity" => create,
        "deactivateCommunity" => deactivate,
        "demoteCommunityParticipant" => demote,
        "getCommunityParticipants" => participants,
        "promoteCommunityParticipant" => promote,
        "removeSubgroupsCommunity" => remove_subgroups,
        _ => return None,
    })
}

/// `createCommunity(name, description, groups)`: members of the groups become members of the community.
fn create(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let scripted = account.data().scripted;
    let id =
        if scripted { Wid::new(SCRIPTED) } else { Wid::new(&format!("{}@g.us", context.ids.group_user())) };
    let name = args.first().filter(|name| !name.is_null());
    let own = account.own().clone();
    let subject = name.map(js::text).unwrap_or_default();
    let mut community = Group::created(id.clone(), &own, &subject, context.seconds(), &[]);
    community.description = text(args, 1).into();
    let data = account.data_mut();
    data.communities.retain(|community| community.id != id);
    data.communities.push(community);
    let wanted = match args.get(2) {
        // The script has a group in mind that nobody has to name.
        None | Some(Value::Null) if scripted => {
            account.data().groups.iter().map(|group| json!(group.id)).collect()
        }
        groups => list(groups)?,
    };
    let links = link(account, &id, &wanted);
    let mut made = Map::from_iter([("wid".to_owned(), json!(WidView(&id, Encoding::Objects)))]);
    if let Some(name) = name {
        made.insert("subject".to_owned(), name.clone());
    }
    made.insert("subGroups".to_owned(), links);
    Ok(Some(Value::Object(made).into()))
}

/// `deactivateCommunity(community)`: its groups stay.
fn deactivate(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = known(account, args)?;
    let data = account.data_mut();
    data.communities.retain(|community| community.id != id);
    for group in data.groups.iter_mut().filter(|group| group.community.as_ref() == Some(&id)) {
        group.community = None;
    }
    Ok(Some(json!({"status": 200}).into()))
}

/// `addSubgroupsCommunity(community, groups)`.
fn add_subgroups(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = known(account, args)?;
    let groups = subgroups(account, args)?;
    Ok(Some(link(account, &id, &groups).into()))
}

/// `removeSubgroupsCommunity(community, groups)`.
fn remove_subgroups(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = known(account, args)?;
    let groups = subgroups(account, args)?;
    let unlink = |group: &mut Group| {
        let is_linked = group.community.as_ref() == Some(&id);
        if is_linked {
            group.community = None;
        }
        is_linked
    };
    Ok(Some(each(account, &groups, unlink).into()))
}

/// `promoteCommunityParticipant(community, people)`.
fn promote(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    set_admin(account, args, true)
}

/// `demoteCommunityParticipant(community, people)`.
fn demote(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    set_admin(account, args, false)
}

fn set_admin(account: &mut Account, args: &[Value], admin: bool) -> Returned {
    let id = known(account, args)?;
    let who = ids(args, 1);
    let scripted = account.data().scripted;
    let community = account.data_mut().communities.iter_mut().find(|community| community.id == id);
    if let Some(community) = community {
        if let (Some(who), false) = (who.iter().find(|who| community.member(who).is_none()), scripted) {
            return Err(refused(format!("{who} is not in {id}")));
        }
        community.set_admin(&who, admin);
    }
    Ok(Some(json!({"status": 200}).into()))
}

/// `getCommunityParticipants(community)`.
fn participants(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    let community = account.data().communities.iter().find(|community| community.id == id);
    let community = community.ok_or_else(|| chat_not_found(&id))?;
    let encoding = Encoding::Objects;
    let views = community.participants.iter().map(|participant| ParticipantView { participant, encoding });
    Ok(Some(Json::written(&views.collect::<Vec<_>>())))
}

/// The community that the first argument names; the script takes any.
fn known(account: &Account, args: &[Value]) -> Result<Wid, Thrown> {
    let id = Wid::new(&text(args, 0));
    let data = account.data();
    if data.scripted || data.communities.iter().any(|community| community.id == id) {
        Ok(id)
    } else {
        Err(chat_not_found(&id))
    }
}

/// The groups that the second argument names. Of none the script makes one that is `undefined`.
fn subgroups(account: &Account, args: &[Value]) -> Result<Vec<Value>, Thrown> {
    match args.get(1) {
        None | Some(Value::Null) if account.data().scripted => Ok(vec![Value::Null]),
        groups => list(groups),
    }
}

/// One value, or a list of them.
fn list(groups: Option<&Value>) -> Result<Vec<Value>, Thrown> {
    match groups {
        Some(Value::Array(groups)) => Ok(groups.clone()),
        Some(Value::String(group)) => Ok(vec![json!(group)]),
        _ => Err(Thrown::page("TypeError", "Cannot read properties of undefined")),
    }
}

/// Links groups to a community, with their members.
fn link(account: &mut Account, community: &Wid, groups: &[Value]) -> Value {
    let mut members = Vec::new();
    let linked = each(account, groups, |group| {
        let is_free = group.community.as_ref().is_none_or(|other| other == community);
        if is_free {
            group.community = Some(community.clone());
            members.extend(group.participants.iter().map(|member| member.id.clone()));
        }
        is_free
    });
    let data = account.data_mut();
    if let Some(community) = data.communities.iter_mut().find(|known| known.id == *community) {
        community.add(&members);
    }
    linked
}

/// Does something with each group, and tells of which it worked. The script does not refuse any.
fn each(account: &mut Account, groups: &[Value], mut work: impl FnMut(&mut Group) -> bool) -> Value {
    let scripted = account.data().scripted;
    let (mut failed, mut linked) = (Vec::new(), Vec::new());
    for id in groups {
        let error = match account.group_mut(&Wid::new(&js::text(id))).map(&mut work) {
            Some(true) => None,
            Some(false) => Some(409),
            None => Some(404),
        };
        match error {
            Some(error) if !scripted => failed.push(json!({"error": error, "jid": id})),
            _ => linked.push(id.clone()),
        }
    }
    json!({"failedGroups": failed, "linkedGroupJids": linked})
}
