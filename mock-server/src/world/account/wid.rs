//! WhatsApp ids of people, groups, channels and broadcast lists.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A serialized id such as `5511999990001@c.us`; cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wid(Arc<str>);

impl Wid {
    /// Takes a serialized id as it is.
    #[must_use]
    pub fn new(serialized: &str) -> Self {
        Self(Arc::from(serialized))
    }

    /// The id of a person with a phone number (digits only).
    #[must_use]
    pub fn phone(digits: &str) -> Self {
        Self(format!("{digits}@c.us").into())
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last `@`; everything when there is none.
    #[must_use]
    pub fn user(&self) -> &str {
        self.0.rsplit_once('@').map_or(&*self.0, |(user, _)| user)
    }

    /// The part behind the last `@`; empty when there is none.
    #[must_use]
    pub fn server(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, server)| server)
    }

    /// A group, community or announcement group.
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.server() == "g.us"
    }

    /// A broadcast list or the status stories.
    #[must_use]
    pub fn is_broadcast(&self) -> bool {
        self.server() == "broadcast"
    }

    /// A channel.
    #[must_use]
    pub fn is_newsletter(&self) -> bool {
        self.server() == "newsletter"
    }

    /// A person, by phone number or by LID.
    #[must_use]
    pub fn is_user(&self) -> bool {
        matches!(self.server(), "c.us" | "lid")
    }

    /// WhatsApp can parse it: a known server behind digits (groups of the old form have a dash).
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let user = self.user();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self.server() {
            "c.us" | "lid" | "newsletter" => digits(user),
            "broadcast" => user == "status" || digits(user),
            "g.us" => user.split('-').all(digits),
            _ => false,
        }
    }
}

impl fmt::Debug for Wid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Wid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Wid {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Wid {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_split_at_its_server() {
        let wid = Wid::new("5511999990001@c.us");
        assert_eq!((wid.user(), wid.server()), ("5511999990001", "c.us"));
        assert_eq!(Wid::new("5511999990001").user(), "5511999990001");
        assert_eq!(Wid::phone("55").as_str(), "55@c.us");
    }

    #[test]
    fn only_ids_that_whatsapp_can_parse_are_valid() {
        for valid in ["5511999990001@c.us", "12036-1600@g.us", "status@broadcast", "1@newsletter", "1@lid"] {
            assert!(Wid::new(valid).is_valid(), "{valid}");
        }
        for invalid in ["abc@c.us", "55 11@lid", "5511", "5511@example", "@c.us", "12036-@g.us"] {
            assert!(!Wid::new(invalid).is_valid(), "{invalid}");
        }
    }
}
