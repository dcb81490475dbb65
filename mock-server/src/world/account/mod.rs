//! The WhatsApp account behind one session, as plain data.
//!
//! An [`Account`] is one pointer to data that sessions share until one of them changes something
//! (copy on write), so thousands of idle sessions cost next to nothing.

mod catalog;
mod chat;
mod contact;
mod deliver;
mod device;
mod directory;
mod event;
mod feedback;
mod group;
mod label;
mod membership;
mod message;
mod message_key;
mod newsletter;
pub mod presets;
mod wid;
pub mod wire;

pub use catalog::{Catalog, Collection, Order, Product};
pub use chat::{Chat, Doing, QUIET_SINCE, Shown};
pub use contact::Contact;
pub use deliver::deliver;
pub use device::Device;
pub use directory::{Directory, DirectoryEntry, Unlisted};
pub use event::AccountEvent;
pub use feedback::{Feedback, Reaction, Vote};
pub use group::{Change, Group, Participant};
pub use label::Label;
pub use membership::MembersChange;
pub use message::{Message, ack, row_id};
pub use message_key::MessageKey;
pub use newsletter::Newsletter;
pub use wid::Wid;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use wire::{ContactView, Encoding};

/// Everything that one WhatsApp account knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Account(Arc<Data>);

/// The data of an account; build one, then turn it into an [`Account`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Data {
    /// Own id by number.
    pub own: Wid,
    /// Own LID.
    pub lid: Wid,
    /// The phone.
    pub device: Device,
    /// People, in the order in which WhatsApp lists them; the account itself first.
    pub contacts: Vec<Contact>,
    /// Conversations, in the order in which WhatsApp lists them.
    pub chats: Vec<Arc<Chat>>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Communities, as groups of their announcement members.
    pub communities: Vec<Group>,
    /// Channels.
    pub newsletters: Vec<Newsletter>,
    /// Labels.
    pub labels: Vec<Label>,
    /// What is for sale.
    pub catalog: Catalog,
    /// Blocked people.
    pub blocked: Vec<Wid>,
    /// LIDs of people who are known by number.
    pub lids: BTreeMap<Wid, Wid>,
    /// When people were last online, epoch seconds.
    pub last_seen: BTreeMap<Wid, i64>,
    /// Who is online or not; who is not named is online.
    #[serde(default)]
    pub others_online: BTreeMap<Wid, bool>,
    /// "About" texts that differ from the one that WhatsApp begins with.
    #[serde(default)]
    pub about: BTreeMap<Wid, Box<str>>,
    /// Reactions and votes, by serialized message id.
    pub feedback: BTreeMap<Box<str>, Feedback>,
    /// Files that WhatsApp's media store holds, by the last segment of their address.
    pub media: BTreeMap<Box<str>, Arc<[u8]>>,
    /// How many listeners the server registered for the live location of somebody; never fewer.
    pub location_listeners: BTreeMap<Wid, u32>,
    /// WhatsApp is the script with which the real server was recorded: new groups, communities and channels have the
    /// same ids and codes each time, whoever is named becomes a member or admin, and nobody is told of it.
    #[serde(default)]
    pub scripted: bool,
    /// Business profile, as far as it was changed.
    #[serde(default)]
    pub business_profile: Map<String, Value>,
    /// Whose presence WhatsApp tells.
    #[serde(default)]
    pub watched_presence: BTreeSet<Wid>,
    /// Shown as online.
    #[serde(default)]
    pub online: bool,
}

impl Data {
    /// An account with a number and a name and nothing else.
    #[must_use]
    pub fn new(number: &str, name: &str) -> Self {
        let own = Wid::phone(number);
        let contacts = vec![Contact::saved(own.clone(), name, name).without_picture()];
        Self {
            own,
            lid: Wid::new("100000000000001@lid"),
            device: Device::android(name),
            contacts,
            chats: Vec::new(),
            groups: Vec::new(),
            communities: Vec::new(),
            newsletters: Vec::new(),
            labels: Vec::new(),
            catalog: Catalog::default(),
            blocked: Vec::new(),
            lids: BTreeMap::new(),
            last_seen: BTreeMap::new(),
            others_online: BTreeMap::new(),
            about: BTreeMap::new(),
            feedback: BTreeMap::new(),
            media: BTreeMap::new(),
            location_listeners: BTreeMap::new(),
            scripted: false,
            business_profile: Map::new(),
            watched_presence: BTreeSet::new(),
            online: false,
        }
    }
}

impl From<Data> for Account {
    fn from(data: Data) -> Self {
        Self(Arc::new(data))
    }
}

impl Account {
    /// An account that was just opened, with a number and nothing else.
    #[must_use]
    pub fn plain(number: &str) -> Self {
        Data::new(number, "My Business").into()
    }

    /// Own number.
    #[must_use]
    pub fn number(&self) -> &str {
        self.own().user()
    }

    /// The data, for reading.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.0
    }

    /// The data, for changing; copies it first when another session shares it.
    pub fn data_mut(&mut self) -> &mut Data {
        Arc::make_mut(&mut self.0)
    }

    /// Own id by number.
    #[must_use]
    pub fn own(&self) -> &Wid {
        &self.0.own
    }

    /// A contact.
    #[must_use]
    pub fn contact(&self, id: &Wid) -> Option<&Contact> {
        self.0.contacts.iter().find(|contact| contact.id == *id)
    }

    /// A chat.
    #[must_use]
    pub fn chat(&self, id: &Wid) -> Option<&Chat> {
        self.0.chats.iter().find(|chat| chat.id == *id).map(|chat| &**chat)
    }

    /// A chat, for changing.
    pub fn chat_mut(&mut self, id: &Wid) -> Option<&mut Chat> {
        let at = self.0.chats.iter().position(|chat| chat.id == *id)?;
        Some(Arc::make_mut(&mut self.data_mut().chats[at]))
    }

    /// A chat, for changing; opens it at the end of the list when there is none yet.
    pub fn open_chat(&mut self, id: &Wid) -> &mut Chat {
        let at = self.0.chats.iter().position(|chat| chat.id == *id).unwrap_or_else(|| {
            let name = self.contact(id).and_then(|contact| contact.display_name().map(str::to_owned));
            let data = self.data_mut();
            data.chats.push(Arc::new(Chat::new(id.clone(), name.as_deref())));
            data.chats.len() - 1
        });
        Arc::make_mut(&mut self.data_mut().chats[at])
    }

    /// Somebody is online, as far as the account is told.
    #[must_use]
    pub fn is_online(&self, id: &Wid) -> bool {
        self.0.others_online.get(id).copied().unwrap_or(true)
    }

    /// The metadata of a group.
    #[must_use]
    pub fn group(&self, id: &Wid) -> Option<&Group> {
        self.0.groups.iter().find(|group| group.id == *id)
    }

    /// Whether the account has left the group behind this chat.
    #[must_use]
    pub fn may_only_read(&self, chat: &Chat) -> bool {
        let left = |group: &Group| group.member(self.own()).is_none();
        !self.0.scripted && self.group(&chat.id).is_some_and(left)
    }

    /// The metadata of a group, for changing.
    pub fn group_mut(&mut self, id: &Wid) -> Option<&mut Group> {
        let at = self.0.groups.iter().position(|group| group.id == *id)?;
        self.data_mut().groups.get_mut(at)
    }

    /// A message by its id.
    #[must_use]
    pub fn message(&self, key: &MessageKey) -> Option<&Arc<Message>> {
        let same = |message: &&Arc<Message>| message.key.id == key.id && message.key.from_me == key.from_me;
        self.chat(&key.remote)?.messages.iter().rev().find(same)
    }

    /// Puts a message at the end of its chat, which is opened when needed; `unread` counts it as unread.
    pub fn store(&mut self, message: Message, unread: bool) -> Arc<Message> {
        let message = Arc::new(message);
        let chat = self.open_chat(&message.key.remote);
        chat.push(Arc::clone(&message));
        if unread {
            chat.unread = chat.unread.max(0) + 1;
        }
        message
    }

    /// Changes a message in place; `None` when there is no such message.
    pub fn change(&mut self, key: &MessageKey, change: impl FnOnce(&mut Message)) -> Option<Arc<Message>> {
        let chat = self.chat_mut(&key.remote)?;
        let same = |message: &Arc<Message>| message.key.id == key.id && message.key.from_me == key.from_me;
        let at = chat.messages.iter().rposition(same)?;
        change(Arc::make_mut(&mut chat.messages[at]));
        Some(Arc::clone(&chat.messages[at]))
    }

    /// Reactions and votes of a message, for changing.
    pub fn feedback_mut(&mut self, key: &MessageKey) -> &mut Feedback {
        self.data_mut().feedback.entry(key.to_string().into()).or_default()
    }

    /// Somebody as the sender of a message.
    #[must_use]
    pub fn sender_view<'a>(&'a self, id: &'a Wid, encoding: Encoding) -> ContactView<'a> {
        match self.contact(id) {
            Some(contact) => ContactView::known(contact, self.own(), encoding),
            None => ContactView::unknown(id, Some(""), encoding),
        }
    }

    /// The other side of a chat.
    #[must_use]
    pub fn chat_contact_view<'a>(&'a self, chat: &'a Chat, encoding: Encoding) -> ContactView<'a> {
        match self.contact(&chat.id) {
            Some(contact) => ContactView::known(contact, self.own(), encoding),
            None => ContactView {
                has_picture: self.group(&chat.id).is_some_and(|group| group.has_picture),
                ..ContactView::unknown(&chat.id, chat.name.as_deref(), encoding)
            },
        }
    }
}
