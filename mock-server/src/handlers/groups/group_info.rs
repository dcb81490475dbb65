//! `GET group-info`.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::answering::{answer, group_to_array};
use crate::exchange::Exchange;
use crate::library::{Json, Returned, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers what is known of a group; of an unknown one an empty name and nobody.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let info = info(ex);
    answer(ex, info, "Error on get group info")
}

/// Of several groups the last one.
fn info(ex: &mut Exchange<'_>) -> Returned {
    let mut last = json!({});
    for group in group_to_array(Some(&ex.path("groupId").into()))? {
        let chat = ex.lib("getChatById", vec![group.as_str().into()])?.map(Json::into_tree);
        last = describe(&group, &chat.unwrap_or_default());
    }
    Ok(Some(last.into()))
}

fn describe(group: &str, chat: &Value) -> Value {
    let metadata = chat.get("groupMetadata").unwrap_or(&Value::Null);
    let of_group = |name: &str| metadata.get(name);
    let text = |value: Option<&Value>| value.filter(|value| value.is_string()).cloned();
    let name = text(chat.get("name")).or_else(|| text(of_group("subject")));
    let active = of_group("lastActivityTimestamp").filter(|t| js::truthy(Some(t))).or_else(|| chat.get("t"));
    let members = of_group("participants").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let member = |member: &Value| json!({"id": serialized(member.get("id")), "isAdmin": js::truthy(member.get("isAdmin"))});
    json!({
        "id": chat.get("id").map_or_else(|| group.into(), |id| serialized(Some(id))),
        "name": name.unwrap_or_else(|| "".into()),
        "description": text(of_group("desc")),
        "subject": text(of_group("subject")).unwrap_or_else(|| "".into()),
        "subjectUpdatedAt": iso(of_group("subjectTime")),
        "subjectUpdatedBy": serialized(of_group("subjectOwner")),
        "descriptionUpdatedAt": iso(of_group("descTime")),
        "descriptionUpdatedBy": serialized(of_group("descOwner")),
        "createdAt": iso(of_group("creation")),
        "lastActivityAt": iso(active),
        "participants": members.iter().map(member).collect::<Vec<_>>(),
    })
}

/// `wid?._serialized ?? wid ?? null`.
fn serialized(wid: Option<&Value>) -> Value {
    wid.and_then(|wid| wid.get("_serialized")).or(wid).cloned().unwrap_or_default()
}

/// Seconds as `Date.toISOString` writes them; `null` for none.
fn iso(seconds: Option<&Value>) -> Value {
    let seconds = seconds.and_then(Value::as_i64).filter(|seconds| *seconds > 0);
    let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true)).into()
}
