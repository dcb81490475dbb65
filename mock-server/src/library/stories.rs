//! `sendTextStatus`, `sendImageStatus` and `sendVideoStatus`: status stories.
//!
//! The library starts the send and returns nothing, whatever becomes of it.

use serde_json::Value;

use super::file::File;
use super::send_text::set_body;
use super::{CallContext, Returned, sending};
use crate::world::account::{Account, Message, Wid};

/// The chat that stories are messages of.
pub(super) const STATUS: &str = "status@broadcast";

/// `sendTextStatus(text, options)`.
pub(super) fn send_text_status(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    publish(account, context, |message| set_body(message, args.first()))
}

/// `sendImageStatus(image)`.
pub(super) fn send_image_status(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    File::load(args.first(), context.upload)?;
    publish(account, context, |message| message.kind = "image".into())
}

/// `sendVideoStatus(video)`.
pub(super) fn send_video_status(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    File::load(args.first(), context.upload)?;
    publish(account, context, |message| message.kind = "video".into())
}

fn publish(
    account: &mut Account,
    context: &mut CallContext<'_>,
    fill: impl FnOnce(&mut Message),
) -> Returned {
    let mut message = sending::draft(account, Wid::new(STATUS), None, context)?;
    fill(&mut message);
    sending::send(account, message, context);
    Ok(None)
}
