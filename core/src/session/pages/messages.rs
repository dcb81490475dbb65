//! Pages of a chat's messages, and all of them as a stream.

use std::collections::HashSet;

use wppkit_api::{
    helpers::{Helper, MessagePage, MessagesPage, PageDirection},
    ops::messages::get_messages::GetMessages,
    types::Message,
};

use super::listing::{Listing, Page, Walk};
use crate::{BoxFuture, Error, Session};

impl Session {
    /// Reads one page of a chat's messages, and where to go on.
    ///
    /// # Errors
    /// `server` for a chat that is not there; else as every call: see [`Error::code`].
    pub async fn messages_page(&self, request: MessagesPage) -> Result<MessagePage, Error> {
        let valid = request.validate().map_err(Error::invalid_field);
        self.within(MessagesPage::META.id, valid)?;
        let after = request.direction == Some(PageDirection::After);
        let mut read = GetMessages::new(request.chat.as_str());
        read.count = i64::try_from(request.page_limit()).ok();
        read.direction = Some(if after { "after" } else { "before" }.to_owned());
        read.id.clone_from(&request.cursor);
        let messages = self.call(read).await?.into_value();
        Ok(cut(messages, request.cursor.as_deref(), after, request.page_limit()))
    }

    /// All messages of a chat one after the other, page by page: from the newest back in time, or what came after a
    /// message.
    ///
    /// Holds one page at a time. To go on another time, begin with [`MessagesPage::cursor`] at the last message that
    /// was dealt with. Ends also on a server that repeats a page for ever.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::MessagesPage;
    ///
    /// let mut messages = shop.messages_of(MessagesPage::new("5521999999999@c.us"));
    /// while let Some(message) = messages.next().await {
    ///     println!("{:?}", message?.body);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As the last item, as every call: see [`Error::code`].
    pub fn messages_of(&self, request: MessagesPage) -> Listing<Message> {
        Listing::new(MessageWalk { session: self.clone(), request, before: HashSet::new() })
    }
}

/// The part of an answer that lies beyond the cursor, in the order of the walk.
fn cut(mut messages: Vec<Message>, cursor: Option<&str>, after: bool, limit: usize) -> MessagePage {
    let ascending = match (messages.first(), messages.last()) {
        (Some(first), Some(last)) => first.t <= last.t,
        _ => true,
    };
    if ascending != after {
        messages.reverse();
    }
    // A server that ignores the anchor answers it too, with what lies on this side of it.
    if let Some(at) = messages.iter().position(|message| Some(message.id.as_str()) == cursor) {
        messages.drain(..=at);
    }
    messages.truncate(limit);
    let next = messages.last().map(|message| message.id.as_str().to_owned());
    MessagePage::new(messages, next)
}

/// The way through a chat.
struct MessageWalk {
    session: Session,
    request: MessagesPage,
    /// Ids of the page before.
    before: HashSet<String>,
}

impl Walk for MessageWalk {
    type Item = Message;

    fn page(&mut self) -> BoxFuture<'_, Result<Page<Message>, Error>> {
        Box::pin(async move {
            let page = self.session.messages_page(self.request.clone()).await?;
            let ids = page.items.iter().map(|message| message.id.as_str().to_owned()).collect();
            let mut items = page.items;
            items.retain(|message| !self.before.contains(message.id.as_str()));
            self.before = ids;
            let last = items.is_empty() || page.next.is_none();
            self.request.cursor = page.next;
            Ok(Page { items, last })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(times: &[i64]) -> Vec<Message> {
        let message = |t: &i64| serde_json::json!({"id": format!("false_1@c.us_{t}"), "t": t});
        times.iter().map(|t| serde_json::from_value(message(t)).unwrap()).collect()
    }

    fn times(page: &MessagePage) -> Vec<i64> {
        page.items.iter().filter_map(|message| message.t).collect()
    }

    #[test]
    fn pages_are_in_the_order_of_the_walk_however_the_server_sorts() {
        for answer in [[1, 2, 3], [3, 2, 1]] {
            assert_eq!(times(&cut(messages(&answer), None, false, 9)), [3, 2, 1]);
            assert_eq!(times(&cut(messages(&answer), None, true, 9)), [1, 2, 3]);
        }
    }

    #[test]
    fn what_lies_on_this_side_of_the_cursor_is_left_out() {
        let page = cut(messages(&[1, 2, 3, 4]), Some("false_1@c.us_3"), false, 9);
        assert_eq!((times(&page), page.next.as_deref()), (vec![2, 1], Some("false_1@c.us_1")));
        let repeated = cut(messages(&[1, 2, 3]), Some("false_1@c.us_1"), false, 9);
        assert_eq!(repeated, MessagePage::default());
    }

    #[test]
    fn more_than_was_asked_for_is_cut_and_comes_with_the_next_page() {
        let page = cut(messages(&[1, 2, 3, 4]), None, false, 2);
        assert_eq!((times(&page), page.next.as_deref()), (vec![4, 3], Some("false_1@c.us_3")));
    }
}
