//! The members of a group change.

use serde::Deserialize;

use super::{Arrival, wid};
use crate::world::account::{MembersChange, Wid};

/// Keys of `participants`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    group: Option<String>,
    action: Option<String>,
    operation: Option<String>,
    who: Option<Vec<String>>,
    by: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, change: Change) -> Result<(), String> {
    let action = change.action.as_deref().unwrap_or("add");
    let operation = change.operation.as_deref().or(match action {
        "add" | "join" | "linked_group_join" => Some("add"),
        "remove" | "leave" | "leaver" => Some("remove"),
        "promote" | "demote" => Some(action),
        _ => None,
    });
    let operation = operation.ok_or_else(|| format!("say the `operation` of `{action}`"))?.to_owned();
    if !["add", "remove", "promote", "demote"].contains(&operation.as_str()) {
        return Err(format!("`{operation}` is no operation: add, remove, promote or demote"));
    }
    let id = arrival.group_or_first(change.group.as_deref())?;
    let group = arrival.account.group(&id).ok_or_else(|| format!("there is no group {id}"))?;
    let who: Vec<Wid> = match change.who {
        Some(who) => who.iter().map(|who| wid(who)).collect::<Result<_, _>>()?,
        None => group.participants.last().map(|member| member.id.clone()).into_iter().collect(),
    };
    let by = match change.by.as_deref() {
        Some(by) => wid(by)?,
        None => arrival.account.own().clone(),
    };
    let change = MembersChange { group: &id, action, operation: &operation, who: &who, by: &by };
    let event = arrival.account.change_members(&change);
    arrival.events.push(event);
    Ok(())
}
