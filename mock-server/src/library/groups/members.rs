//! Members and admins.

use serde_json::{Map, Value, json};

use super::{Role, group, ids, refused};
use crate::library::{CallContext, Returned};
use crate::world::account::{Account, Group, MembersChange, Wid};

/// How long an invitation for somebody who refuses groups is good: three days.
const INVITATION_SECONDS: i64 = 3 * 24 * 3600;

/// What becomes of somebody who is to become a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Under this id.
    Added(Wid),
    /// By his privacy settings; he may be invited.
    Refused {
        code: String,
        until: i64,
    },
    Already,
    /// Not on WhatsApp.
    Missing,
}

/// What becomes of somebody; `group` is none for a new one.
pub(super) fn outcome(who: &Wid, group: Option<&Group>, context: &mut CallContext<'_>) -> Outcome {
    let Some((id, _)) = who.is_valid().then(|| context.directory.find(who)).flatten() else {
        return Outcome::Missing;
    };
    if group.is_some_and(|group| group.member(&id).is_some()) {
        return Outcome::Already;
    }
    if context.directory.refuses_groups(who) {
        let until = context.seconds() + INVITATION_SECONDS;
        return Outcome::Refused { code: context.ids.hex(16), until };
    }
    Outcome::Added(id)
}

impl Outcome {
    pub(super) fn added(&self) -> Option<Wid> {
        match self {
            Self::Added(id) => Some(id.clone()),
            _ => None,
        }
    }

    /// Key and value of the result.
    pub(super) fn entry(&self, who: &Wid) -> (String, Value) {
        let wid = self.added().unwrap_or_else(|| who.clone());
        let (code, message, invitation) = match self {
            Self::Added(_) => (200, "OK", None),
            Self::Refused { code, until } => (403, "Privacy settings refuse it", Some((code, until))),
            Self::Already => (409, "Is a member already", None),
            Self::Missing => (404, "Is not on WhatsApp", None),
        };
        let value = json!({
            "wid": wid.as_str(),
            "code": code,
            "message": message,
            "invite_code": invitation.map(|(code, _)| code),
            "invite_code_exp": invitation.map(|(_, until)| until),
        });
        (wid.as_str().to_owned(), value)
    }
}

/// `addParticipant(group, people)`: tells of each what became of him.
pub(super) fn add(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let scripted = account.data().scripted;
    let group = group(account, args, Role::Member)?;
    let outcomes: Vec<_> = ids(args, 1)
        .into_iter()
        .map(|who| match scripted {
            true => (who.clone(), Outcome::Added(who)),
            false => (who.clone(), outcome(&who, Some(group), context)),
        })
        .collect();
    let id = group.id.clone();
    let added: Vec<Wid> = outcomes.iter().filter_map(|(_, outcome)| outcome.added()).collect();
    change(account, &id, "add", &added, context);
    let results: Map<String, Value> = outcomes.iter().map(|(who, outcome)| outcome.entry(who)).collect();
    Ok(Some(Value::Object(results).into()))
}

/// `removeParticipant(group, people)`.
pub(super) fn remove(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    of_members(account, args, "remove", |_| true, context)
}

/// `promoteParticipant(group, people)`.
pub(super) fn promote(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    of_members(account, args, "promote", |admin| !admin, context)
}

/// `demoteParticipant(group, people)`.
pub(super) fn demote(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    of_members(account, args, "demote", |admin| admin, context)
}

/// Something that an admin does with members, if each of them is one of whom it can be done.
fn of_members(
    account: &mut Account,
    args: &[Value],
    operation: &'static str,
    fits: impl Fn(bool) -> bool,
    context: &mut CallContext<'_>,
) -> Returned {
    let scripted = account.data().scripted;
    let group = group(account, args, Role::Admin)?;
    let who: Vec<Wid> = ids(args, 1)
        .into_iter()
        .map(|who| context.directory.find(&who).map_or(who.clone(), |(id, _)| id))
        .collect();
    let misfit = who.iter().find(|who| !group.member(who).is_some_and(|member| fits(member.admin)));
    if let (Some(who), false) = (misfit, scripted) {
        return Err(refused(format!("Cannot {operation} {who}")));
    }
    let id = group.id.clone();
    change(account, &id, operation, &who, context);
    Ok(None)
}

fn change(
    account: &mut Account,
    group: &Wid,
    operation: &'static str,
    who: &[Wid],
    context: &mut CallContext<'_>,
) {
    if who.is_empty() {
        return;
    }
    let by = account.own().clone();
    let event = account.change_members(&MembersChange { group, action: operation, operation, who, by: &by });
    if !account.data().scripted {
        context.events.push(event);
    }
}
