//! Library calls on the accounts of a world: journalled, faulty where ordered, and heard by the listeners.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::listeners::{Host, publish};
use super::{CallContext, Returned, Thrown, Upload, call, faulty};
use crate::world::World;
use crate::world::account::{Account, AccountEvent, Message, MessageKey, Wid, deliver};
use crate::world::acks::DueAck;
use crate::world::effect::RequestId;
use crate::world::session::Session;

impl World {
    /// Calls the library of a session on behalf of a request, or of none.
    ///
    /// The call stands in the journal, an ordered fault decides it, and what happens in the account is published.
    ///
    /// # Errors
    /// What the call throws. Without a client there is no such method; with a dead browser there is no answer
    /// from the page.
    pub fn call_client(
        &mut self,
        below: Option<RequestId>,
        session: &str,
        method: &str,
        args: &[Value],
        upload: Option<Upload<'_>>,
    ) -> Returned {
        if !self.has_client(session) {
            return Err(Thrown::node(format!("req.client.{method} is not a function")));
        }
        let struck = self.call_library(below, session, method, args);
        if let Some(struck) = struck.as_ref().filter(|struck| !struck.after) {
            return faulty::result(struck.fault.clone());
        }
        if !self.page_answers(session) {
            return Err(Thrown::node("Protocol error: Connection closed."));
        }
        if method != "isConnected" && self.sessions.get(session).is_some_and(Session::is_deaf) {
            return Err(Thrown::node("Protocol error (Runtime.callFunctionOn): Target closed"));
        }
        let acked_at_once = self.acks.at_once;
        let phone_online = self.sessions.get(session).is_some_and(|session| session.phone_online);
        let Some((account, directory, ids, now_ms)) = self.account_parts(session) else {
            return Err(Thrown::node(format!("req.client.{method} is not a function")));
        };
        let mut context =
            CallContext { phone_online, upload, acked_at_once, ..CallContext::new(now_ms, ids, directory) };
        let returned = call(account, method, args, &mut context);
        let CallContext { events, inner_calls, .. } = context;
        for (method, args) in inner_calls {
            self.journal.client_call(below, session, method, &args);
        }
        let sent: Vec<_> = events.iter().filter_map(own_message).collect();
        let mut listener = Listener { world: self, below, session };
        for event in events {
            publish(&mut listener, event);
        }
        for key in sent {
            self.sent_message(session, &key);
        }
        match struck {
            Some(struck) => faulty::result(struck.fault),
            None => returned,
        }
    }

    fn own(&self, session: &str) -> Option<Wid> {
        self.account(session).map(|account| account.own().clone())
    }

    /// Lets something arrive in the account of a session and publishes what its listeners hear.
    ///
    /// `what` is as for [`deliver`].
    ///
    /// # Errors
    /// Says why it cannot arrive; nothing has happened then.
    pub fn deliver(&mut self, session: &str, what: &Map<String, Value>) -> Result<(), String> {
        if !self.page_answers(session) {
            return Err(format!("session `{session}` is not connected"));
        }
        let Some((account, _, ids, now_ms)) = self.account_parts(session) else {
            return Err(format!("session `{session}` has no account"));
        };
        let events = deliver(account, ids, now_ms, what)?;
        let mut listener = Listener { world: self, below: None, session };
        for event in events {
            publish(&mut listener, event);
        }
        Ok(())
    }
}

impl World {
    /// WhatsApp reports how far a message got, which may be less than it reported before.
    pub(crate) fn report_ack(&mut self, due: &DueAck) {
        let Some(account) = self.account_mut(&due.session) else { return };
        let Some(changed) = account.change(&due.key, |message| message.ack = message.ack.max(due.ack)) else {
            return;
        };
        let mut reported = Message::clone(&changed);
        reported.ack = due.ack;
        let mut listener = Listener { world: self, below: None, session: &due.session };
        publish(&mut listener, AccountEvent::Ack(Arc::new(reported)));
    }
}

fn own_message(event: &AccountEvent) -> Option<MessageKey> {
    match event {
        AccountEvent::Message(message) if message.key.from_me => Some(message.key.clone()),
        _ => None,
    }
}

/// The listeners of one session, working in a world.
struct Listener<'a> {
    world: &'a mut World,
    below: Option<RequestId>,
    session: &'a str,
}

impl Host for Listener<'_> {
    fn session(&self) -> &str {
        self.session
    }

    fn account(&mut self) -> Option<&mut Account> {
        self.world.account_mut(self.session)
    }

    fn call(&mut self, method: &str, args: Vec<Value>) -> Returned {
        self.world.call_client(self.below, self.session, method, &args, None)
    }

    fn webhook(&mut self, event: &str, data: Value) {
        self.world.emit_webhook(self.session, event, data);
    }

    fn message_webhook(&mut self, event: &str, message: &Message, text: &[u8]) {
        let from =
            if message.key.from_me { self.world.own(self.session) } else { Some(message.key.remote.clone()) };
        let Some(from) = from else { return };
        self.world.emit_message_webhook(self.session, event, (from.as_str(), &message.kind), text);
    }

    fn socket(&mut self, event: &'static str, text: Vec<u8>) {
        self.world.emit_socket_text(self.session, event, text);
    }
}
