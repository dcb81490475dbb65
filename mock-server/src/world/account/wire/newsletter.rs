//! Channels on the wire.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::world::account::Newsletter;

/// A channel as WA-JS describes it.
#[derive(Debug, Clone, Copy)]
pub struct NewsletterView<'a> {
    /// The channel.
    pub newsletter: &'a Newsletter,
    /// The name to write; `None` = the key is absent.
    pub name: Option<&'a str>,
}

impl Serialize for NewsletterView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { newsletter, name } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("idJid", &newsletter.id)?;
        map.serialize_entry("inviteCode", &newsletter.invite_code)?;
        let link = format!("https://whatsapp.com/channel/{}", newsletter.invite_code);
        map.serialize_entry("inviteLink", &link)?;
        if let Some(name) = name {
            map.serialize_entry("name", name)?;
        }
        map.serialize_entry("state", "active")?;
        map.serialize_entry("subscribersCount", &newsletter.subscribers)?;
        map.serialize_entry("description", &newsletter.description)?;
        map.serialize_entry("timestamp", &newsletter.timestamp)?;
        map.end()
    }
}
