//! Who a message is for.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{Error, Phone, Region};

const FORMS: &str = "accepted are a phone number with country code (+55 (21) 99999-9999, 5521999999999, \
                     5521999999999@c.us), a group (120363…@g.us), a newsletter (…@newsletter), a LID (…@lid) \
                     and status@broadcast";

/// Who a message is for. The kind decides the flags that the server needs to find the chat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Recipient {
    /// A user by phone number.
    Phone(Phone),
    /// A group or community, by the part before `@g.us`.
    Group(Arc<str>),
    /// A channel, by the part before `@newsletter`.
    Newsletter(Arc<str>),
    /// A user by LID, WhatsApp's opaque user id, by the part before `@lid`.
    Lid(Arc<str>),
    /// The status stories of the own account.
    Status,
}

/// `isGroup`, `isNewsletter` and `isLid` as the server reads them beside `phone`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WireFlags {
    /// The chat is `…@g.us`.
    pub is_group: bool,
    /// The chat is `…@newsletter`.
    pub is_newsletter: bool,
    /// The chat is `…@lid`.
    pub is_lid: bool,
}

impl Recipient {
    /// Reads a phone number or a chat id; `region` is for phone numbers in national form.
    ///
    /// # Errors
    /// `invalid_input` that names the accepted forms.
    pub fn parse(text: &str, region: Option<Region>) -> Result<Self, Error> {
        let text = text.trim();
        let Some((user, server)) = text.rsplit_once('@') else {
            return Phone::parse(text, region).map(Self::Phone).map_err(|error| {
                let looks_like_group =
                    text.len() >= 17 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
                let error = error.with_hint(FORMS);
                if looks_like_group {
                    error.with_hint("this looks like a group id: write it as …@g.us")
                } else {
                    error
                }
            });
        };
        let digits = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_digit());
        let group = user.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            && user.bytes().filter(u8::is_ascii_digit).count() >= 5;
        match server {
            "c.us" | "s.whatsapp.net" => Phone::from_id_digits(user).map(Self::Phone),
            "g.us" if group => Some(Self::Group(Arc::from(user))),
            "newsletter" if digits => Some(Self::Newsletter(Arc::from(user))),
            "lid" if digits => Some(Self::Lid(Arc::from(user))),
            "broadcast" if user == "status" => Some(Self::Status),
            _ => None,
        }
        .ok_or_else(|| Error::invalid_input(format!("{text:?} is no recipient")).with_hint(FORMS))
    }

    /// The part before `@`, which is what the field `phone` of a request carries.
    pub fn wire_user(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.digits(),
            Self::Group(user) | Self::Newsletter(user) | Self::Lid(user) => user,
            Self::Status => "status",
        }
    }

    /// The flags that go with it.
    pub fn flags(&self) -> WireFlags {
        WireFlags {
            is_group: matches!(self, Self::Group(_)),
            is_newsletter: matches!(self, Self::Newsletter(_)),
            is_lid: matches!(self, Self::Lid(_)),
        }
    }

    /// The chat id, such as `5521999999999@c.us`.
    pub fn chat_id(&self) -> String {
        let server = match self {
            Self::Phone(_) => "c.us",
            Self::Group(_) => "g.us",
            Self::Newsletter(_) => "newsletter",
            Self::Lid(_) => "lid",
            Self::Status => "broadcast",
        };
        format!("{}@{server}", self.wire_user())
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(formatter),
            _ => formatter.write_str(&self.chat_id()),
        }
    }
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text, None)
    }
}

impl TryFrom<String> for Recipient {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.chat_id()
    }
}

impl From<Phone> for Recipient {
    fn from(phone: Phone) -> Self {
        Self::Phone(phone)
    }
}

/// Whatever can be read as a recipient: text, a [`Recipient`] or a [`Phone`].
pub trait IntoRecipient {
    /// Reads it; `region` is for phone numbers in national form.
    ///
    /// # Errors
    /// `invalid_input` that names the accepted forms.
    fn into_recipient(self, region: Option<Region>) -> Result<Recipient, Error>;
}

impl IntoRecipient for &str {
    fn into_recipient(self, region: Option<Region>) -> Result<Recipient, Error> {
        Recipient::parse(self, region)
    }
}

impl IntoRecipient for &String {
    fn into_recipient(self, region: Option<Region>) -> Result<Recipient, Error> {
        Recipient::parse(self, region)
    }
}

impl IntoRecipient for String {
    fn into_recipient(self, region: Option<Region>) -> Result<Recipient, Error> {
        Recipient::parse(&self, region)
    }
}

impl IntoRecipient for Recipient {
    fn into_recipient(self, _region: Option<Region>) -> Result<Recipient, Error> {
        Ok(self)
    }
}

impl IntoRecipient for &Recipient {
    fn into_recipient(self, _region: Option<Region>) -> Result<Recipient, Error> {
        Ok(self.clone())
    }
}

impl IntoRecipient for Phone {
    fn into_recipient(self, _region: Option<Region>) -> Result<Recipient, Error> {
        Ok(Recipient::Phone(self))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_parses_into_the_kind_and_back_into_the_id() {
        for (text, id) in [
            ("+55 (21) 99999-9999", "5521999999999@c.us"),
            ("5521999999999", "5521999999999@c.us"),
            ("5521999999999@c.us", "5521999999999@c.us"),
            ("5521999999999@s.whatsapp.net", "5521999999999@c.us"),
            ("120363041234567890@g.us", "120363041234567890@g.us"),
            ("5521999999999-1500000000@g.us", "5521999999999-1500000000@g.us"),
            ("120363111111111111@newsletter", "120363111111111111@newsletter"),
            ("123456789012345@lid", "123456789012345@lid"),
            ("status@broadcast", "status@broadcast"),
        ] {
            assert_eq!(text.parse::<Recipient>().unwrap().chat_id(), id, "{text}");
        }
    }

    #[test]
    fn the_kind_sets_exactly_its_flag() {
        let flags = |text: &str| {
            let flags = text.parse::<Recipient>().unwrap().flags();
            (flags.is_group, flags.is_newsletter, flags.is_lid)
        };
        assert_eq!(flags("5521999999999"), (false, false, false));
        assert_eq!(flags("120363041234567890@g.us"), (true, false, false));
        assert_eq!(flags("120363111111111111@newsletter"), (false, true, false));
        assert_eq!(flags("123456789012345@lid"), (false, false, true));
    }

    #[test]
    fn what_would_reach_somebody_else_is_refused() {
        for text in [
            "",
            "@c.us",
            "abc@c.us",
            "@g.us",
            "-@g.us",
            "x@lid",
            "5521999999999@else",
            "list@broadcast",
            "a,b",
        ] {
            let error = text.parse::<Recipient>().expect_err(text);
            assert!(error.hint().unwrap().contains("@g.us"), "{text}: {error:?}");
        }
        let error = "120363041234567890".parse::<Recipient>().unwrap_err();
        assert!(error.hint().unwrap().contains("group id"), "{error:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_an_id_reads_back(text in prop_oneof![".{0,24}", "[0-9-]{0,20}@(c.us|g.us|lid|newsletter)"]) {
            if let Ok(recipient) = text.parse::<Recipient>() {
                prop_assert_eq!(recipient.chat_id().parse::<Recipient>().unwrap(), recipient);
            }
        }
    }
}
