//! Chats on the wire.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::encoding::{Encoding, MessageKeyView, NoKeys, WidView};
use super::group::GroupView;
use crate::world::account::{Account, Chat, QUIET_SINCE};

/// WhatsApp's own model of a chat: what label events carry.
#[derive(Debug, Clone, Copy)]
pub struct RawChatView<'a> {
    /// The chat.
    pub chat: &'a Chat,
    /// How ids are written.
    pub encoding: Encoding,
    /// The account may only read: it is no member of the group any more.
    pub read_only: bool,
}

impl RawChatView<'_> {
    fn attributes<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let Self { chat, encoding, read_only } = *self;
        map.serialize_entry("id", &WidView(&chat.id, encoding))?;
        if let Some(last) = chat.last() {
            map.serialize_entry("lastReceivedKey", &MessageKeyView(&last.key, encoding))?;
        }
        map.serialize_entry("t", &chat.t)?;
        map.serialize_entry("unreadCount", &chat.unread)?;
        map.serialize_entry("archive", &chat.archived)?;
        map.serialize_entry("isReadOnly", &read_only)?;
        map.serialize_entry("isAnnounceGrpRestrict", &false)?;
        map.serialize_entry("modifyTag", &100_001)?;
        map.serialize_entry("muteExpiration", &chat.muted_until)?;
        map.serialize_entry("isAutoMuted", &false)?;
        if let Some(name) = &chat.name {
            map.serialize_entry("name", name)?;
        }
        map.serialize_entry("notSpam", &true)?;
        map.serialize_entry("pin", &chat.pinned)?;
        map.serialize_entry("ephemeralDuration", &chat.ephemeral)?;
        map.serialize_entry("ephemeralSettingTimestamp", &0)?;
        map.serialize_entry("unreadMentionsOfMe", &[(); 0])?;
        map.serialize_entry("unreadMentionCount", &0)?;
        map.serialize_entry("hasUnreadMention", &false)?;
        map.serialize_entry("archiveAtMentionViewedInDrawer", &false)?;
        map.serialize_entry("hasChatBeenOpened", &false)?;
        map.serialize_entry("tcToken", &NoKeys {})?;
        map.serialize_entry("tcTokenTimestamp", &QUIET_SINCE)?;
        map.serialize_entry("endOfHistoryTransferType", &0)?;
        map.serialize_entry("pendingInitialLoading", &false)?;
        map.serialize_entry("celebrationAnimationLastPlayed", &0)?;
        map.serialize_entry("hasRequestedWelcomeMsg", &false)
    }
}

impl Serialize for RawChatView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.attributes(&mut map)?;
        map.end()
    }
}

/// A chat as the library hands it out: with contact, group and presence.
#[derive(Debug, Clone, Copy)]
pub struct ChatView<'a> {
    /// The account that holds it.
    pub account: &'a Account,
    /// The chat.
    pub chat: &'a Chat,
    /// How ids are written.
    pub encoding: Encoding,
}

impl Serialize for ChatView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { account, chat, encoding } = *self;
        let mut map = serializer.serialize_map(None)?;
        RawChatView { chat, encoding, read_only: account.may_only_read(chat) }.attributes(&mut map)?;
        map.serialize_entry("kind", chat.kind())?;
        map.serialize_entry("isBroadcast", &chat.id.is_broadcast())?;
        map.serialize_entry("isGroup", &chat.id.is_group())?;
        map.serialize_entry("isUser", &chat.id.is_user())?;
        map.serialize_entry("contact", &account.chat_contact_view(chat, encoding))?;
        let group = account.group(&chat.id).map(|group| GroupView { group, encoding });
        map.serialize_entry("groupMetadata", &group)?;
        map.serialize_entry(
            "presence",
            &PresenceView {
                id: WidView(&chat.id, encoding),
                chatstates: [],
                is_online: account.is_online(&chat.id),
            },
        )?;
        map.serialize_entry("msgs", &())?;
        map.end()
    }
}

#[derive(Serialize)]
struct PresenceView<'a> {
    id: WidView<'a>,
    chatstates: [(); 0],
    #[serde(rename = "isOnline")]
    is_online: bool,
}
