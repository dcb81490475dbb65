//! Sending, reading and changing messages.

pub mod all_messages_in_chat;
pub mod all_new_messages;
pub mod all_unread_messages;
pub mod contact_vcard;
pub mod delete_message;
pub mod download_media;
pub mod edit_message;
pub mod forward_messages;
pub mod get_media_by_message;
pub mod get_messages;
pub mod get_platform_from_message;
pub mod load_messages_in_chat;
pub mod message_by_id;
pub mod react_message;
pub mod reactions;
pub mod send_buttons;
pub mod send_file;
pub mod send_file_base64;
pub mod send_image;
pub mod send_link_preview;
pub mod send_list_message;
pub mod send_location;
pub mod send_mentioned;
pub mod send_message;
pub mod send_order_message;
pub mod send_pix_key;
pub mod send_poll_message;
pub mod send_reply;
pub mod send_sticker;
pub mod send_sticker_gif;
pub mod send_voice;
pub mod send_voice_base64;
pub mod star_message;
pub mod unread_messages;
pub mod votes;

use crate::Failure;

/// What most sends answer without recipients. With a content type of exactly `application/json` it is 201 and `[]`.
const NO_RECIPIENT: Failure = Failure::new(400, "no recipient is given", r#""Error sending message""#);

/// What most sends answer when the library throws.
const SEND_FAILED: Failure = Failure::new(
    500,
    "the library fails; some recipients may have got it",
    r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":{}}"#,
);

/// What sends of files answer without a file.
const NO_FILE: Failure =
    Failure::new(401, "no file is given", r#"{"message":"Sending the file is mandatory"}"#);

/// What reads of all chats answer when the library throws.
const READ_FAILED: Failure = Failure::new(
    500,
    "the library fails",
    r#"{"status":"error","message":"Error on get all messages in chat","error":{}}"#,
);

/// What reads of a chat answer when the library throws.
const OPEN_LIST_FAILED: Failure = Failure::new(
    500,
    "the library fails, for example for an unknown chat",
    r#"{"status":"error","response":"Error on open list","error":{}}"#,
);

/// What reads of a file answer for a message that is not there.
const MESSAGE_NOT_FOUND: Failure = Failure::new(
    400,
    "the library finds no such message",
    r#"{"status":"error","message":"Message not found"}"#,
);

/// What reads of a file answer for a message without one.
const NO_MEDIA: Failure = Failure::new(
    400,
    "the message has no file",
    r#"{"status":"error","message":"Message does not contain media"}"#,
);
