//! Those who wait for an event, such as the answer to a question.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::oneshot;
use wppkit_api::{events::EventKind, types::ChatKind};

use super::{Filter, Received, feed::Feed};
use crate::Clock;

/// Who waits for what.
pub(crate) struct Replies {
    waiting: Mutex<Vec<Waiting>>,
    last: AtomicU64,
    clock: Arc<dyn Clock>,
    feed: Arc<Feed>,
}

struct Waiting {
    id: u64,
    wanted: Filter,
    found: oneshot::Sender<Received>,
}

impl Replies {
    pub(crate) fn new(clock: Arc<dyn Clock>, feed: Arc<Feed>) -> Self {
        Self { waiting: Mutex::default(), last: AtomicU64::new(0), clock, feed }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next message that somebody else writes in this chat, see [`Received::wait_for_reply`].
    pub(crate) fn reply_in(
        self: &Arc<Self>,
        of: String,
        chat: String,
        timeout: Duration,
    ) -> impl Future<Output = Option<Received>> + Send + use<> {
        let session = self.feed.session(&of);
        let known = session.as_ref().map_or_else(|| vec![chat.clone()], |session| session.known_ids(&chat));
        let ids = Arc::new(Mutex::new(known));
        let seen = Arc::clone(&ids);
        let in_chat = Filter::new(move |event| {
            let ids = seen.lock().unwrap_or_else(PoisonError::into_inner);
            event.chat().is_some_and(|chat| ids.iter().any(|id| id == chat))
        });
        let wanted = Filter::kind(EventKind::Message).and(Filter::session(&of)).and(in_chat);
        let reply = self.wait_for(wanted, timeout);
        let learning = async move {
            if let Some(session) = session.filter(|_| ChatKind::of(&chat) == Some(ChatKind::Person)) {
                let found = session.ids_of(&chat).await;
                ids.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
            }
        };
        async move {
            let (mut reply, learning) = (pin!(reply), pin!(learning));
            tokio::select! {
                found = &mut reply => found,
                () = learning => reply.await,
            }
        }
    }

    /// The next event that passes, if one comes in time. It is waited for from this call on.
    pub(crate) fn wait_for(
        self: &Arc<Self>,
        wanted: Filter,
        timeout: Duration,
    ) -> impl Future<Output = Option<Received>> + Send + use<> {
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        let (found, waits) = oneshot::channel();
        self.waiting().push(Waiting { id, wanted, found });
        let gone = Gone { replies: Arc::clone(self), id };
        let late = self.clock.sleep(timeout);
        async move {
            let _gone = gone;
            tokio::select! {
                event = waits => event.ok(),
                () = late => None,
            }
        }
    }

    /// Gives the event to the first who waits for it; true if somebody took it.
    pub(crate) fn offer(&self, event: &Received) -> bool {
        let mut waiting = self.waiting();
        let mut at = 0;
        while at < waiting.len() {
            if !waiting[at].wanted.passes(event) {
                at += 1;
            } else if waiting.remove(at).found.send(event.clone()).is_ok() {
                return true;
            }
        }
        false
    }
}

/// Takes somebody who waits off the list, however the wait ends.
struct Gone {
    replies: Arc<Replies>,
    id: u64,
}

impl Drop for Gone {
    fn drop(&mut self) {
        self.replies.waiting().retain(|waiting| waiting.id != self.id);
    }
}
