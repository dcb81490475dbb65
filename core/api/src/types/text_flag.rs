//! Flags that the server compares with the text `true`: everything else, a JSON `true` included, is false to it.

use std::fmt;

use serde::{
    Deserializer, Serializer,
    de::{self, Visitor},
};

/// Writes the text.
pub(crate) fn serialize<S: Serializer>(flag: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if *flag { "true" } else { "false" })
}

/// Reads the flag, spelt either way.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    deserializer.deserialize_any(FlagVisitor)
}

struct FlagVisitor;

impl Visitor<'_> for FlagVisitor {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true or false")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<bool, E> {
        Ok(flag)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::by_id;

    #[test]
    fn a_flag_leaves_as_the_text_that_the_server_compares_with() {
        let pin = by_id("pin-chat").unwrap();
        for (given, sent) in [(json!(true), "true"), (json!("true"), "true"), (json!(false), "false")] {
            let request = (pin.check_request)(json!({"phone": "5521999999999", "state": given})).unwrap();
            assert_eq!(request["state"], sent);
        }
        let error = (pin.check_request)(json!({"phone": "5521999999999", "state": "yes"})).unwrap_err();
        assert!(error.to_string().contains("true or false"), "{error}");
    }
}
