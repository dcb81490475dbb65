//! Domain objects of the wire, decoded tolerantly.
//!
//! WhatsApp Web's own models change without notice, so every field that is not known to be always there is an
//! option, ids may be text or objects, and unknown keys are kept in `extra`.

mod account;
mod business;
mod catalog;
mod chat;
mod chat_change;
mod chat_kind;
mod community;
mod confirmation;
mod contact;
mod done;
mod full_id;
mod group;
mod group_answers;
mod label;
mod media_content;
mod message;
mod misc;
mod mute;
mod newsletter;
pub(crate) mod nullable;
mod number_status;
pub(crate) mod one_or_many;
mod or_false;
mod parts;
mod person;
mod poll_votes;
mod reactions;
mod secret;
mod send_message_return;
mod send_result;
mod session;
mod shown_address;
#[cfg(test)]
mod tests;
pub(crate) mod text_flag;
mod wid;

pub use account::{DevicePhone, HostDeviceInfo};
pub use business::{BusinessCategory, BusinessProfile};
pub use catalog::{
    CatalogLink, Collection, CollectionChange, KeyValue, Order, OrderedProduct, Product, ProductChange,
    ProductDetail,
};
pub use chat::{Chat, ChatPresence};
pub use chat_change::{ArchivedChat, ListDirection, SeenChat, ShownState};
pub use chat_kind::ChatKind;
pub use community::{Community, FailedGroup, SubgroupResult};
pub use confirmation::Confirmation;
pub use contact::{Contact, ProfilePicture};
pub use done::Done;
pub use full_id::{GroupId, NewsletterId, UserId};
pub use group::{
    GroupDetails, GroupInviteInfo, GroupMetadata, GroupParticipant, GroupPropertyName, PropertyValue,
};
pub use group_answers::{
    AddParticipantsAnswer, ChangeAdminsAnswer, CreateGroupAnswer, CreatedGroup, JoinCodeAnswer,
    LeaveGroupAnswer, MessageAnswer, ParticipantResult, RemoveParticipantsAnswer,
};
pub use label::{Label, LabelChange, LabelChangeKind, LabelOptions};
pub use media_content::MediaContent;
pub use message::{Ack, Message};
pub use misc::{Archive, ChatwootAnswer, Notice};
pub use mute::{Mute, MuteKind, MuteList, MuteTotals, MuteUnit, ScopeResult, ScopeTarget};
pub use newsletter::{Newsletter, NewsletterOptions};
pub use number_status::NumberStatus;
pub use one_or_many::OneOrMany;
pub use or_false::OrFalse;
pub use parts::{ListRow, ListSection, OrderItem, PixKeyType, PollOptions, StoryOptions};
pub use person::{BlockedContact, PnLidContact, PnLidEntry, ProfileStatus};
pub use poll_votes::{PollVote, PollVotes};
pub use reactions::{MessageReactions, Reaction, ReactionGroup};
pub use secret::Secret;
pub use send_message_return::SendMessageReturn;
pub use send_result::SendResult;
pub use session::{
    CheckConnectionAnswer, ClearAnswer, GenerateTokenAnswer, Health, QrCodeAnswer, SessionName,
    StartAllAnswer, StartSessionAnswer, StatusAnswer, VerbAnswer,
};
pub use shown_address::ShownAddress;
pub use wid::{MessageKey, Wid};
