//! Groups: what WhatsApp keeps about one besides its chat.

use serde::{Deserialize, Serialize};

use super::wid::Wid;

/// One member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Who.
    pub id: Wid,
    /// May manage the group.
    pub admin: bool,
    /// Created the group.
    pub super_admin: bool,
}

impl Participant {
    /// A member without rights.
    #[must_use]
    pub fn member(id: Wid) -> Self {
        Self { id, admin: false, super_admin: false }
    }

    /// The creator of the group.
    #[must_use]
    pub fn creator(id: Wid) -> Self {
        Self { id, admin: true, super_admin: true }
    }
}

/// Metadata of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The group.
    pub id: Wid,
    /// Who created it.
    pub owner: Wid,
    /// Epoch seconds of its creation.
    pub creation: i64,
    /// Name.
    pub subject: Box<str>,
    /// Description.
    pub description: Box<str>,
    /// Only admins change its settings.
    pub restrict: bool,
    /// Only admins write.
    pub announce: bool,
    /// Code of its invite link.
    pub invite_code: Box<str>,
    /// Members in the order in which WhatsApp lists them.
    pub participants: Vec<Participant>,
}

impl Group {
    /// A group with `owner` as its creator and the given further members.
    #[must_use]
    pub fn new(id: Wid, owner: &Wid, subject: &str, description: &str, members: &[Wid]) -> Self {
        let mut participants = vec![Participant::creator(owner.clone())];
        participants.extend(members.iter().cloned().map(Participant::member));
        Self {
            id,
            owner: owner.clone(),
            creation: 1_700_000_000,
            subject: subject.into(),
            description: description.into(),
            restrict: false,
            announce: false,
            invite_code: "AbCdEfGhIjKlMnOpQrStUv".into(),
            participants,
        }
    }
}
