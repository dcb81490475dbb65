//! Groups, their members and settings; broadcast lists.

pub mod add_participant_group;
pub mod all_broadcast_list;
pub mod all_groups;
pub mod change_privacy_group;
pub mod common_groups;
pub mod create_group;
pub mod demote_participant_group;
pub mod group_admins;
pub mod group_description;
pub mod group_info;
pub mod group_info_from_invite_link;
pub mod group_invite_link;
pub mod group_members;
pub mod group_members_ids;
pub mod group_pic;
pub mod group_property;
pub mod group_revoke_link;
pub mod group_subject;
pub mod join_code;
pub mod leave_group;
pub mod messages_admins_only;
pub mod promote_participant_group;
pub mod remove_participant_group;
