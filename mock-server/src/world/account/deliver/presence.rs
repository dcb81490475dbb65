//! Somebody comes online, types or records.

use serde::Deserialize;
use serde_json::json;

use super::Arrival;

/// Keys of `presence`; `group` = somebody in the first group, unless a chat is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Presence {
    state: Option<String>,
    chat: Option<String>,
    author: Option<String>,
    #[serde(default)]
    group: bool,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, presence: Presence) -> Result<(), String> {
    let state = presence.state.as_deref().unwrap_or("composing");
    let id = match presence.group && presence.chat.is_none() {
        true => arrival.group_or_first(None)?,
        false => arrival.chat_or_first(presence.chat.as_deref())?,
    };
    let t = arrival.now_ms;
    if !id.is_group() {
        let (online, seconds) = (state != "unavailable", arrival.seconds());
        let known = arrival.account.data_mut();
        known.others_online.insert(id.clone(), online);
        if !online {
            known.last_seen.insert(id.clone(), seconds);
        }
        let data = json!({
            "id": id.as_str(),
            "isOnline": state != "unavailable",
            "isGroup": false,
            "isUser": true,
            "shortName": arrival.short_name(&id),
            "state": state,
            "t": t,
            "isContact": arrival.account.contact(&id).is_some_and(|contact| !contact.name.is_empty()),
        });
        arrival.notice("onpresencechanged", data);
        return Ok(());
    }
    let author = arrival.actor(&id, presence.author.as_deref())?;
    let data = json!({
        "id": id.as_str(),
        "isOnline": false,
        "isGroup": true,
        "isUser": false,
        "shortName": arrival.account.group(&id).map(|group| &group.subject),
        "state": state,
        "t": t,
        "participants": [{"id": author.as_str(), "state": state, "shortName": arrival.short_name(&author)}],
    });
    arrival.notice("onpresencechanged", data);
    Ok(())
}
