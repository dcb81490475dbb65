//! WhatsApp's own model of a message: what `onack` carries and what the library decrypts.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::encoding::{AttributeView, Encoding, MessageKeyView, WidsView};
use super::entries::{Entries, MapEntries, Table, TextEntries, Usual};
use crate::world::account::{Message, Wid};

/// Room for the text of a short message.
pub(super) const TEXT_LENGTH: usize = 2_048;

/// Attributes between the ack and the mentions, in WhatsApp's order.
static BEFORE_MENTIONS: Table = Table::new(&[
    ("isFromTemplate", Usual::No),
    ("pollInvalidated", Usual::No),
    ("isSentCagPollCreation", Usual::No),
    ("latestEditMsgKey", Usual::Null),
    ("latestEditSenderTimestampMs", Usual::Null),
]);

/// Attributes behind the mentions, in WhatsApp's order.
static AFTER_MENTIONS: Table = Table::new(&[
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
]);

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
    /// The message as JSON text.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        let mut entries = TextEntries::open(TEXT_LENGTH);
        let Ok(()) = self.all(&mut entries);
        entries.close()
    }

    fn all<E: Entries>(&self, to: &mut E) -> Result<(), E::Error> {
        to.entry("id", &MessageKeyView(&self.message.key, self.encoding))?;
        self.attributes(to)
    }

    /// Writes every attribute but the id.
    pub(super) fn attributes<E: Entries>(&self, to: &mut E) -> Result<(), E::Error> {
        let Self { message, own, encoding, downloaded } = *self;
        let key = &message.key;
        let (sender, recipient) = if key.from_me { (own, &key.remote) } else { (&key.remote, own) };
        to.entry("rowId", &message.row_id)?;
        self.usual(to, "viewed")?;
        if !message.attributes.contains_key("body")
            && let Some(body) = downloaded.or(message.body.as_deref())
        {
            to.entry("body", body)?;
        }
        to.entry("type", &message.kind)?;
        to.entry("t", &message.t)?;
        to.entry("notifyName", &message.notify_name)?;
        to.entry("from", sender.as_str())?;
        to.entry("to", recipient.as_str())?;
        if let Some(author) = &key.participant {
            to.entry("author", author.as_str())?;
        }
        to.entry("ack", &message.ack)?;
        self.usual(to, "invis")?;
        to.entry("isNewMsg", &message.is_new)?;
        self.usual(to, "star")?;
        self.usual(to, "kicNotified")?;
        if !key.from_me {
            to.entry("recvFresh", &true)?;
        }
        self.table(to, &BEFORE_MENTIONS)?;
        to.entry("mentionedJidList", &WidsView(&message.mentions, encoding))?;
        self.table(to, &AFTER_MENTIONS)?;
        for (name, value) in &message.attributes {
            to.entry(name, &AttributeView(value, encoding))?;
        }
        Ok(())
    }

    /// Writes usual attributes, leaving out those for which the message has a value of its own.
    fn table<E: Entries>(&self, to: &mut E, table: &Table) -> Result<(), E::Error> {
        if self.message.attributes.is_empty() {
            return to.table(table);
        }
        let usual = table.attributes.iter().filter(|(key, _)| !self.message.attributes.contains_key(*key));
        usual.into_iter().try_for_each(|(key, value)| to.usual(key, *value))
    }

    /// Writes an attribute that is usually false.
    fn usual<E: Entries>(&self, to: &mut E, key: &str) -> Result<(), E::Error> {
        if self.message.attributes.contains_key(key) { Ok(()) } else { to.usual(key, Usual::No) }
    }
}

impl Serialize for RawMessageView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.all(&mut MapEntries(&mut map))?;
        map.end()
    }
}
