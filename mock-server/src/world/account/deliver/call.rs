//! Somebody calls.

use serde::Deserialize;
use serde_json::json;

use super::{Arrival, wid};

/// Keys of `call`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Call {
    #[serde(alias = "from")]
    chat: Option<String>,
    #[serde(default)]
    is_video: bool,
    /// The group that is called, for a group call.
    group: Option<String>,
    id: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, call: Call) -> Result<(), String> {
    let peer = arrival.chat_or_first(call.chat.as_deref())?;
    let group = call.group.as_deref().map(wid).transpose()?;
    let data = json!({
        "id": call.id.unwrap_or_else(|| arrival.ids.hex(32)),
        "peerJid": peer.as_str(),
        "offerTime": arrival.seconds(),
        "isVideo": call.is_video,
        "isGroup": group.is_some(),
        "groupJid": group.as_ref().map(|group| group.as_str()),
        "canHandleLocally": false,
        "outgoing": false,
        "isSilenced": false,
        "offerReceivedWhileOffline": false,
        "webClientShouldHandle": false,
        "participants": [],
    });
    arrival.notice("incomingcall", data);
    Ok(())
}
