//! Domain objects of the wire, decoded tolerantly.
//!
//! WhatsApp Web's own models change without notice, so every field that is not known to be always there is an
//! option, ids may be text or objects, and unknown keys are kept in `extra`.

mod account;
mod chat;
mod contact;
mod message;
mod number_status;
mod one_or_many;
mod secret;
mod send_result;
mod session;
mod wid;

pub use account::{DevicePhone, HostDeviceInfo};
pub use chat::Chat;
pub use contact::{Contact, ProfilePicture};
pub use message::{Ack, Message};
pub use number_status::NumberStatus;
pub use one_or_many::OneOrMany;
pub use secret::Secret;
pub use send_result::SendResult;
pub use session::{
    CheckConnectionAnswer, ClearAnswer, GenerateTokenAnswer, Health, QrCodeAnswer, SessionName,
    StartAllAnswer, StartSessionAnswer, StatusAnswer, VerbAnswer,
};
pub use wid::{MessageKey, Wid};
