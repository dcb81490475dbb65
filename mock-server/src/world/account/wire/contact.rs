//! Contacts on the wire.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, WidView};
use crate::world::account::{Contact, Wid};

/// Time stamp of every profile picture.
const PICTURE_TAG: &str = "1760000000";

/// A contact, or what WhatsApp makes up for somebody who is none.
#[derive(Debug, Clone, Copy)]
pub struct ContactView<'a> {
    /// Who.
    pub id: &'a Wid,
    /// Saved name; `None` = the key is absent.
    pub name: Option<&'a str>,
    /// Name chosen by the person; `None` = the key is absent.
    pub pushname: Option<&'a str>,
    /// Verified name of a business.
    pub verified_name: Option<&'a str>,
    /// A business account.
    pub business: bool,
    /// The account itself.
    pub me: bool,
    /// A profile picture can be seen.
    pub has_picture: bool,
    /// How ids are written.
    pub encoding: Encoding,
}

impl<'a> ContactView<'a> {
    /// A contact that the account knows; `own` is the account's id.
    #[must_use]
    pub fn known(contact: &'a Contact, own: &Wid, encoding: Encoding) -> Self {
        Self {
            id: &contact.id,
            name: Some(&contact.name),
            pushname: Some(&contact.pushname),
            verified_name: contact.verified_name.as_deref(),
            business: contact.business,
            me: contact.id == *own,
            has_picture: contact.has_picture,
            encoding,
        }
    }

    /// Somebody unknown, with the given saved name and pushname (`None` = key absent).
    #[must_use]
    pub fn unknown(id: &'a Wid, name: Option<&'a str>, encoding: Encoding) -> Self {
        Self {
            id,
            name,
            pushname: name,
            verified_name: None,
            business: false,
            me: false,
            has_picture: id.is_group(),
            encoding,
        }
    }

    /// Name that WhatsApp shows.
    #[must_use]
    pub fn formatted_name(&self) -> String {
        let shown = [self.name, self.pushname].into_iter().flatten().find(|name| !name.is_empty());
        match shown {
            _ if self.me => "You".to_owned(),
            Some(name) => name.to_owned(),
            None => format!("+{}", self.id.user()),
        }
    }
}

impl Serialize for ContactView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saved = self.name.is_some_and(|name| !name.is_empty());
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &WidView(self.id, self.encoding))?;
        if let Some(name) = self.name {
            map.serialize_entry("name", name)?;
        }
        if let (true, Some(first)) = (saved, self.name.and_then(|name| name.split(' ').next())) {
            map.serialize_entry("shortName", first)?;
        }
        if let Some(pushname) = self.pushname {
            map.serialize_entry("pushname", pushname)?;
        }
        map.serialize_entry("type", "in")?;
        map.serialize_entry("isBusiness", &self.business)?;
        map.serialize_entry("isEnterprise", &false)?;
        map.serialize_entry("isSmb", &self.business)?;
        if let Some(name) = self.verified_name {
            map.serialize_entry("verifiedName", name)?;
        }
        map.serialize_entry("isContactSyncCompleted", &1)?;
        map.serialize_entry("textStatusLastUpdateTime", &-1)?;
        map.serialize_entry("syncToAddressbook", &saved)?;
        map.serialize_entry("labels", &[(); 0])?;
        map.serialize_entry("formattedName", &self.formatted_name())?;
        map.serialize_entry("isHighLevelVerified", &false)?;
        map.serialize_entry("isMe", &self.me)?;
        map.serialize_entry("isMyContact", &saved)?;
        map.serialize_entry("isPSA", &false)?;
        map.serialize_entry("isUser", &true)?;
        map.serialize_entry("isVerified", &false)?;
        map.serialize_entry("isWAContact", &true)?;
        map.serialize_entry(
            "profilePicThumbObj",
            &PictureView { id: self.id, seen: self.has_picture, encoding: self.encoding },
        )?;
        map.serialize_entry("statusMute", &false)?;
        map.serialize_entry("msgs", &())?;
        map.end()
    }
}

/// Addresses of a profile picture; `{}` when none can be seen.
#[derive(Debug, Clone, Copy)]
pub struct PictureView<'a> {
    /// Whose picture.
    pub id: &'a Wid,
    /// It can be seen.
    pub seen: bool,
    /// How ids are written.
    pub encoding: Encoding,
}

impl Serialize for PictureView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.seen {
            let user = self.id.user();
            map.serialize_entry("eurl", &format!("https://pps.whatsapp.net/v/{user}.jpg"))?;
            map.serialize_entry("id", &WidView(self.id, self.encoding))?;
            map.serialize_entry("img", &format!("https://web.whatsapp.com/pp?e={user}"))?;
            map.serialize_entry("imgFull", &format!("https://web.whatsapp.com/pp?t=l&e={user}"))?;
            map.serialize_entry("tag", PICTURE_TAG)?;
        }
        map.end()
    }
}
