//! Groups: what WhatsApp keeps about one besides its chat.

use serde::{Deserialize, Serialize};

use super::wid::Wid;

/// Epoch seconds at which the groups of the presets were created.
const FOUNDED: i64 = 1_700_000_000;

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

/// When something was changed, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Epoch seconds.
    pub t: i64,
    /// Who; `None` where WhatsApp does not tell.
    pub by: Option<Wid>,
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
    /// When it got its name, and who gave it.
    pub subject_change: Change,
    /// Description.
    pub description: Box<str>,
    /// When it got its description, and who gave it.
    pub description_change: Change,
    /// Only admins change its settings.
    pub restrict: bool,
    /// Only admins write.
    pub announce: bool,
    /// Seconds after which messages vanish; 0 = never.
    #[serde(default)]
    pub ephemeral_seconds: u32,
    /// It has a picture.
    #[serde(default)]
    pub has_picture: bool,
    /// The community that it belongs to.
    #[serde(default)]
    pub community: Option<Wid>,
    /// Code of its invite link.
    pub invite_code: Box<str>,
    /// Members in the order in which WhatsApp lists them.
    pub participants: Vec<Participant>,
}

impl Group {
    /// A group of the past with `owner` as its creator and the given further members.
    #[must_use]
    pub fn new(id: Wid, owner: &Wid, subject: &str, description: &str, members: &[Wid]) -> Self {
        Self {
            subject_change: Change { t: FOUNDED + 1, by: None },
            description_change: Change { t: FOUNDED + 2, by: Some(owner.clone()) },
            description: description.into(),
            has_picture: true,
            invite_code: "AbCdEfGhIjKlMnOpQrStUv".into(),
            ..Self::created(id, owner, subject, FOUNDED, members)
        }
    }

    /// A group that is created now, without description, picture and invite code.
    #[must_use]
    pub fn created(id: Wid, owner: &Wid, subject: &str, t: i64, members: &[Wid]) -> Self {
        let mut participants = vec![Participant::creator(owner.clone())];
        participants.extend(members.iter().cloned().map(Participant::member));
        Self {
            id,
            owner: owner.clone(),
            creation: t,
            subject: subject.into(),
            subject_change: Change { t, by: Some(owner.clone()) },
            description: "".into(),
            description_change: Change { t, by: None },
            restrict: false,
            announce: false,
            ephemeral_seconds: 0,
            has_picture: false,
            community: None,
            invite_code: "".into(),
            participants,
        }
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: &Wid) -> Option<&Participant> {
        self.participants.iter().find(|member| member.id == *id)
    }

    /// Whether somebody may manage it.
    #[must_use]
    pub fn is_admin(&self, id: &Wid) -> bool {
        self.member(id).is_some_and(|member| member.admin)
    }

    /// Takes members in; who is in already stays as he is.
    pub fn add(&mut self, who: &[Wid]) {
        for id in who {
            if self.member(id).is_none() {
                self.participants.push(Participant::member(id.clone()));
            }
        }
    }

    /// Lets members go. A group that loses its last admin gets its first member for one.
    pub fn remove(&mut self, who: &[Wid]) {
        self.participants.retain(|member| !who.contains(&member.id));
        if !self.participants.iter().any(|member| member.admin)
            && let Some(first) = self.participants.first_mut()
        {
            first.admin = true;
        }
    }

    /// Makes members admins, or plain members again.
    pub fn set_admin(&mut self, who: &[Wid], admin: bool) {
        for member in self.participants.iter_mut().filter(|member| who.contains(&member.id)) {
            member.admin = admin;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_that_loses_its_last_admin_gets_another() {
        let (own, one, two) = (Wid::phone("1"), Wid::phone("2"), Wid::phone("3"));
        let mut group = Group::new(Wid::new("9@g.us"), &own, "x", "", &[one.clone(), two.clone()]);
        group.remove(&[own]);
        assert!(group.is_admin(&one) && !group.is_admin(&two));
        group.add(std::slice::from_ref(&two));
        assert_eq!(group.participants.len(), 2, "a member is not taken in twice");
        group.set_admin(std::slice::from_ref(&two), true);
        group.remove(&[one]);
        assert!(group.is_admin(&two));
    }
}
