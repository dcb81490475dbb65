//! A message as the library hands it out: WhatsApp's model with the library's own keys on top.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, NoKeys, WidView};
use super::entries::{Entries, MapEntries, TextEntries};
use super::raw_message::{RawMessageView, TEXT_LENGTH};
use crate::world::account::{Account, Message};

/// A message with sender, content and flags.
#[derive(Debug, Clone, Copy)]
pub struct MessageView<'a> {
    /// The account that holds it.
    pub account: &'a Account,
    /// The message.
    pub message: &'a Message,
    /// How ids are written.
    pub encoding: Encoding,
    /// Base64 of the downloaded file, which then stands in `body`.
    pub downloaded: Option<&'a str>,
    /// Session name, on socket events only.
    pub session: Option<&'a str>,
}

impl<'a> MessageView<'a> {
    /// The plain view.
    #[must_use]
    pub fn new(account: &'a Account, message: &'a Message, encoding: Encoding) -> Self {
        Self { account, message, encoding, downloaded: None, session: None }
    }
}

/// What the library says about the file of a message.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MediaData<'a> {
    r#type: &'a str,
    media_stage: &'static str,
    animation_duration: u32,
    animated_as_new_msg: bool,
    is_view_once: bool,
    #[serde(rename = "_swStreamingSupported")]
    streaming_supported: bool,
    #[serde(rename = "_listeningToSwSupport")]
    listening_to_support: bool,
    is_vcard_over_mms_document: bool,
}

impl MessageView<'_> {
    /// The message as JSON text.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        let mut entries = TextEntries::open(TEXT_LENGTH);
        let Ok(()) = self.all(&mut entries);
        entries.close()
    }

    fn all<E: Entries>(&self, to: &mut E) -> Result<(), E::Error> {
        let Self { account, message, encoding, .. } = *self;
        let own = account.own();
        let media = message.is_media();
        to.entry("id", &message.key.to_string())?;
        RawMessageView { message, own, encoding, downloaded: self.downloaded }.attributes(to)?;
        to.entry("chatId", &WidView(&message.key.remote, encoding))?;
        to.entry("fromMe", &message.key.from_me)?;
        to.entry("sender", &account.sender_view(message.sender(own), encoding))?;
        to.entry("timestamp", &message.t)?;
        if let Some(content) = message.attributes.get("body") {
            to.entry("content", content)?;
        } else if let Some(content) = &message.body {
            to.entry("content", content)?;
        }
        to.entry("isGroupMsg", &message.key.remote.is_group())?;
        to.entry("isLink", &message.is_link())?;
        to.entry("isMMS", &media)?;
        to.entry("isMedia", &media)?;
        to.entry("isNotification", &message.is_notification())?;
        to.entry("isPSA", &false)?;
        if let Some(quoted) = &message.quoted_id {
            to.entry("quotedMsgId", quoted)?;
        }
        if media {
            to.entry("mediaData", &media_data(&message.kind))?;
        } else {
            to.entry("mediaData", &NoKeys {})?;
        }
        if let Some(session) = self.session {
            to.entry("session", session)?;
        }
        Ok(())
    }
}

impl Serialize for MessageView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.all(&mut MapEntries(&mut map))?;
        map.end()
    }
}

fn media_data(kind: &str) -> MediaData<'_> {
    MediaData {
        r#type: kind,
        media_stage: "RESOLVED",
        animation_duration: 0,
        animated_as_new_msg: false,
        is_view_once: false,
        streaming_supported: false,
        listening_to_support: false,
        is_vcard_over_mms_document: false,
    }
}
