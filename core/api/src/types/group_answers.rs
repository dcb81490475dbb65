//! What the group routes answer.

use std::collections::BTreeMap;

use super::{GroupId, OneOrMany};

wire_struct! {
    /// A text and nothing else.
    pub struct MessageAnswer {
        /// The server's text.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// What became of one person who was to become a member.
    pub struct ParticipantResult {
        /// Who.
        maybe wid: String = "wid",
        /// 200 added, 403 refused by privacy settings, 409 member already; anything else is a refusal too.
        maybe code: i64 = "code",
        /// The code in words.
        maybe message: String = "message",
        /// Code of an invitation that can be sent to somebody who was refused by privacy settings.
        maybe invite_code: String = "invite_code",
        /// Seconds since 1970 until which the invitation is good.
        maybe invite_code_exp: i64 = "invite_code_exp",
    }
}

impl ParticipantResult {
    /// Whether the person was added.
    pub fn is_added(&self) -> bool {
        self.code == Some(200)
    }

    /// Whether the person's privacy settings refuse groups; an invitation may help.
    pub fn is_refused_by_privacy(&self) -> bool {
        self.code == Some(403)
    }

    /// Whether the person was a member already.
    pub fn is_member_already(&self) -> bool {
        self.code == Some(409)
    }
}

wire_struct! {
    /// A group that was created.
    pub struct CreatedGroup {
        /// Its name.
        maybe name: String = "name",
        /// Its id. The wire has it without `@g.us`, which is completed.
        always id: GroupId = "id",
        /// What became of each member, by id.
        maybe participants: BTreeMap<String, ParticipantResult> = "participants",
    }
}

wire_struct! {
    /// Answer of create-group.
    pub struct CreateGroupAnswer {
        /// The server's text.
        maybe message: String = "message",
        /// The name or names as they were sent.
        maybe group: OneOrMany<String> = "group",
        /// The groups that were created, in the order of their names.
        always group_info: Vec<CreatedGroup> = "groupInfo",
    }
}

wire_struct! {
    /// Answer of leave-group.
    pub struct LeaveGroupAnswer {
        /// The server's text, in Portuguese. The key has an s here.
        maybe messages: String = "messages",
        /// The group or groups as they were sent.
        maybe group: OneOrMany<String> = "group",
    }
}

wire_struct! {
    /// Answer of join-code; WhatsApp's own answer, with the group, is thrown away by the server.
    pub struct JoinCodeAnswer {
        /// The server's text.
        maybe message: String = "message",
        /// The code as it was sent.
        maybe contact: String = "contact",
    }
}

wire_struct! {
    /// Answer of add-participant-group.
    pub struct AddParticipantsAnswer {
        /// The server's text.
        maybe message: String = "message",
        /// Whom the server took the numbers for.
        maybe participants: Vec<String> = "participants",
        /// The groups.
        maybe groups: Vec<String> = "groups",
        /// What became of each person, by id: one object for each group, in the same order.
        always result: Vec<Option<BTreeMap<String, ParticipantResult>>> = "result",
    }
}

wire_struct! {
    /// Answer of remove-participant-group.
    pub struct RemoveParticipantsAnswer {
        /// The server's text.
        maybe message: String = "message",
        /// Whom the server took the numbers for.
        maybe participants: Vec<String> = "participants",
        /// One null for each group.
        maybe groups: Vec<Option<serde_json::Value>> = "groups",
    }
}

wire_struct! {
    /// Answer of promote-participant-group and demote-participant-group.
    pub struct ChangeAdminsAnswer {
        /// The server's text.
        maybe message: String = "message",
        /// Whom the server took the numbers for.
        maybe participants: Vec<String> = "participants",
        /// The groups.
        maybe groups: Vec<String> = "groups",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_created_group_has_a_full_id_and_tells_who_was_refused() {
        let answer: CreateGroupAnswer = serde_json::from_value(json!({
            "message": "Group(s) created successfully",
            "group": ["Hello, World"],
            "groupInfo": [{"name": "Hello, World", "id": "120363049999999999", "participants": {
                "5521@c.us": {"wid": "5521@c.us", "code": 200, "message": "OK", "invite_code": null, "invite_code_exp": null},
                "5522@c.us": {"wid": "5522@c.us", "code": 403, "invite_code": "AbC", "invite_code_exp": 1_760_000_000, "x": 1},
            }}],
        }))
        .unwrap();
        let created = &answer.group_info[0];
        assert_eq!(created.id.as_str(), "120363049999999999@g.us");
        let results = created.participants.as_ref().unwrap();
        assert!(results["5521@c.us"].is_added());
        assert!(results["5522@c.us"].is_refused_by_privacy());
        assert_eq!(results["5522@c.us"].extra["x"], json!(1));
    }

    #[test]
    fn a_group_without_result_is_null_among_the_others() {
        let answer: AddParticipantsAnswer =
            serde_json::from_value(json!({"result": [null, {"5521@c.us": {"code": 409}}]})).unwrap();
        assert!(answer.result[0].is_none());
        assert!(answer.result[1].as_ref().unwrap()["5521@c.us"].is_member_already());
    }
}
