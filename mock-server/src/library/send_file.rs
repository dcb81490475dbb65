//! `sendFile`, `sendPtt` and `sendPttFromBase64`: files and voice messages.

use serde_json::{Map, Value, json};

use super::file::{Content, File};
use super::quote::quote;
use super::{CallContext, Returned, Thrown, file, js, sending, text};
use crate::world::account::Account;

/// `sendFile(to, pathOrBase64, options)`.
pub(super) fn send_file(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let file = File::load(args.get(1), context.upload)?;
    let options = args.get(2);
    let option = |name: &str| options.and_then(|options| options.get(name));
    let kind = match option("type").and_then(Value::as_str) {
        Some(kind @ ("audio" | "document" | "image" | "sticker" | "video")) => kind,
        _ => file.kind(),
    };
    let kind = if kind == "audio" && js::truthy(option("isPtt")) { "ptt" } else { kind };
    let outgoing = Outgoing {
        kind,
        file,
        caption: option("caption"),
        filename: option("filename"),
        quoted: option("quotedMsg"),
        message_id: option("messageId"),
    };
    outgoing.send(account, &text(args, 0), context)
}

/// `sendPtt(to, path, filename, caption, quotedMessageId)`: reads the file and goes on as base64.
pub(super) fn send_ptt(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let path = args.get(1).filter(|path| !path.is_null());
    let url = read_voice(path, context).ok_or_else(|| {
        let path = path.map_or_else(|| "undefined".to_owned(), js::text);
        let said = format!("No such file or directory, open \"{path}\"");
        Thrown::Value(json!({"erro": true, "to": text(args, 0), "text": said}))
    })?;
    let file = File::from_data_url(&url);
    let arg = |at: usize| args.get(at).cloned().unwrap_or_default();
    let inner = vec![arg(0), url.into(), arg(2), arg(3), arg(4), Value::Null, Value::Bool(true)];
    context.inner_calls.push(("sendPttFromBase64", inner.clone()));
    voice(account, file, &inner, context)
}

/// The data URL of a file on the server or on another one; a data URL is neither.
fn read_voice(path: Option<&Value>, context: &CallContext<'_>) -> Option<String> {
    if path?.as_str()?.starts_with("data:") {
        return None;
    }
    let file = File::load(path, context.upload).ok()?;
    match File::content(path, context.upload).ok()? {
        Content::Bytes(bytes) => Some(format!("data:{};base64,{}", file.mimetype, file::base64(&bytes))),
        Content::Remote => Some("data:audio/mpeg;base64,AAA=".to_owned()),
    }
}

/// `sendPttFromBase64(to, base64, filename, caption, quotedMessageId)`.
pub(super) fn send_ptt_from_base64(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let Some(Value::String(url)) = args.get(1) else {
        return Err(Thrown::page("TypeError", "Cannot read properties of undefined (reading 'split')"));
    };
    let file = File::from_data_url(url);
    voice(account, file, args, context)
}

fn voice(account: &mut Account, file: File, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let outgoing = Outgoing {
        kind: "ptt",
        file,
        caption: args.get(3).filter(|caption| !caption.is_null()),
        filename: args.get(2),
        quoted: args.get(4),
        message_id: args.get(5),
    };
    outgoing.send(account, &text(args, 0), context)
}

/// A file on its way into a chat.
struct Outgoing<'a> {
    kind: &'a str,
    file: File,
    caption: Option<&'a Value>,
    filename: Option<&'a Value>,
    quoted: Option<&'a Value>,
    message_id: Option<&'a Value>,
}

impl Outgoing<'_> {
    fn send(self, account: &mut Account, to: &str, context: &mut CallContext<'_>) -> Returned {
        let chat = sending::recipient(account, to)?;
        let mut message = sending::draft(account, chat, self.message_id, context)?;
        message.kind = self.kind.into();
        let mut attributes = Map::from_iter([("mimetype".to_owned(), self.file.mimetype.into())]);
        for (name, value) in [("caption", self.caption), ("filename", self.filename)] {
            if let Some(value) = value {
                attributes.insert(name.to_owned(), value.clone());
            }
        }
        attributes.insert("size".to_owned(), self.file.size.into());
        message.attributes = attributes;
        quote(account, &mut message, self.quoted)?;
        let sent = sending::send(account, message, context);
        Ok(Some(json!({"ack": sent.ack, "id": sent.key.to_string()}).into()))
    }
}
