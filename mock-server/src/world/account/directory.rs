//! Who is on WhatsApp.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::wid::Wid;

/// What is known about one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectoryEntry {
    /// It has WhatsApp.
    #[serde(default = "yes")]
    pub exists: bool,
    /// Id under which WhatsApp knows it, when that is not the number itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Wid>,
    /// Its LID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lid: Option<Wid>,
    /// Reported as a business.
    #[serde(default)]
    pub is_business: bool,
    /// Its privacy settings keep others from adding it to groups.
    #[serde(default)]
    pub refuses_groups: bool,
}

fn yes() -> bool {
    true
}

/// The rule for numbers without an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unlisted {
    /// Everybody has WhatsApp.
    #[default]
    Exists,
    /// Nobody has.
    Missing,
}

/// The numbers of a world. Entries win over prefixes, prefixes over the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    numbers: BTreeMap<String, DirectoryEntry>,
    missing_prefixes: Vec<Box<str>>,
    default: Unlisted,
}

/// Change to a directory, as the control API takes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Change {
    #[serde(default)]
    numbers: BTreeMap<String, DirectoryEntry>,
    #[serde(default)]
    missing_prefixes: Option<Vec<Box<str>>>,
    #[serde(default)]
    default: Option<Unlisted>,
}

impl Directory {
    /// A directory in which numbers that begin with one of `prefixes` are not on WhatsApp.
    #[must_use]
    pub fn without_prefixes(prefixes: &[&str]) -> Self {
        let missing_prefixes = prefixes.iter().map(|&prefix| prefix.into()).collect();
        Self { missing_prefixes, ..Self::default() }
    }

    /// Sets one entry; `number` may carry `@c.us`.
    pub fn insert(&mut self, number: &str, entry: DirectoryEntry) {
        let user = number.split('@').next().unwrap_or(number);
        self.numbers.insert(user.to_owned(), entry);
    }

    /// Merges `{"numbers":{…},"default":"exists"|"missing","missingPrefixes":[…]}` into it.
    ///
    /// # Errors
    /// Says what is wrong with `change`; nothing is merged then.
    pub fn merge(&mut self, change: &Value) -> Result<(), String> {
        let change = Change::deserialize(change).map_err(|error| error.to_string())?;
        for (number, entry) in change.numbers {
            self.insert(&number, entry);
        }
        if let Some(prefixes) = change.missing_prefixes {
            self.missing_prefixes = prefixes;
        }
        if let Some(default) = change.default {
            self.default = default;
        }
        Ok(())
    }

    /// The id under which WhatsApp knows `wid`, and whether it says business; `None` when it is not there.
    #[must_use]
    pub fn find(&self, wid: &Wid) -> Option<(Wid, bool)> {
        let entry = match wid.server() {
            "lid" => self.numbers.values().find(|entry| entry.lid.as_ref() == Some(wid)),
            _ => self.numbers.get(wid.user()),
        };
        match entry {
            Some(entry) if !entry.exists => None,
            Some(entry) if wid.server() == "lid" => Some((wid.clone(), entry.is_business)),
            Some(entry) => Some((entry.id.clone().unwrap_or_else(|| wid.clone()), entry.is_business)),
            None if wid.server() != "lid" && self.is_missing_by_prefix(wid.user()) => None,
            None => (self.default == Unlisted::Exists).then(|| (wid.clone(), false)),
        }
    }

    /// Whether somebody's privacy settings refuse groups.
    #[must_use]
    pub fn refuses_groups(&self, wid: &Wid) -> bool {
        let same = |(number, entry): (&String, &DirectoryEntry)| {
            entry.refuses_groups
                && (number == wid.user() || [&entry.id, &entry.lid].into_iter().flatten().any(|id| id == wid))
        };
        self.numbers.iter().any(same)
    }

    /// The LID of a number.
    #[must_use]
    pub fn lid_of(&self, number: &Wid) -> Option<&Wid> {
        self.numbers.get(number.user()).filter(|entry| entry.exists)?.lid.as_ref()
    }

    /// The id by number of a LID. Of somebody whom WhatsApp knows by LID alone it tells none.
    #[must_use]
    pub fn number_of(&self, lid: &Wid) -> Option<Wid> {
        let (number, entry) =
            self.numbers.iter().find(|(_, entry)| entry.exists && entry.lid.as_ref() == Some(lid))?;
        let id = entry.id.clone().unwrap_or_else(|| Wid::phone(number));
        (id.server() != "lid").then_some(id)
    }

    fn is_missing_by_prefix(&self, user: &str) -> bool {
        self.missing_prefixes.iter().any(|prefix| user.starts_with(&**prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everybody_is_there_unless_something_says_otherwise() {
        let mut directory = Directory::without_prefixes(&["999"]);
        assert!(directory.find(&Wid::phone("5511")).is_some());
        assert!(directory.find(&Wid::phone("9991")).is_none());
        assert_eq!(directory.merge(&json!({"numbers": {"5511": {"exists": false}, "9991": {}}})), Ok(()));
        assert!(directory.find(&Wid::phone("5511")).is_none());
        assert!(directory.find(&Wid::phone("9991")).is_some());
        assert_eq!(directory.merge(&json!({"default": "missing"})), Ok(()));
        assert!(directory.find(&Wid::phone("77")).is_none());
        assert!(directory.find(&Wid::new("77@lid")).is_none());
    }

    #[test]
    fn a_number_may_be_known_under_another_id() {
        let mut directory = Directory::default();
        let change = json!({"numbers": {"5511999990003": {"exists": true, "id": "551199990003@c.us", "lid": "1@lid"}}});
        assert_eq!(directory.merge(&change), Ok(()));
        let found = directory.find(&Wid::phone("5511999990003"));
        assert_eq!(found, Some((Wid::phone("551199990003"), false)));
        assert_eq!(directory.find(&Wid::new("1@lid")), Some((Wid::new("1@lid"), false)));
    }

    #[test]
    fn a_change_with_unknown_words_is_refused() {
        let mut directory = Directory::default();
        assert!(directory.merge(&json!({"number": {}})).is_err());
        assert!(directory.merge(&json!({"default": "maybe"})).is_err());
        assert_eq!(directory, Directory::default());
    }
}
