//! `sendImageAsSticker(to, image)` and `sendImageAsStickerGif(to, image)`.

use serde_json::{Map, Value};

use super::file::{Content, File};
use super::{CallContext, Returned, Thrown, sending, text};
use crate::world::account::Account;

/// Makes any image a sticker.
pub(super) fn send_image_as_sticker(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let file = File::load(args.get(1), context.upload)?;
    if !File::content(args.get(1), context.upload)?.is(is_image) {
        return Err(Thrown::coded("invalid_image", "Invalid image format"));
    }
    send(account, &file, &text(args, 0), context)
}

/// Makes a moving image a sticker.
pub(super) fn send_image_as_sticker_gif(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let file = File::load(args.get(1), context.upload)?;
    if !File::content(args.get(1), context.upload)?.is(is_moving) {
        let problem = "Input buffer contains unsupported image format";
        // Here the text is a property of the error, and so reaches the wire.
        let properties = Map::from_iter([("message".to_owned(), problem.into())]);
        return Err(Thrown::Error { name: None, message: problem.into(), properties });
    }
    send(account, &file, &text(args, 0), context)
}

/// WhatsApp's page cannot hand out what it gives for a sticker, so the library returns nothing.
fn send(account: &mut Account, file: &File, to: &str, context: &mut CallContext<'_>) -> Returned {
    let chat = sending::recipient(account, to)?;
    let mut message = sending::draft(account, chat, None, context)?;
    message.kind = "sticker".into();
    message.attributes.insert("mimetype".to_owned(), "application/octet-stream".into());
    message.attributes.insert("size".to_owned(), file.size.into());
    sending::send(account, message, context);
    Ok(None)
}

fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"BM")
        || is_moving(bytes)
}

fn is_moving(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

impl Content<'_> {
    /// Whether the bytes look so; a file of another server is taken for what was asked for.
    fn is(&self, looks: fn(&[u8]) -> bool) -> bool {
        match self {
            Self::Bytes(bytes) => looks(bytes),
            Self::Remote => true,
        }
    }
}
