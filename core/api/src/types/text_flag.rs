//! A flag that travels as the text `true` or `false`.

use serde::{Deserialize, Deserializer, Serializer, de};

/// Writes the text.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn serialize<S: Serializer>(flag: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if *flag { "true" } else { "false" })
}

/// Reads the text, or a flag.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Flag(bool),
        Text(String),
    }
    match Form::deserialize(deserializer)? {
        Form::Flag(flag) => Ok(flag),
        Form::Text(text) => match text.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(de::Error::custom("is neither `true` nor `false`")),
        },
    }
}
