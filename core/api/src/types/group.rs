use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Wid;
use crate::InvalidField;

wire_struct! {
    /// A member of a group or community.
    pub struct GroupParticipant {
        /// Who.
        always id: Wid = "id",
        /// Whether it may manage the group.
        maybe is_admin: bool = "isAdmin",
        /// Whether it created the group.
        maybe is_super_admin: bool = "isSuperAdmin",
    }
}

wire_struct! {
    /// What WhatsApp Web holds of a group besides its chat.
    pub struct GroupMetadata {
        /// Which group.
        always id: Wid = "id",
        /// Seconds since 1970 of its creation.
        maybe creation: i64 = "creation",
        /// Who created it.
        maybe owner: Wid = "owner",
        /// Name.
        maybe subject: String = "subject",
        /// Seconds since 1970 of the last renaming.
        maybe subject_time: i64 = "subjectTime",
        /// Who renamed it last.
        maybe subject_owner: Wid = "subjectOwner",
        /// Description.
        maybe desc: String = "desc",
        /// Id of the description.
        maybe desc_id: String = "descId",
        /// Seconds since 1970 of the last change of the description.
        maybe desc_time: i64 = "descTime",
        /// Who changed the description last.
        maybe desc_owner: Wid = "descOwner",
        /// Whether only admins change its settings.
        maybe restrict: bool = "restrict",
        /// Whether only admins write.
        maybe announce: bool = "announce",
        /// Seconds until messages vanish; 0 = never.
        maybe ephemeral_duration: i64 = "ephemeralDuration",
        /// Whether admins approve who joins.
        maybe membership_approval_mode: bool = "membershipApprovalMode",
        /// Who may add members.
        maybe member_add_mode: Value = "memberAddMode",
        /// Number of members.
        maybe size: i64 = "size",
        /// Whether members are known by LID.
        maybe is_lid_addressing_mode: bool = "isLidAddressingMode",
        /// Whether it is a community.
        maybe is_parent_group: bool = "isParentGroup",
        /// The community that it belongs to.
        maybe parent_group: Wid = "parentGroup",
        /// Whether it is the announcement group of its community.
        maybe default_subgroup: bool = "defaultSubgroup",
        /// The members; WhatsApp Web does not always tell them.
        maybe participants: Vec<GroupParticipant> = "participants",
    }
}

wire_struct! {
    /// What group-info tells of a group. Its times are texts, everywhere else they are numbers.
    pub struct GroupDetails {
        /// Which group.
        always id: Wid = "id",
        /// Name of its chat; empty when the account does not know the group.
        maybe name: String = "name",
        /// Description.
        maybe description: String = "description",
        /// Name.
        maybe subject: String = "subject",
        /// When it was renamed last, as ISO 8601.
        maybe subject_updated_at: String = "subjectUpdatedAt",
        /// Who renamed it last.
        maybe subject_updated_by: Wid = "subjectUpdatedBy",
        /// When the description was changed last, as ISO 8601.
        maybe description_updated_at: String = "descriptionUpdatedAt",
        /// Who changed the description last.
        maybe description_updated_by: Wid = "descriptionUpdatedBy",
        /// When it was created, as ISO 8601.
        maybe created_at: String = "createdAt",
        /// Last activity, as ISO 8601.
        maybe last_activity_at: String = "lastActivityAt",
        /// The members; none when the account does not know the group.
        always participants: Vec<GroupParticipant> = "participants",
    }
}

impl GroupDetails {
    /// Whether the account knows the group: of an unknown one the server makes up an empty answer.
    pub fn is_known(&self) -> bool {
        self.created_at.is_some() || !self.participants.is_empty()
    }
}

wire_struct! {
    /// The group behind an invite link, as somebody sees it who is not in it.
    pub struct GroupInviteInfo {
        /// Which group.
        always id: Wid = "id",
        /// Who created it.
        maybe owner: Wid = "owner",
        /// Name.
        maybe subject: String = "subject",
        /// Seconds since 1970 of the last renaming.
        maybe subject_time: i64 = "subjectTime",
        /// Who renamed it last.
        maybe subject_owner: Wid = "subjectOwner",
        /// Description.
        maybe desc: String = "desc",
        /// Id of the description.
        maybe desc_id: String = "descId",
        /// Seconds since 1970 of the last change of the description.
        maybe desc_time: i64 = "descTime",
        /// Who changed the description last.
        maybe desc_owner: Wid = "descOwner",
        /// Seconds since 1970 of its creation.
        maybe creation: i64 = "creation",
        /// Number of members.
        maybe size: i64 = "size",
        /// Status of WhatsApp's answer; 200.
        maybe status: i64 = "status",
        /// Whether only admins write.
        maybe announce: bool = "announce",
        /// Whether only admins change its settings.
        maybe restrict: bool = "restrict",
        /// Whether admins approve who joins.
        maybe membership_approval_mode: bool = "membershipApprovalMode",
        /// Whether it is a community.
        maybe is_parent_group: bool = "isParentGroup",
        /// Whether members are known by LID.
        maybe is_lid_addressing_mode: bool = "isLidAddressingMode",
        /// The members that WhatsApp shows to outsiders.
        maybe participants: Vec<GroupParticipant> = "participants",
    }
}

/// A setting of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroupPropertyName {
    /// Only admins write.
    Announcement,
    /// Only admins change name, picture and description.
    Restrict,
    /// Messages vanish after some time.
    Ephemeral,
    /// Messages that were forwarded often are refused. WhatsApp Web no longer knows it.
    NoFrequentlyForwarded,
}

/// The value of a group's setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "must be true or false, or a whole number of seconds")]
pub enum PropertyValue {
    /// On or off.
    Switch(bool),
    /// Seconds after which messages vanish: 86400, 604800 or 7776000; 0 = never.
    Seconds(u32),
}

/// The durations that WhatsApp offers for vanishing messages: never, a day, a week, 90 days.
const EPHEMERAL_SECONDS: [u32; 4] = [0, 86_400, 604_800, 7_776_000];

impl GroupPropertyName {
    /// Refuses a value that WhatsApp has no use for.
    pub(crate) fn check(self, field: &str, value: Option<PropertyValue>) -> Result<(), InvalidField> {
        match (self, value) {
            (Self::Ephemeral, Some(PropertyValue::Seconds(seconds)))
                if !EPHEMERAL_SECONDS.contains(&seconds) =>
            {
                Err(InvalidField::new(
                    field,
                    format!("{seconds} s is no duration that WhatsApp offers"),
                    "true, false, 0, 86400, 604800, 7776000",
                ))
            }
            (
                Self::Announcement | Self::Restrict | Self::NoFrequentlyForwarded,
                Some(PropertyValue::Seconds(_)),
            ) => Err(InvalidField::new(field, "is a number", "true or false; only ephemeral takes seconds")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What was read is written as it was, except that ids become texts.
    #[test]
    fn metadata_survives_a_round_trip_with_its_unknown_keys() {
        let wire = json!({
            "id": {"server": "g.us", "user": "12036", "_serialized": "12036@g.us"},
            "creation": 1_700_000_000,
            "subject": "Team",
            "memberAddMode": "all_member_add",
            "participants": [{"id": "5521@c.us", "isAdmin": true, "isSuperAdmin": false, "rank": 7}],
            "hasCapi": false,
            "pendingParticipants": [],
        });
        let metadata: GroupMetadata = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(metadata.id, Wid::new("12036@g.us"));
        assert_eq!(metadata.extra["hasCapi"], json!(false));
        let mut written = wire;
        written["id"] = json!("12036@g.us");
        assert_eq!(serde_json::to_value(&metadata).unwrap(), written);
    }

    #[test]
    fn an_unknown_group_is_told_from_a_known_one() {
        let unknown: GroupDetails = serde_json::from_value(json!({
            "id": "999@g.us", "name": "", "description": null, "subject": "", "createdAt": null, "participants": [],
        }))
        .unwrap();
        assert!(!unknown.is_known());
        let known: GroupDetails = serde_json::from_value(json!({
            "id": "12036@g.us", "createdAt": "2023-11-14T22:13:20.000Z",
            "subjectUpdatedBy": {"server": "c.us", "user": "5521", "_serialized": "5521@c.us"},
            "participants": [{"id": "5521@c.us", "isAdmin": true}],
        }))
        .unwrap();
        assert!(known.is_known());
        assert_eq!(known.subject_updated_by, Some(Wid::new("5521@c.us")));
    }

    #[test]
    fn a_setting_takes_the_values_that_whatsapp_offers() {
        use GroupPropertyName::{Announcement, Ephemeral};
        use PropertyValue::{Seconds, Switch};
        for (property, value) in
            [(Announcement, None), (Ephemeral, Some(Switch(true))), (Ephemeral, Some(Seconds(0)))]
        {
            assert_eq!(property.check("value", value), Ok(()));
        }
        for (property, value) in [(Announcement, Seconds(1)), (Ephemeral, Seconds(60))] {
            assert_eq!(property.check("value", Some(value)).unwrap_err().field, "value");
        }
    }
}
