//! WhatsApp's own model of a message: what `onack` carries and what the library decrypts.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::encoding::{AttributeView, Encoding, MessageKeyView, WidsView};
use crate::world::account::{Message, Wid};

/// Value of an attribute that hardly ever differs.
#[derive(Clone, Copy)]
enum Usual {
    No,
    Null,
    Zero,
    Empty,
    Text(&'static str),
}

/// Attributes between the ack and the mentions, in WhatsApp's order.
const BEFORE_MENTIONS: &[(&str, Usual)] = &[
    ("isFromTemplate", Usual::No),
    ("pollInvalidated", Usual::No),
    ("isSentCagPollCreation", Usual::No),
    ("latestEditMsgKey", Usual::Null),
    ("latestEditSenderTimestampMs", Usual::Null),
];

/// Attributes behind the mentions, in WhatsApp's order.
const AFTER_MENTIONS: &[(&str, Usual)] = &[
    ("groupMentions", Usual::Empty),
    ("isEventCanceled", Usual::No),
    ("eventInvalidated", Usual::No),
    ("isVcardOverMmsDocument", Usual::No),
    ("isForwarded", Usual::No),
    ("isQuestion", Usual::No),
    ("questionReplyQuotedMessage", Usual::Null),
    ("questionResponsesCount", Usual::Zero),
    ("readQuestionResponsesCount", Usual::Zero),
    ("hasReaction", Usual::No),
    ("viewMode", Usual::Text("VISIBLE")),
    ("productHeaderImageRejected", Usual::No),
    ("lastPlaybackProgress", Usual::Zero),
    ("isDynamicReplyButtonsMsg", Usual::No),
    ("isCarouselCard", Usual::No),
    ("parentMsgId", Usual::Null),
    ("callSilenceReason", Usual::Null),
    ("isVideoCall", Usual::No),
    ("callDuration", Usual::Null),
    ("callCreator", Usual::Null),
    ("callParticipants", Usual::Null),
    ("isMdHistoryMsg", Usual::No),
    ("stickerSentTs", Usual::Zero),
    ("isAvatar", Usual::No),
    ("lastUpdateFromServerTs", Usual::Zero),
    ("invokedBotWid", Usual::Null),
    ("bizBotType", Usual::Null),
    ("botResponseTargetId", Usual::Null),
    ("botPluginType", Usual::Null),
    ("botPluginReferenceIndex", Usual::Null),
    ("botPluginSearchProvider", Usual::Null),
    ("botPluginSearchUrl", Usual::Null),
    ("botPluginSearchQuery", Usual::Null),
    ("botPluginMaybeParent", Usual::No),
    ("botReelPluginThumbnailCdnUrl", Usual::Null),
    ("botMsgBodyType", Usual::Null),
    ("requiresDirectConnection", Usual::No),
    ("bizContentPlaceholderType", Usual::Null),
    ("hostedBizEncStateMismatch", Usual::No),
    ("senderOrRecipientAccountTypeHosted", Usual::No),
    ("placeholderCreatedWhenAccountIsHosted", Usual::No),
];

/// A message as WhatsApp's page holds it.
#[derive(Debug, Clone, Copy)]
pub struct RawMessageView<'a> {
    /// The message.
    pub message: &'a Message,
    /// The account's own id.
    pub own: &'a Wid,
    /// How ids are written.
    pub encoding: Encoding,
    /// Base64 of the downloaded file, which then stands in `body`.
    pub downloaded: Option<&'a str>,
}

impl RawMessageView<'_> {
    /// Writes every attribute but the id.
    pub(super) fn attributes<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let Self { message, own, encoding, downloaded } = *self;
        let key = &message.key;
        let (from, to) = if key.from_me { (own, &key.remote) } else { (&key.remote, own) };
        map.serialize_entry("rowId", &message.row_id)?;
        self.usual(map, &[("viewed", Usual::No)])?;
        if !message.attributes.contains_key("body")
            && let Some(body) = downloaded.or(message.body.as_deref())
        {
            map.serialize_entry("body", body)?;
        }
        map.serialize_entry("type", &message.kind)?;
        map.serialize_entry("t", &message.t)?;
        map.serialize_entry("notifyName", &message.notify_name)?;
        map.serialize_entry("from", from.as_str())?;
        map.serialize_entry("to", to.as_str())?;
        if let Some(author) = &key.participant {
            map.serialize_entry("author", author.as_str())?;
        }
        map.serialize_entry("ack", &message.ack)?;
        self.usual(map, &[("invis", Usual::No)])?;
        map.serialize_entry("isNewMsg", &message.is_new)?;
        self.usual(map, &[("star", Usual::No), ("kicNotified", Usual::No)])?;
        if !key.from_me {
            map.serialize_entry("recvFresh", &true)?;
        }
        self.usual(map, BEFORE_MENTIONS)?;
        map.serialize_entry("mentionedJidList", &WidsView(&message.mentions, encoding))?;
        self.usual(map, AFTER_MENTIONS)?;
        for (name, value) in &message.attributes {
            map.serialize_entry(name, &AttributeView(value, encoding))?;
        }
        Ok(())
    }

    /// Writes usual attributes, leaving out those for which the message has a value of its own.
    fn usual<M: SerializeMap>(&self, map: &mut M, attributes: &[(&str, Usual)]) -> Result<(), M::Error> {
        let own_values = !self.message.attributes.is_empty();
        for (name, value) in attributes {
            if own_values && self.message.attributes.contains_key(*name) {
                continue;
            }
            match value {
                Usual::No => map.serialize_entry(name, &false)?,
                Usual::Null => map.serialize_entry(name, &())?,
                Usual::Zero => map.serialize_entry(name, &0)?,
                Usual::Empty => map.serialize_entry(name, &[(); 0])?,
                Usual::Text(text) => map.serialize_entry(name, text)?,
            }
        }
        Ok(())
    }
}

impl Serialize for RawMessageView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &MessageKeyView(&self.message.key, self.encoding))?;
        self.attributes(&mut map)?;
        map.end()
    }
}
