//! Metadata of a group on the wire.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, NoKeys, WidView};
use crate::world::account::{Group, Participant};

/// Id of every description.
const DESCRIPTION_ID: &str = "ABCDEF";

/// A group as WhatsApp's page holds it.
#[derive(Debug, Clone, Copy)]
pub struct GroupView<'a> {
    /// The group.
    pub group: &'a Group,
    /// How ids are written.
    pub encoding: Encoding,
}

impl Serialize for GroupView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { group, encoding } = *self;
        let owner = WidView(&group.owner, encoding);
        let participants: Vec<_> =
            group.participants.iter().map(|participant| ParticipantView { participant, encoding }).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &WidView(&group.id, encoding))?;
        map.serialize_entry("creation", &group.creation)?;
        map.serialize_entry("owner", &owner)?;
        map.serialize_entry("subject", &group.subject)?;
        map.serialize_entry("subjectTime", &group.subject_change.t)?;
        if let Some(by) = &group.subject_change.by {
            map.serialize_entry("subjectOwner", &WidView(by, encoding))?;
        }
        if !group.description.is_empty() {
            map.serialize_entry("descTime", &group.description_change.t)?;
            map.serialize_entry("desc", &group.description)?;
            map.serialize_entry("descId", DESCRIPTION_ID)?;
            if let Some(by) = &group.description_change.by {
                map.serialize_entry("descOwner", &WidView(by, encoding))?;
            }
        }
        map.serialize_entry("restrict", &group.restrict)?;
        map.serialize_entry("announce", &group.announce)?;
        map.serialize_entry("noFrequentlyForwarded", &false)?;
        map.serialize_entry("ephemeralDuration", &group.ephemeral_seconds)?;
        map.serialize_entry("membershipApprovalMode", &false)?;
        map.serialize_entry("memberAddMode", "all_member_add")?;
        map.serialize_entry("reportToAdminMode", &false)?;
        map.serialize_entry("size", &group.participants.len())?;
        map.serialize_entry("support", &false)?;
        map.serialize_entry("suspended", &false)?;
        map.serialize_entry("terminated", &false)?;
        map.serialize_entry("uniqueShortNameMap", &NoKeys {})?;
        map.serialize_entry("isLidAddressingMode", &false)?;
        map.serialize_entry("isParentGroup", &false)?;
        map.serialize_entry("isParentGroupClosed", &false)?;
        if let Some(community) = &group.community {
            map.serialize_entry("parentGroup", &WidView(community, encoding))?;
        }
        map.serialize_entry("defaultSubgroup", &false)?;
        map.serialize_entry("generalSubgroup", &false)?;
        map.serialize_entry("groupSafetyCheck", &false)?;
        map.serialize_entry("generalChatAutoAddDisabled", &false)?;
        map.serialize_entry("allowNonAdminSubGroupCreation", &false)?;
        map.serialize_entry("lastActivityTimestamp", &0)?;
        map.serialize_entry("lastSeenActivityTimestamp", &0)?;
        map.serialize_entry("incognito", &false)?;
        map.serialize_entry("hasCapi", &false)?;
        map.serialize_entry("participants", &participants)?;
        for list in
            ["pendingParticipants", "pastParticipants", "membershipApprovalRequests", "subgroupSuggestions"]
        {
            map.serialize_entry(list, &[(); 0])?;
        }
        map.end()
    }
}

/// A member of a group.
#[derive(Debug, Clone, Copy)]
pub struct ParticipantView<'a> {
    /// The member.
    pub participant: &'a Participant,
    /// How ids are written.
    pub encoding: Encoding,
}

impl Serialize for ParticipantView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &WidView(&self.participant.id, self.encoding))?;
        map.serialize_entry("isAdmin", &self.participant.admin)?;
        map.serialize_entry("isSuperAdmin", &self.participant.super_admin)?;
        map.end()
    }
}

/// A group as its invite link shows it to outsiders: ids as texts, and only its creator among the members.
#[derive(Debug, Clone, Copy)]
pub struct InvitedGroupView<'a>(pub &'a Group);

impl Serialize for InvitedGroupView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(group) = self;
        let encoding = Encoding::Strings;
        let founders = group.participants.iter().filter(|participant| participant.super_admin);
        let participants: Vec<_> =
            founders.map(|participant| ParticipantView { participant, encoding }).collect();
        let no = false;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("descOwner", group.description_change.by.as_ref().unwrap_or(&group.owner))?;
        map.serialize_entry("id", &group.id)?;
        map.serialize_entry("owner", &group.owner)?;
        map.serialize_entry("participants", &participants)?;
        map.serialize_entry("subjectOwner", group.subject_change.by.as_ref().unwrap_or(&group.owner))?;
        map.serialize_entry("announce", &group.announce)?;
        map.serialize_entry("creation", &group.creation)?;
        map.serialize_entry("desc", &group.description)?;
        map.serialize_entry("descId", DESCRIPTION_ID)?;
        map.serialize_entry("descTime", &group.description_change.t)?;
        map.serialize_entry("noFrequentlyForwarded", &no)?;
        map.serialize_entry("parent", &no)?;
        map.serialize_entry("restrict", &group.restrict)?;
        map.serialize_entry("size", &group.participants.len())?;
        map.serialize_entry("status", &200)?;
        map.serialize_entry("subject", &group.subject)?;
        map.serialize_entry("subjectTime", &group.subject_change.t)?;
        for flag in [
            "support",
            "suspended",
            "isParentGroup",
            "isParentGroupClosed",
            "defaultSubgroup",
            "generalSubgroup",
            "membershipApprovalMode",
            "isLidAddressingMode",
            "generalChatAutoAddDisabled",
        ] {
            map.serialize_entry(flag, &no)?;
        }
        map.end()
    }
}
