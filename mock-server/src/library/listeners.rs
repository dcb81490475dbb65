//! The server's listeners: what becomes of an account's events as webhooks and Socket.IO events.

use std::sync::Arc;

use serde_json::Value;

use super::{Returned, js};
use crate::world::account::wire::{Encoding, MessageView, RawMessageView};
use crate::world::account::{Account, AccountEvent, Message};

/// Where listeners find the account and put what they publish.
pub trait Host {
    /// Name of the session.
    fn session(&self) -> &str;
    /// The account that is listened to, while there is one.
    fn account(&mut self) -> Option<&mut Account>;
    /// Calls the library in the same way as a request does: written down, faults and all.
    fn call(&mut self, method: &str, args: Vec<Value>) -> Returned;
    /// Posts `{event, session, …data}` to the webhook; without one it is only written down.
    fn webhook(&mut self, event: &str, data: Value);
    /// The same with a message as JSON text.
    fn message_webhook(&mut self, event: &str, message: &Message, text: &[u8]);
    /// Emits JSON text to every connected socket.
    fn socket(&mut self, event: &'static str, text: Vec<u8>);
}

/// Publishes one event.
pub fn publish(host: &mut impl Host, event: AccountEvent) {
    match event {
        AccountEvent::Message(message) => on_message(host, &message),
        AccountEvent::Ack(message) => on_ack(host, &message),
        AccountEvent::LiveLocation { sender, data } => {
            let listeners = host.account().and_then(|account| account.data().location_listeners.get(&sender));
            for _ in 0..listeners.copied().unwrap_or_default() {
                host.webhook("location", data.clone());
            }
        }
        AccountEvent::Notice { event, data, socket } => {
            if socket {
                host.socket(event, data.to_string().into_bytes());
            }
            host.webhook(event, data);
        }
    }
}

/// `onMessage` (received ones to the webhook) and `onAnyMessage` (all of them to the socket).
fn on_message(host: &mut impl Host, message: &Arc<Message>) {
    let chat = &message.key.remote;
    let received = !message.key.from_me;
    if received && chat.as_str() != "status@broadcast" {
        let file = download(host, message);
        let text = view(host, message, file.as_deref(), None);
        host.message_webhook("onmessage", message, &text);
    }
    if received && &*message.kind == "location" {
        // One more listener for every location message, never taken away: later events are repeated.
        if let Some(account) = host.account() {
            *account.data_mut().location_listeners.entry(chat.clone()).or_default() += 1;
        }
    }
    if &*message.kind == "sticker" {
        save_sticker(host, message);
    }
    let file = if received { download(host, message) } else { None };
    let session = host.session().to_owned();
    let mut text = br#"{"response":"#.to_vec();
    text.extend(view(host, message, file.as_deref(), Some(&session)));
    text.push(b'}');
    host.socket("received-message", text);
}

fn on_ack(host: &mut impl Host, message: &Message) {
    let text = raw(host, message, None);
    host.socket("onack", text.clone());
    // WhatsApp's own model, unlike the library's, does not say whether it is media: only a type tells.
    let file = if message.attributes.contains_key("mimetype") { download(host, message) } else { None };
    match file {
        Some(file) => {
            let text = raw(host, message, Some(&file));
            host.message_webhook("onack", message, &text);
        }
        None => host.message_webhook("onack", message, &text),
    }
}

/// The server tries to keep every sticker as a file of its own; nobody sees whether it succeeds.
fn save_sticker(host: &mut impl Host, message: &Message) {
    let args = vec![parsed(&view(host, message, None, None))];
    if host.call("decryptFile", args.clone()).is_err() {
        let _unseen = host.call("downloadMedia", args);
    }
}

/// Base64 of the message's file, when it has one that can be fetched.
fn download(host: &mut impl Host, message: &Message) -> Option<String> {
    if !message.is_media() && !message.attributes.contains_key("mimetype") {
        return None;
    }
    let args = vec![parsed(&raw(host, message, None))];
    let file = host.call("decryptFile", args).ok()?;
    let file = file?.into_tree();
    js::truthy(Some(&file)).then(|| js::text(&file))
}

fn raw(host: &mut impl Host, message: &Message, downloaded: Option<&str>) -> Vec<u8> {
    let Some(account) = host.account() else { return Vec::new() };
    let view = RawMessageView { message, own: account.own(), encoding: Encoding::Strings, downloaded };
    view.text()
}

fn view(host: &mut impl Host, message: &Message, file: Option<&str>, session: Option<&str>) -> Vec<u8> {
    let Some(account) = host.account() else { return Vec::new() };
    let view = MessageView::new(account, message, Encoding::Strings);
    MessageView { downloaded: file, session, ..view }.text()
}

fn parsed(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_default()
}
