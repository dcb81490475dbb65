use serde_json::Value;

use super::Wid;

wire_struct! {
    /// Which groups were linked to a community or taken out of it.
    pub struct SubgroupResult {
        /// The groups that were refused, each with `jid` and `error`.
        maybe failed_groups: Vec<FailedGroup> = "failedGroups",
        /// The groups for which it worked.
        maybe linked_group_jids: Vec<Option<Wid>> = "linkedGroupJids",
    }
}

wire_struct! {
    /// A group that could not be linked or taken out.
    pub struct FailedGroup {
        /// Which group.
        maybe jid: Wid = "jid",
        /// WhatsApp's reason.
        maybe error: Value = "error",
    }
}

wire_struct! {
    /// A community that was created. Nothing of it is promised by the server.
    pub struct Community {
        /// Its id.
        maybe wid: Wid = "wid",
        /// Its name.
        maybe subject: String = "subject",
        /// Which groups were linked to it.
        maybe sub_groups: SubgroupResult = "subGroups",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_community_survives_a_round_trip() {
        let wire = json!({
            "wid": "12036@g.us",
            "subject": "Comm",
            "subGroups": {"failedGroups": [{"jid": "13@g.us", "error": "404"}], "linkedGroupJids": ["14@g.us", null]},
            "more": [1],
        });
        let community: Community = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(community.wid, Some(Wid::new("12036@g.us")));
        assert_eq!(community.sub_groups.as_ref().unwrap().linked_group_jids.as_ref().unwrap().len(), 2);
        assert_eq!(serde_json::to_value(&community).unwrap(), wire);
    }
}
