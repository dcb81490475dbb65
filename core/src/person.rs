//! Who is behind an id: one key for one person, by number or by LID.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use moka::sync::Cache;
use wppkit_api::{
    helpers::{Helper, ResolveChat, ResolvedChat},
    ops::contacts::pn_lid::PnLid,
    types::{ChatKind, MessageKey, PnLidEntry, Wid},
};

use crate::{CallOptions, Error, ErrorCode, Recipient, Session};

/// People remembered per client.
const REMEMBERED: u64 = 100_000;
/// Whose other id is not known is asked for again after this time: WhatsApp may have told it by then.
const HALF_KNOWN: Duration = Duration::from_secs(10 * 60);

/// (session, id)
type Key = (Arc<str>, Box<str>);

/// What is known of people, under each of their ids. Made by the first lookup: clients that look nobody up stay small.
pub(crate) struct People {
    ttl: Duration,
    whole: OnceLock<Cache<Key, Arc<ResolvedChat>>>,
    half: OnceLock<Cache<Key, Arc<ResolvedChat>>>,
}

impl People {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self { ttl, whole: OnceLock::new(), half: OnceLock::new() }
    }

    fn known(&self, key: &Key) -> Option<Arc<ResolvedChat>> {
        let in_cache = |cache: &OnceLock<Cache<Key, Arc<ResolvedChat>>>| cache.get()?.get(key);
        in_cache(&self.whole).or_else(|| in_cache(&self.half))
    }

    fn learn(&self, session: &Arc<str>, asked: &str, person: &Arc<ResolvedChat>) {
        let (cache, ttl) = if person.is_complete() {
            (&self.whole, self.ttl)
        } else {
            (&self.half, self.ttl.min(HALF_KNOWN))
        };
        let cache = cache.get_or_init(|| Cache::builder().max_capacity(REMEMBERED).time_to_live(ttl).build());
        for id in person.ids.iter().map(String::as_str).chain([asked]) {
            cache.insert((Arc::clone(session), id.into()), Arc::clone(person));
        }
    }
}

impl Session {
    /// Tells which conversation an id or a number stands for: one key for one person, by number or by LID, with and without
    /// the Brazilian ninth digit. Also the id of a message is understood.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// let by_number = shop.resolve_chat("+55 (21) 98888-0002").await?;
    /// let by_lid = shop.resolve_chat("190000000000002@lid").await?;
    /// assert_eq!(by_number.key, by_lid.key);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `number_not_found` for a number that nobody has; else as every call.
    pub async fn resolve_chat(&self, chat: &str) -> Result<ResolvedChat, Error> {
        let resolved = self.resolved(chat).await.map(|person| (*person).clone());
        self.within(ResolveChat::META.id, resolved)
    }

    async fn resolved(&self, chat: &str) -> Result<Arc<ResolvedChat>, Error> {
        let recipient = Recipient::parse(&conversation(chat), self.client.0.settings.region)?;
        let kind = match &recipient {
            Recipient::Phone(_) | Recipient::Lid(_) => ChatKind::Person,
            Recipient::Group(_) => ChatKind::Group,
            Recipient::Newsletter(_) => ChatKind::Newsletter,
            Recipient::Status => ChatKind::Status,
        };
        let asked = recipient.chat_id();
        if kind != ChatKind::Person {
            return Ok(Arc::new(ResolvedChat::alone(kind, asked)));
        }
        let people = &self.client.0.people;
        if let Some(known) = people.known(&(Arc::clone(&self.shared.name), asked.as_str().into())) {
            return Ok(known);
        }
        let found = self.resolve(recipient.clone(), &CallOptions::default()).await?;
        let (number, lid) = self.both_ids(&found).await?;
        let by_number = [number, Some(Wid::new(found.chat_id()))]
            .into_iter()
            .flatten()
            .find(|id| id.server() == "c.us")
            .map(|id| id.user().to_owned());
        // WhatsApp may keep the number of a LID back from all but those who know it.
        let digits = by_number.or_else(|| match &recipient {
            Recipient::Phone(phone) => Some(phone.digits().to_owned()),
            _ => None,
        });
        let lid = match &found {
            Recipient::Lid(_) => Some(found.chat_id()),
            _ => lid.filter(Wid::is_lid).map(|lid| lid.to_string()),
        };
        let person = Arc::new(ResolvedChat::person(digits.as_deref(), lid.as_deref()));
        people.learn(&self.shared.name, &asked, &person);
        Ok(person)
    }

    /// The id by number and the LID, as far as the account has learnt them.
    async fn both_ids(&self, person: &Recipient) -> Result<(Option<Wid>, Option<Wid>), Error> {
        match self.call(PnLid::new(person.chat_id())).await {
            Ok(entry) => {
                let PnLidEntry { phone_number, lid, .. } = entry.into_value();
                Ok((phone_number, lid))
            }
            // Servers before 2.8.8 know nothing of LIDs.
            Err(error) if error.code() == ErrorCode::NotSupported => Ok((None, None)),
            Err(error) => Err(error),
        }
    }

    /// The ids of a conversation that are known without asking; always this one.
    #[cfg(feature = "events")]
    pub(crate) fn known_ids(&self, chat: &str) -> Vec<String> {
        let known = self.client.0.people.known(&(Arc::clone(&self.shared.name), chat.into()));
        known.map_or_else(|| vec![chat.to_owned()], |person| person.ids.clone())
    }

    /// The ids of a conversation; only this one where the others cannot be found out.
    pub(crate) async fn ids_of(&self, chat: &str) -> Vec<String> {
        match self.resolved(chat).await {
            Ok(person) => person.ids.clone(),
            Err(error) => {
                tracing::debug!(%error, session = self.name(), "the other ids of a chat could not be looked up");
                vec![chat.to_owned()]
            }
        }
    }
}

/// The chat of a message id, `true_<chat>_…`; anything else is left as it is.
fn conversation(text: &str) -> String {
    let text = text.trim();
    let is_message = text.starts_with("true_") || text.starts_with("false_");
    let chat = if is_message { MessageKey::new(text).chat().map(str::to_owned) } else { None };
    chat.unwrap_or_else(|| text.to_owned())
}
