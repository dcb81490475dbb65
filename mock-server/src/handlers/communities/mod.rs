//! Communities.

pub mod add_community_subgroup;
pub mod community_participants;
pub mod create_community;
pub mod deactivate_community;
pub mod demote_community_participant;
pub mod promote_community_participant;
pub mod remove_community_subgroup;
