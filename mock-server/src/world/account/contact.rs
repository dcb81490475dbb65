//! People (and businesses) that an account knows.

use serde::{Deserialize, Serialize};

use super::wid::Wid;

/// One entry of the address book, or somebody known only by a pushname.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub id: Wid,
    /// Name in the address book; empty for somebody who is not in it.
    pub name: Box<str>,
    /// Name that the person chose.
    pub pushname: Box<str>,
    /// Name that WhatsApp verified; business accounts only.
    pub verified_name: Option<Box<str>>,
    /// A business account.
    pub business: bool,
    /// A profile picture can be seen.
    pub has_picture: bool,
}

impl Contact {
    /// Somebody in the address book, with a picture.
    #[must_use]
    pub fn saved(id: Wid, name: &str, pushname: &str) -> Self {
        Self {
            id,
            name: name.into(),
            pushname: pushname.into(),
            verified_name: None,
            business: false,
            has_picture: true,
        }
    }

    /// Somebody who is not in the address book; `pushname` may be empty.
    #[must_use]
    pub fn stranger(id: Wid, pushname: &str) -> Self {
        Self {
            id,
            name: "".into(),
            pushname: pushname.into(),
            verified_name: None,
            business: false,
            has_picture: false,
        }
    }

    /// Makes it a business with a verified name.
    #[must_use]
    pub fn verified(mut self, name: &str) -> Self {
        self.business = true;
        self.verified_name = Some(name.into());
        self
    }

    /// Takes the picture away.
    #[must_use]
    pub fn without_picture(mut self) -> Self {
        self.has_picture = false;
        self
    }

    /// What a chat list shows: the saved name, else the pushname, else nothing.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        [&self.name, &self.pushname].into_iter().find(|name| !name.is_empty()).map(|name| &**name)
    }
}
