//! A message as the library hands it out: WhatsApp's model with the library's own keys on top.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, NoKeys, WidView};
use super::raw_message::RawMessageView;
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

impl Serialize for MessageView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { account, message, encoding, .. } = *self;
        let own = account.own();
        let media = message.is_media();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &message.key.to_string())?;
        RawMessageView { message, own, encoding, downloaded: self.downloaded }.attributes(&mut map)?;
        map.serialize_entry("chatId", &WidView(&message.key.remote, encoding))?;
        map.serialize_entry("fromMe", &message.key.from_me)?;
        map.serialize_entry("sender", &account.sender_view(message.sender(own), encoding))?;
        map.serialize_entry("timestamp", &message.t)?;
        if let Some(content) = message.attributes.get("body") {
            map.serialize_entry("content", content)?;
        } else if let Some(content) = &message.body {
            map.serialize_entry("content", content)?;
        }
        map.serialize_entry("isGroupMsg", &message.key.remote.is_group())?;
        map.serialize_entry("isLink", &message.is_link())?;
        map.serialize_entry("isMMS", &media)?;
        map.serialize_entry("isMedia", &media)?;
        map.serialize_entry("isNotification", &message.is_notification())?;
        map.serialize_entry("isPSA", &false)?;
        if let Some(quoted) = &message.quoted_id {
            map.serialize_entry("quotedMsgId", quoted)?;
        }
        if media {
            map.serialize_entry("mediaData", &media_data(&message.kind))?;
        } else {
            map.serialize_entry("mediaData", &NoKeys {})?;
        }
        if let Some(session) = self.session {
            map.serialize_entry("session", session)?;
        }
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
