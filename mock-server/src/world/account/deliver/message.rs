//! A message comes in: from somebody, or from the account's own phone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Arrival, wid};
use crate::world::account::message::row_id;
use crate::world::account::{AccountEvent, Message, MessageKey, Wid};

/// Keys of `message`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Incoming {
    #[serde(alias = "from")]
    chat: Option<String>,
    author: Option<String>,
    #[serde(default)]
    from_me: bool,
    r#type: Option<String>,
    body: Option<String>,
    subtype: Option<String>,
    #[serde(default)]
    is_notification: bool,
    notify_name: Option<String>,
    id: Option<String>,
    #[serde(default)]
    attrs: Map<String, Value>,
    /// Base64 of the file, which can be downloaded then.
    media: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, incoming: Incoming) -> Result<(), String> {
    let chat = arrival.chat_or_first(incoming.chat.as_deref())?;
    let participant = author(arrival, &chat, incoming.author.as_deref(), incoming.from_me)?;
    let key = match incoming.id.as_deref().map(|id| MessageKey::parse(id).ok_or(id)) {
        Some(Ok(key)) => key,
        Some(Err(id)) => MessageKey { from_me: incoming.from_me, remote: chat, id: id.into(), participant },
        None => {
            let id = arrival.ids.phone_message().into();
            MessageKey { from_me: incoming.from_me, remote: chat, id, participant }
        }
    };
    let (row_id, t) = (row_id(arrival.ids), arrival.seconds());
    let mut message = Message::text(key, row_id, t, incoming.body.as_deref().unwrap_or_default());
    message.kind = incoming.r#type.as_deref().unwrap_or("chat").into();
    message.attributes = incoming.attrs;
    if let Some(subtype) = incoming.subtype {
        message.attributes.insert("subtype".to_owned(), subtype.into());
    }
    if !message.key.from_me {
        let writer = match incoming.author.as_deref() {
            Some(author) => wid(author)?,
            None => message.sender(arrival.account.own()).clone(),
        };
        let pushname =
            arrival.account.contact(&writer).map(|contact| contact.pushname.clone()).unwrap_or_default();
        message.notify_name = incoming.notify_name.map_or(pushname, Into::into);
    }
    if let Some(media) = incoming.media {
        keep_file(arrival, &mut message, &media)?;
    }
    let notification = incoming.is_notification || message.is_notification();
    let unread = !message.key.from_me && !notification;
    let message = arrival.account.store(message, unread);
    if !notification {
        arrival.events.push(AccountEvent::Message(message));
    }
    Ok(())
}

/// Groups name the author of a message.
fn author(
    arrival: &Arrival<'_>,
    chat: &Wid,
    named: Option<&str>,
    from_me: bool,
) -> Result<Option<Wid>, String> {
    match (chat.is_group(), from_me) {
        (false, _) => Ok(None),
        (true, true) => Ok(Some(arrival.account.own().clone())),
        (true, false) => arrival.actor(chat, named).map(Some),
    }
}

/// Puts the file into WhatsApp's media store and the keys to it into the message.
fn keep_file(arrival: &mut Arrival<'_>, message: &mut Message, media: &str) -> Result<(), String> {
    let bytes = STANDARD.decode(media).map_err(|error| format!("`media` is no base64: {error}"))?;
    let name = format!("{}.enc", message.key.id);
    let mut set = |name: &str, value: Value| {
        if !message.attributes.contains_key(name) {
            message.attributes.insert(name.to_owned(), value);
        }
    };
    set("mimetype", usual_mimetype(&message.kind).into());
    set("deprecatedMms3Url", format!("https://mmg.whatsapp.net/v/{name}").into());
    set("directPath", format!("/v/{name}").into());
    set("size", bytes.len().into());
    set("mediaKey", STANDARD.encode(arrival.ids.hex(32)).into());
    arrival.account.data_mut().media.insert(name.into(), bytes.into());
    Ok(())
}

fn usual_mimetype(kind: &str) -> &'static str {
    match kind {
        "image" => "image/png",
        "sticker" => "image/webp",
        "video" => "video/mp4",
        "ptt" => "audio/ogg; codecs=opus",
        "audio" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
