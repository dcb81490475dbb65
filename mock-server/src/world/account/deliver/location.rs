//! Somebody shares a live location: starts, moves, ends.

use serde::Deserialize;
use serde_json::json;

use super::Arrival;
use crate::world::account::AccountEvent;

/// Keys of `location`: `kind` is `start`, `update` or `end`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Location {
    kind: Option<String>,
    #[serde(alias = "from")]
    chat: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, location: Location) -> Result<(), String> {
    let sender = arrival.chat_or_first(location.chat.as_deref())?;
    let (id, lat, lng) = (sender.as_str(), location.lat.unwrap_or(-23.55), location.lng.unwrap_or(-46.63));
    let data = match location.kind.as_deref().unwrap_or("update") {
        "start" => json!({
            "type": "enable", "id": id, "lat": lat, "lng": lng,
            "accuracy": 10, "speed": 0, "degrees": 0, "shareDuration": 3600,
        }),
        "update" => json!({
            "type": "update", "id": id, "lat": lat, "lng": lng,
            "accuracy": 10, "speed": 0, "degrees": 0, "elapsed": 5, "lastUpdated": arrival.seconds(),
        }),
        // The library's own spelling.
        "end" => json!({"type": "disablle", "id": id, "chat": id}),
        other => return Err(format!("`{other}` is no kind of location event: start, update or end")),
    };
    arrival.events.push(AccountEvent::LiveLocation { sender, data });
    Ok(())
}
