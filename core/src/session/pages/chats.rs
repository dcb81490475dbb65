//! Pages of conversations, and all of them as a stream.

use std::collections::HashSet;

use wppkit_api::{
    helpers::{ChatPage, ChatsPage, Helper},
    ops::chat::list_chats::ListChats,
    types::Chat,
};

use super::listing::{Listing, Page, Walk};
use crate::{BoxFuture, Error, Session};

impl Session {
    /// Reads one page of the conversations, and where to go on.
    ///
    /// # Errors
    /// As every call: see [`Error::code`].
    pub async fn chats_page(&self, request: ChatsPage) -> Result<ChatPage, Error> {
        let valid = request.validate().map_err(Error::invalid_field);
        self.within(ChatsPage::META.id, valid)?;
        let limit = request.page_limit();
        let Some(cursor) = request.cursor.clone() else {
            // One more than the page holds tells whether anything follows.
            let chats = self.list(&request, None, Some(limit + 1)).await?;
            return Ok(cut(chats, 0, limit, false));
        };
        // The server begins with the anchor itself.
        let asked = limit + 2;
        let chats = self.list(&request, Some(cursor.clone()), Some(asked)).await?;
        match position(&chats, &cursor) {
            Some(0) => return Ok(cut(chats, 1, limit, false)),
            // Neither the anchor nor the number counted: everything is here.
            Some(at) if chats.len() > asked => return Ok(cut(chats, at + 1, limit, false)),
            _ => {}
        }
        // The anchor is gone, or no longer among those that the filters leave, and then the answer may be any part of
        // the list; or the server ignores it. The whole list tells.
        let all = self.list(&request, None, None).await?;
        Ok(match position(&all, &cursor) {
            Some(at) => cut(all, at + 1, limit, false),
            None => cut(all, 0, limit, true),
        })
    }

    /// All conversations one after the other, page by page, each once.
    ///
    /// Holds one page at a time. To go on another time, begin with [`ChatsPage::after`] the last chat that was dealt
    /// with. Ends also on a server that repeats a page for ever.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::ChatsPage;
    ///
    /// let mut chats = shop.chats(ChatsPage::default());
    /// while let Some(chat) = chats.next().await {
    ///     println!("{}", chat?.id);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As the last item, as every call: see [`Error::code`].
    pub fn chats(&self, request: ChatsPage) -> Listing<Chat> {
        Listing::new(ChatWalk {
            session: self.clone(),
            request,
            seen: HashSet::new(),
            fruitful: 0,
            barren: 0,
        })
    }

    async fn list(
        &self,
        request: &ChatsPage,
        anchor: Option<String>,
        count: Option<usize>,
    ) -> Result<Vec<Chat>, Error> {
        let mut list = ListChats::default();
        list.id = anchor;
        list.count = count.and_then(|count| u32::try_from(count).ok());
        list.only_groups = request.only_groups;
        list.only_users = request.only_users;
        list.only_with_unread_message = request.only_with_unread_message;
        list.with_labels.clone_from(&request.with_labels);
        Ok(self.call(list).await?.into_value())
    }
}

fn position(chats: &[Chat], id: &str) -> Option<usize> {
    chats.iter().position(|chat| chat.id.as_str() == id)
}

/// The page from this place on.
fn cut(mut chats: Vec<Chat>, from: usize, limit: usize, restarted: bool) -> ChatPage {
    chats.drain(..from.min(chats.len()));
    let more = chats.len() > limit;
    chats.truncate(limit);
    let next = chats.last().filter(|_| more).map(|chat| chat.id.as_str().to_owned());
    ChatPage::new(chats, next, restarted)
}

/// The way through all chats.
struct ChatWalk {
    session: Session,
    request: ChatsPage,
    seen: HashSet<String>,
    /// Pages that held something new, and pages in a row that held nothing new.
    fruitful: usize,
    barren: usize,
}

impl Walk for ChatWalk {
    type Item = Chat;

    fn page(&mut self) -> BoxFuture<'_, Result<Page<Chat>, Error>> {
        Box::pin(async move {
            let page = self.session.chats_page(self.request.clone()).await?;
            let mut items = page.items;
            items.retain(|chat| self.seen.insert(chat.id.as_str().to_owned()));
            match items.is_empty() {
                true => self.barren += 1,
                false => (self.fruitful, self.barren) = (self.fruitful + 1, 0),
            }
            self.request.cursor = page.next;
            // After a restart the way leads through known chats; it is no longer than the way so far.
            let last = self.request.cursor.is_none() || self.barren > self.fruitful;
            Ok(Page { items, last })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chats(ids: std::ops::Range<usize>) -> Vec<Chat> {
        ids.map(|id| serde_json::from_value(serde_json::json!({"id": format!("{id}@c.us")})).unwrap())
            .collect()
    }

    #[test]
    fn a_page_names_the_next_only_if_something_follows() {
        let page = cut(chats(0..4), 1, 2, false);
        assert_eq!((page.items.len(), page.next.as_deref()), (2, Some("2@c.us")));
        let last = cut(chats(0..3), 1, 2, false);
        assert_eq!((last.items.len(), last.next), (2, None));
        assert_eq!(cut(chats(0..1), 1, 2, false), ChatPage::default());
    }
}
