//! Domain objects of the wire, decoded tolerantly.
//!
//! WhatsApp Web's own models change without notice, so every field that is not known to be always there is an
//! option, ids may be text or objects, and unknown keys are kept in `extra`.

mod account;
mod chat;
mod community;
mod contact;
mod full_id;
mod group;
mod group_answers;
mod message;
mod newsletter;
pub(crate) mod nullable;
mod number_status;
pub(crate) mod one_or_many;
mod secret;
mod send_result;
mod session;
pub(crate) mod text_flag;
mod wid;

pub use account::{DevicePhone, HostDeviceInfo};
pub use chat::Chat;
pub use community::{Community, FailedGroup, SubgroupResult};
pub use contact::{Contact, ProfilePicture};
pub use full_id::{GroupId, NewsletterId, UserId};
pub use group::{
    GroupDetails, GroupInviteInfo, GroupMetadata, GroupParticipant, GroupPropertyName, PropertyValue,
};
pub use group_answers::{
    AddParticipantsAnswer, ChangeAdminsAnswer, CreateGroupAnswer, CreatedGroup, JoinCodeAnswer,
    LeaveGroupAnswer, MessageAnswer, ParticipantResult, RemoveParticipantsAnswer,
};
pub use message::{Ack, Message};
pub use newsletter::{Newsletter, NewsletterOptions};
pub use number_status::NumberStatus;
pub use one_or_many::OneOrMany;
pub use secret::Secret;
pub use send_result::SendResult;
pub use session::{
    CheckConnectionAnswer, ClearAnswer, GenerateTokenAnswer, Health, QrCodeAnswer, SessionName,
    StartAllAnswer, StartSessionAnswer, StatusAnswer, VerbAnswer,
};
pub use wid::{MessageKey, Wid};
