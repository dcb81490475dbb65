//! Metadata of a group on the wire.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, NoKeys, WidView};
use crate::world::account::{Group, Participant};

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
        map.serialize_entry("subjectTime", &(group.creation + 1))?;
        map.serialize_entry("descTime", &(group.creation + 2))?;
        map.serialize_entry("desc", &group.description)?;
        map.serialize_entry("descId", "ABCDEF")?;
        map.serialize_entry("descOwner", &owner)?;
        map.serialize_entry("restrict", &group.restrict)?;
        map.serialize_entry("announce", &group.announce)?;
        map.serialize_entry("noFrequentlyForwarded", &false)?;
        map.serialize_entry("ephemeralDuration", &0)?;
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

struct ParticipantView<'a> {
    participant: &'a Participant,
    encoding: Encoding,
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
