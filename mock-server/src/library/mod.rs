//! The WPPConnect library as the server sees it: methods by name, on one account.
//!
//! [`call`] is the only way in. Each method is a function of its own; the table in `method` names them.

mod business;
mod catalog;
mod chat_presence;
mod chats;
mod check_number_status;
mod communities;
mod contacts;
mod decrypt_file;
mod delete_message;
mod device;
mod edit_message;
mod faulty;
mod file;
mod forward_messages;
mod groups;
pub mod js;
mod json;
mod labels;
mod list_chats;
pub mod listeners;
mod messages;
mod mute;
mod newsletters;
mod platform;
mod presence;
mod profile;
mod quote;
mod reactions;
mod read_out;
mod reply;
mod screenshot;
mod send_contact_vcard;
mod send_file;
mod send_link_preview;
mod send_list_message;
mod send_location;
mod send_mentioned;
mod send_order_message;
mod send_pix_key;
mod send_poll_message;
mod send_sticker;
mod send_text;
mod sending;
mod star_message;
mod stories;
mod thrown;
mod votes;
mod world_calls;

pub(crate) use faulty::result as result_of;
pub use file::Upload;
pub use json::Json;
pub use thrown::Thrown;

use serde_json::Value;

use crate::world::account::{Account, AccountEvent, Directory};
use crate::world::ids::Ids;

/// What a call may use besides the account, and what it leaves behind.
#[derive(Debug)]
pub struct CallContext<'a> {
    /// Virtual now, epoch milliseconds.
    pub now_ms: u64,
    /// Source of new ids.
    pub ids: &'a mut Ids,
    /// Who is on WhatsApp.
    pub directory: &'a Directory,
    /// The phone has a network.
    pub phone_online: bool,
    /// WhatsApp's server takes messages at once.
    pub acked_at_once: bool,
    /// The file that came with the request, which its path names.
    pub upload: Option<Upload<'a>>,
    /// What the account's listeners hear of, in order.
    pub events: Vec<AccountEvent>,
    /// Further methods that the called one called, in order.
    pub inner_calls: Vec<(&'static str, Vec<Value>)>,
}

impl<'a> CallContext<'a> {
    /// A context without an uploaded file.
    #[must_use]
    pub fn new(now_ms: u64, ids: &'a mut Ids, directory: &'a Directory) -> Self {
        Self {
            now_ms,
            ids,
            directory,
            phone_online: true,
            acked_at_once: true,
            upload: None,
            events: Vec::new(),
            inner_calls: Vec::new(),
        }
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.now_ms / 1000).unwrap_or(i64::MAX)
    }
}

/// What a method gives back: a value, JavaScript's `undefined` (`None`), or something thrown.
pub type Returned = Result<Option<Json>, Thrown>;

type Method = fn(&mut Account, &[Value], &mut CallContext<'_>) -> Returned;

/// The method of a name.
fn method(name: &str) -> Option<Method> {
    Some(match name {
        "addNewLabel" => labels::add_new_label,
        "addOrRemoveLabels" => labels::add_or_remove_labels,
        "addProductImage" => catalog::add_product_image,
        "archiveChat" => chats::archive_chat,
        "blockContact" => contacts::block_contact,
        "changeProductImage" => catalog::change_product_image,
        "checkNumberStatus" => check_number_status::check_number_status,
        "clearChat" => chats::clear_chat,
        "createCollection" => catalog::create_collection,
        "createProduct" => catalog::create_product,
        "decryptFile" => decrypt_file::decrypt_file,
        "delProducts" => catalog::del_products,
        "deleteAllLabels" => labels::delete_all_labels,
        "deleteChat" => chats::delete_chat,
        "deleteCollection" => catalog::delete_collection,
        "deleteLabel" => labels::delete_label,
        "deleteMessage" => delete_message::delete_message,
        "downloadMedia" => decrypt_file::download_media,
        "editBusinessProfile" => business::edit_business_profile,
        "editCollection" => catalog::edit_collection,
        "editMessage" => edit_message::edit_message,
        "editProduct" => catalog::edit_product,
        "forwardMessagesV2" => forward_messages::forward_messages,
        "getAllChats" => list_chats::get_all_chats,
        "getAllContacts" => contacts::get_all_contacts,
        "getAllLabels" => labels::get_all_labels,
        "getAllMessagesInChat" => read_out::get_all_messages_in_chat,
        "getAllNewMessages" => read_out::get_all_new_messages,
        "getAllUnreadMessages" => read_out::get_all_unread_messages,
        "getBatteryLevel" => device::get_battery_level,
        "getBlockList" => contacts::get_block_list,
        "getBusinessProfilesProducts" => business::get_business_profiles_products,
        "getChatById" => list_chats::get_chat_by_id,
        "getChatIsOnline" => chat_presence::get_chat_is_online,
        "getCollections" => catalog::get_collections,
        "getContact" => contacts::get_contact,
        "getHostDevice" => device::get_host_device,
        "getLastSeen" => chat_presence::get_last_seen,
        "getListMutes" => mute::get_list_mutes,
        "getMessageById" => messages::get_message_by_id,
        "getMessages" => messages::get_messages,
        "getNumberProfile" => contacts::get_number_profile,
        "getOrder" => business::get_order,
        "getPlatformFromMessage" => platform::get_platform_from_message,
        "getPnLidEntry" => contacts::get_pn_lid_entry,
        "getProductById" => catalog::get_product_by_id,
        "getProducts" => catalog::get_products,
        "getProfilePicFromServer" => contacts::get_profile_pic_from_server,
        "getReactions" => reactions::get_reactions,
        "getStatus" => contacts::get_status,
        "getUnreadMessages" => read_out::get_unread_messages,
        "getVotes" => votes::get_votes,
        "getWid" => device::get_wid,
        "isConnected" => device::is_connected,
        "listChats" => list_chats::list_chats,
        "loadAndGetAllMessagesInChat" => read_out::load_and_get_all_messages_in_chat,
        "markUnseenMessage" => chats::mark_unseen_message,
        "pinChat" => chats::pin_chat,
        "rejectCall" => presence::reject_call,
        "removeProductImage" => catalog::remove_product_image,
        "reply" => reply::reply,
        "sendContactVcard" => send_contact_vcard::send_contact_vcard,
        "sendFile" => send_file::send_file,
        "sendImageAsSticker" => send_sticker::send_image_as_sticker,
        "sendImageAsStickerGif" => send_sticker::send_image_as_sticker_gif,
        "sendImageStatus" => stories::send_image_status,
        "sendLinkPreview" => send_link_preview::send_link_preview,
        "sendListMessage" => send_list_message::send_list_message,
        "sendLocation" => send_location::send_location,
        "sendMentioned" => send_mentioned::send_mentioned,
        "sendMute" => mute::send_mute,
        "sendOrderMessage" => send_order_message::send_order_message,
        "sendPixKey" => send_pix_key::send_pix_key,
        "sendPollMessage" => send_poll_message::send_poll_message,
        "sendPtt" => send_file::send_ptt,
        "sendPttFromBase64" => send_file::send_ptt_from_base64,
        "sendReactionToMessage" => reactions::send_reaction_to_message,
        "sendSeen" => chats::send_seen,
        "sendText" => send_text::send_text,
        "sendTextStatus" => stories::send_text_status,
        "sendVideoStatus" => stories::send_video_status,
        "setChatState" => chat_presence::set_chat_state,
        "setOnlinePresence" => presence::set_online_presence,
        "setProductVisibility" => catalog::set_product_visibility,
        "setProfileName" => profile::set_profile_name,
        "setProfilePic" => profile::set_profile_pic,
        "setProfileStatus" => profile::set_profile_status,
        "setTemporaryMessages" => chats::set_temporary_messages,
        "starMessage" => star_message::star_message,
        "startRecording" => chat_presence::start_recording,
        "startTyping" => chat_presence::start_typing,
        "stopRecording" => chat_presence::stop,
        "stopTyping" => chat_presence::stop,
        "subscribePresence" => presence::subscribe_presence,
        "takeScreenshot" => screenshot::take_screenshot,
        "unblockContact" => contacts::unblock_contact,
        "updateCartEnabled" => catalog::update_cart_enabled,
        "useHere" => device::use_here,
        _ => {
            return groups::method(name)
                .or_else(|| communities::method(name))
                .or_else(|| newsletters::method(name));
        }
    })
}

/// Calls a method of the library.
///
/// # Errors
/// What the method throws; for a name that the library does not have, the `TypeError` of JavaScript.
pub fn call(account: &mut Account, name: &str, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    match method(name) {
        Some(method) => method(account, args, context),
        None => Err(Thrown::node(format!("req.client.{name} is not a function"))),
    }
}

/// An argument as text; anything else becomes the text that JavaScript makes of it.
fn text(args: &[Value], at: usize) -> String {
    args.get(at).map(js::text).unwrap_or_else(|| "undefined".to_owned())
}

#[cfg(test)]
mod tests;
