//! Events: inboxes, what fills them, who gets what is in them.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use napi::bindgen_prelude::{Buffer, ClassInstance};
use napi_derive::napi;
use wppkit::bridge::{Handled, InboxHandle, RelayHandle, Wanting};

use crate::{bridge::Bridge, client::NativeClient, question::Questions, queue::Queue, refused};

/// An inbox that JavaScript holds; made by `Bridge.openInbox`.
#[napi]
pub struct NativeInbox(InboxHandle);

/// A relay that JavaScript holds; made by `Bridge.openRelay`.
#[napi]
pub struct NativeRelay(RelayHandle);

/// What follows is asked under a number `id`: what comes of it is told under that number, and `cancel` ends it.
#[napi]
impl Bridge {
    /// Opens an inbox of events.
    #[napi]
    pub fn open_inbox(&self, settings: String) -> napi::Result<NativeInbox> {
        InboxHandle::open(settings.as_bytes()).map(NativeInbox).map_err(|error| refused(&error))
    }

    /// Asks for the webhook address of a session.
    #[napi]
    pub fn webhook_url(&mut self, id: u32, inbox: &NativeInbox, session: String) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        let url =
            async move { Ok(Bytes::from(serde_json::json!(inbox.webhook_url(&session).await?).to_string())) };
        self.begin(id, url)
    }

    /// Gives a session another webhook address.
    #[napi]
    pub fn rotate(&mut self, id: u32, inbox: &NativeInbox, session: String) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.rotate(&session).await })
    }

    /// Takes a webhook in; tells what to answer.
    #[napi]
    pub fn receive(
        &mut self,
        id: u32,
        inbox: &NativeInbox,
        method: String,
        token: String,
        body: Buffer,
        peer: Option<String>,
    ) -> napi::Result<()> {
        let (inbox, body) = (inbox.0.clone(), Bytes::copy_from_slice(&body));
        let peer = peer.and_then(|peer| peer.parse().ok());
        self.begin(id, async move { inbox.receive(&method, &token, peer, body).await })
    }

    /// Lets the client's sessions learn from what arrives.
    #[napi]
    pub fn feed(&self, inbox: &NativeInbox, client: &NativeClient) -> napi::Result<()> {
        inbox.0.feed(&client.0).map_err(|error| refused(&error))
    }

    /// Takes in what the client's server broadcasts over Socket.IO; the first function of this run of handlers gets the
    /// notices.
    #[napi]
    pub fn listen(
        &mut self,
        id: u32,
        inbox: &NativeInbox,
        client: &NativeClient,
        run: u32,
        options: String,
    ) -> napi::Result<()> {
        let listener = inbox.0.listen(&client.0, options.as_bytes()).map_err(|error| refused(&error))?;
        let (queue, questions) = (Arc::clone(&self.queue), Arc::clone(&self.questions));
        self.begin(id, listener.run(move |notice| questions.tell(&queue, handing(run, 0, &notice))))
    }

    /// Hands events to the handlers of this run; tells what was done. Where there is a relay, it is the handler.
    #[napi]
    pub fn run_inbox(
        &mut self,
        id: u32,
        inbox: &NativeInbox,
        run: u32,
        filters: Vec<String>,
        relays: Vec<Option<ClassInstance<'_, NativeRelay>>>,
        options: String,
    ) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        let relays = relays.iter().map(|relay| relay.as_ref().map(|relay| relay.0.clone()));
        let wanting: Vec<Wanting> = filters.into_iter().zip(relays).collect();
        let (queue, questions) = (Arc::clone(&self.queue), Arc::clone(&self.questions));
        let handle = move |place, event: Bytes| ask(&queue, &questions, handing(run, place, &event));
        self.begin(id, async move { inbox.run(&wanting, options.as_bytes(), handle).await })
    }

    /// Waits for the reply to an event, from now on; tells it, or null.
    #[napi]
    pub fn wait_for_reply(&mut self, id: u32, inbox: &NativeInbox, wanted: String) -> napi::Result<()> {
        let reply = inbox.0.wait_for_reply(wanted.as_bytes()).map_err(|error| refused(&error))?;
        self.begin(id, reply)
    }

    /// Tells how much is in it.
    #[napi]
    pub fn counts(&mut self, id: u32, inbox: &NativeInbox) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.counts().await })
    }

    /// Tells the events that were put aside.
    #[napi]
    pub fn dead_letters(&mut self, id: u32, inbox: &NativeInbox) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.dead_letters().await })
    }

    /// Has what was put aside handled again, all of it or one event; tells how many.
    #[napi]
    pub fn redrive(&mut self, id: u32, inbox: &NativeInbox, seq: Option<i64>) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.redrive(seq).await })
    }

    /// Has stored events handled once more; tells how many.
    #[napi]
    pub fn replay(&mut self, id: u32, inbox: &NativeInbox, range: String) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.replay(range.as_bytes()).await })
    }

    /// Since when events may be missing.
    #[napi]
    pub fn silent_since_ms(&self, inbox: &NativeInbox) -> Option<i64> {
        inbox.0.silent_since_ms()
    }

    /// Looks for the messages of a downtime; tells the gap.
    #[napi]
    pub fn recover(
        &mut self,
        id: u32,
        inbox: &NativeInbox,
        client: &NativeClient,
        session: String,
        span: String,
    ) -> napi::Result<()> {
        let (inbox, client) = (inbox.0.clone(), client.0.clone());
        self.begin(id, async move { inbox.recover(&client, &session, span.as_bytes()).await })
    }

    /// Tells the spans in which events may have been lost.
    #[napi]
    pub fn gaps(&mut self, id: u32, inbox: &NativeInbox) -> napi::Result<()> {
        let inbox = inbox.0.clone();
        self.begin(id, async move { inbox.gaps().await })
    }

    /// Opens a relay of an inbox.
    #[napi]
    pub fn open_relay(&self, inbox: &NativeInbox, settings: String) -> napi::Result<NativeRelay> {
        inbox.0.relay(settings.as_bytes()).map(NativeRelay).map_err(|error| refused(&error))
    }

    /// Why and since when a relay is off, as JSON.
    #[napi]
    pub fn relay_off(&self, relay: &NativeRelay) -> String {
        String::from_utf8_lossy(&relay.0.off()).into_owned()
    }

    /// Switches a relay on.
    #[napi]
    pub fn switch_relay_on(&mut self, id: u32, relay: &NativeRelay) -> napi::Result<()> {
        let relay = relay.0.clone();
        self.begin(id, async move { relay.switch_on().await })
    }

    /// Switches a relay on and has everything that was put aside delivered; tells how much that is.
    #[napi]
    pub fn redrive_relay(&mut self, id: u32, relay: &NativeRelay) -> napi::Result<()> {
        let relay = relay.0.clone();
        self.begin(id, async move { relay.redrive().await })
    }
}

impl Bridge {
    /// Starts work that brings one JSON text; it may be cancelled.
    fn begin(
        &mut self,
        id: u32,
        work: impl Future<Output = Result<Bytes, wppkit::Error>> + Send + 'static,
    ) -> napi::Result<()> {
        let running = self.start(id, work)?;
        self.running.insert(id, running);
        Ok(())
    }
}

/// Asks a handler of JavaScript.
fn ask(queue: &Arc<Queue>, questions: &Arc<Questions>, question: String) -> Handled {
    let (queue, questions) = (Arc::clone(queue), Arc::clone(questions));
    Box::pin(async move { questions.ask(&queue, question).await.map(drop) })
}

/// The question to the handler at this place; what is handed over is JSON already.
fn handing(run: u32, place: usize, event: &Bytes) -> String {
    let event = String::from_utf8_lossy(event);
    format!(r#"{{"run":{run},"handler":{place},"event":{event}}}"#)
}
