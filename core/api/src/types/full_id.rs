//! Ids that the server passes on as they are: without the part behind `@` they name nobody.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::Wid;
use crate::InvalidField;

/// A full id of one kind, completed when it is made of a bare one.
macro_rules! full_id {
    ($(#[$meta:meta])* $name:ident: $server:literal $(or $other:literal)?, $accepted:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes an id, and completes a bare one.
            pub fn new(id: impl Into<String>) -> Self {
                let id = id.into();
                Self(if id.contains('@') || id.is_empty() { id } else { format!("{id}@{}", $server) })
            }

            /// The full id.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Refuses what WhatsApp cannot take for such an id.
            pub(crate) fn check(&self, field: &str) -> Result<(), InvalidField> {
                let (user, server) = self.0.split_once('@').unwrap_or((&self.0, ""));
                let is_kind = server == $server $(|| server == $other)?;
                let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                // Groups of the old form are `<phone>-<epoch>`.
                let is_user = digits(user) || (server == "g.us" && user.split('-').all(digits));
                if is_kind && is_user {
                    return Ok(());
                }
                Err(InvalidField::new(field, format!("{:?} is no such id", self.0), $accepted))
            }

            /// The same for a list, which must not be empty.
            #[allow(dead_code, reason = "not every kind of id comes in lists")]
            pub(crate) fn check_all(field: &str, ids: &[Self]) -> Result<(), InvalidField> {
                if ids.is_empty() {
                    return Err(InvalidField::new(field, "is empty", concat!("at least one: ", $accepted)));
                }
                ids.iter().try_for_each(|id| id.check(field))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl From<Wid> for $name {
            fn from(id: Wid) -> Self {
                Self::new(id.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Wid::deserialize(deserializer).map(Self::from)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            /// A text like any other: only the library that sends it knows the difference.
            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    };
}

full_id! {
    /// Id of a group or community, `120363…@g.us`; a bare `120363…` is completed.
    GroupId: "g.us", "120363041234567890@g.us or 120363041234567890"
}

full_id! {
    /// Id of a channel, `120363…@newsletter`; a bare `120363…` is completed.
    NewsletterId: "newsletter", "120363111111111111@newsletter or 120363111111111111"
}

full_id! {
    /// Id of a person, `5521999999999@c.us` or `…@lid`; bare digits become a phone number's.
    UserId: "c.us" or "lid", "5521999999999, 5521999999999@c.us or …@lid"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_ids_are_completed_and_full_ones_stay() {
        assert_eq!(GroupId::new("120363041234567890").as_str(), "120363041234567890@g.us");
        assert_eq!(GroupId::from("551199-1600@g.us").as_str(), "551199-1600@g.us");
        assert_eq!(UserId::from("5521").as_str(), "5521@c.us");
        assert_eq!(UserId::from("123@lid").as_str(), "123@lid");
        let object: NewsletterId =
            serde_json::from_str(r#"{"server":"newsletter","user":"12","_serialized":"12@newsletter"}"#)
                .unwrap();
        assert_eq!(serde_json::to_string(&object).unwrap(), r#""12@newsletter""#);
    }

    #[test]
    fn ids_of_another_kind_are_refused_with_the_accepted_form() {
        for id in ["", "5521@c.us", "12 03@g.us", "abc", "1203,1204", "12-@g.us"] {
            let error = GroupId::new(id).check("id").unwrap_err();
            assert_eq!(error.field, "id", "{id}");
            assert!(error.accepted.contains("@g.us"), "{id}");
        }
        assert!(UserId::new("1203@g.us").check("wid").is_err());
        assert!(NewsletterId::new("12-13@newsletter").check("id").is_err());
        assert!(GroupId::new("551199-1600").check("id").is_ok());
        assert!(GroupId::check_all("groupsIds", &[]).is_err());
    }
}
