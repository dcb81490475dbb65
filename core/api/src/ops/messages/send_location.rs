//! `POST /api/{session}/send-location`.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{
    Effect, InvalidField,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendLocation {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// Latitude in degrees, −90 to 90.
    #[serde(deserialize_with = "degrees")]
    pub lat: f64,
    /// Longitude in degrees, −180 to 180.
    #[serde(deserialize_with = "degrees")]
    pub lng: f64,
    /// Name of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl SendLocation {
    /// Sends this place to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, lat: f64, lng: f64) -> Self {
        Self {
            phone: phone.into(),
            lat,
            lng,
            title: None,
            address: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendLocation => Vec<SendResult> {
        Post "/api/{session}/send-location",
        id: "send-location",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendLocation::check
}

impl SendLocation {
    fn check(&self) -> Result<(), InvalidField> {
        for (name, value, most) in [("lat", self.lat, 90.0), ("lng", self.lng, 180.0)] {
            if !(-most..=most).contains(&value) {
                let problem = format!("{value} is no angle on earth");
                return Err(InvalidField::new(name, problem, format!("degrees from -{most} to {most}")));
            }
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}

/// The server takes text too, and people write degrees as text.
fn degrees<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "must be degrees as a number, or as text such as \"-23.55\"")]
    enum Degrees {
        Number(f64),
        Text(String),
    }
    match Degrees::deserialize(deserializer)? {
        Degrees::Number(number) => Ok(number),
        Degrees::Text(text) => text
            .trim()
            .parse()
            .map_err(|_| D::Error::custom(format!("must be degrees, and {text:?} is no number"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(lat: Value) -> Result<(), String> {
        let request = json!({"phone": "5511999990001", "lat": lat, "lng": "-46.63"});
        let request: SendLocation = serde_json::from_value(request).map_err(|error| error.to_string())?;
        request.check().map_err(|error| error.to_string())
    }

    #[test]
    fn degrees_may_be_text_and_must_lie_on_earth() {
        assert_eq!(check(json!(-23.55)), Ok(()));
        assert_eq!(check(json!("-23.55")), Ok(()));
        assert!(check(json!("north")).unwrap_err().contains("no number"));
        assert!(check(json!(91)).unwrap_err().contains("lat"));
    }
}
