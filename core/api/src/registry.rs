//! The registry: every operation with its metadata, schemas and codecs, derived from the one list.

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::{DecodeAnswerError, InvalidField, Operation, OperationMeta, decode_answer, helpers, read_json};

/// The only list of operations: calls `callback! { group { module: Request, … } … }`.
///
/// Dispatch by id, the mock's routes, the registry, the generators and the reports derive from it.
#[macro_export]
macro_rules! for_each_operation {
    ($callback:ident) => {
        $callback! {
            auth {
                generate_token: GenerateToken,
            }
            session {
                show_all_sessions: ShowAllSessions,
                start_all: StartAll,
                start_session: StartSession,
                status_session: StatusSession,
                check_connection_session: CheckConnectionSession,
                qrcode_session: QrcodeSession,
                close_session: CloseSession,
                logout_session: LogoutSession,
                clear_session_data: ClearSessionData,
                backup_sessions: BackupSessions,
                restore_sessions: RestoreSessions,
            }
            messages {
                get_media_by_message: GetMediaByMessage,
                get_platform_from_message: GetPlatformFromMessage,
                download_media: DownloadMedia,
                send_message: SendMessage,
                edit_message: EditMessage,
                send_image: SendImage,
                send_sticker: SendSticker,
                send_sticker_gif: SendStickerGif,
                send_reply: SendReply,
                send_file: SendFile,
                send_file_base64: SendFileBase64,
                send_voice: SendVoice,
                send_voice_base64: SendVoiceBase64,
                send_link_preview: SendLinkPreview,
                send_location: SendLocation,
                send_mentioned: SendMentioned,
                send_buttons: SendButtons,
                send_list_message: SendListMessage,
                send_order_message: SendOrderMessage,
                send_poll_message: SendPollMessage,
                send_pix_key: SendPixKey,
                all_messages_in_chat: AllMessagesInChat,
                all_new_messages: AllNewMessages,
                unread_messages: UnreadMessages,
                all_unread_messages: AllUnreadMessages,
                message_by_id: MessageById,
                load_messages_in_chat: LoadMessagesInChat,
                get_messages: GetMessages,
                delete_message: DeleteMessage,
                react_message: ReactMessage,
                forward_messages: ForwardMessages,
                contact_vcard: ContactVcard,
                star_message: StarMessage,
                reactions: Reactions,
                votes: Votes,
            }
            chat {
                all_chats: AllChats,
                list_chats: ListChats,
                all_chats_archived: AllChatsArchived,
                all_chats_with_messages: AllChatsWithMessages,
                chat_by_id: ChatById,
                chat_is_online: ChatIsOnline,
                last_seen: LastSeen,
                list_mutes: ListMutes,
                archive_chat: ArchiveChat,
                archive_all_chats: ArchiveAllChats,
                clear_chat: ClearChat,
                clear_all_chats: ClearAllChats,
                delete_chat: DeleteChat,
                delete_all_chats: DeleteAllChats,
                mark_unseen: MarkUnseen,
                pin_chat: PinChat,
                send_mute: SendMute,
                send_seen: SendSeen,
                chat_state: ChatState,
                temporary_messages: TemporaryMessages,
                typing: Typing,
                recording: Recording,
            }
            contacts {
                check_number_status: CheckNumberStatus,
                all_contacts: AllContacts,
                contact: GetContact,
                pn_lid: PnLid,
                profile: GetProfile,
                profile_pic: ProfilePic,
                profile_status: GetProfileStatus,
                blocklist: Blocklist,
                block_contact: BlockContact,
                unblock_contact: UnblockContact,
            }
            labels {
                add_new_label: AddNewLabel,
                add_or_remove_label: AddOrRemoveLabel,
                get_all_labels: GetAllLabels,
                delete_all_labels: DeleteAllLabels,
                delete_label: DeleteLabel,
            }
            profile {
                set_profile_pic: SetProfilePic,
                set_profile_status: SetProfileStatus,
                change_username: ChangeUsername,
            }
            groups {
                all_broadcast_list: AllBroadcastList,
                all_groups: AllGroups,
                group_members: GroupMembers,
                common_groups: CommonGroups,
                group_admins: GroupAdmins,
                group_info: GroupInfo,
                group_invite_link: GroupInviteLink,
                group_revoke_link: GroupRevokeLink,
                group_members_ids: GroupMembersIds,
                create_group: CreateGroup,
                leave_group: LeaveGroup,
                join_code: JoinCode,
                add_participant_group: AddParticipantGroup,
                remove_participant_group: RemoveParticipantGroup,
                promote_participant_group: PromoteParticipantGroup,
                demote_participant_group: DemoteParticipantGroup,
                group_info_from_invite_link: GroupInfoFromInviteLink,
                group_description: GroupDescription,
                group_property: GroupProperty,
                group_subject: GroupSubject,
                messages_admins_only: MessagesAdminsOnly,
                group_pic: GroupPic,
                change_privacy_group: ChangePrivacyGroup,
            }
            communities {
                create_community: CreateCommunity,
                deactivate_community: DeactivateCommunity,
                add_community_subgroup: AddCommunitySubgroup,
                remove_community_subgroup: RemoveCommunitySubgroup,
                promote_community_participant: PromoteCommunityParticipant,
                demote_community_participant: DemoteCommunityParticipant,
                community_participants: CommunityParticipants,
            }
            newsletters {
                create_newsletter: CreateNewsletter,
                edit_newsletter: EditNewsletter,
                destroy_newsletter: DestroyNewsletter,
                mute_newsletter: MuteNewsletter,
            }
            stories {
                send_status: SendStatus,
                send_text_storie: SendTextStorie,
                send_image_storie: SendImageStorie,
                send_video_storie: SendVideoStorie,
            }
            catalog {
                get_products: GetProducts,
                get_product_by_id: GetProductById,
                add_product: AddProduct,
                edit_product: EditProduct,
                del_products: DelProducts,
                change_product_image: ChangeProductImage,
                add_product_image: AddProductImage,
                remove_product_image: RemoveProductImage,
                get_collections: GetCollections,
                create_collection: CreateCollection,
                edit_collection: EditCollection,
                del_collection: DelCollection,
                send_link_catalog: SendLinkCatalog,
                set_product_visibility: SetProductVisibility,
                set_cart_enabled: SetCartEnabled,
            }
            business {
                edit_business_profile: EditBusinessProfile,
                get_business_profiles_products: GetBusinessProfilesProducts,
                get_order_by_message_id: GetOrderByMessageId,
            }
            device {
                get_battery_level: GetBatteryLevel,
                host_device: HostDevice,
                get_phone_number: GetPhoneNumber,
            }
            misc {
                subscribe_presence: SubscribePresence,
                set_online_presence: SetOnlinePresence,
                reject_call: RejectCall,
                take_screenshot: TakeScreenshot,
                set_limit: SetLimit,
                chatwoot: Chatwoot,
                api_docs: ApiDocs,
            }
            health {
                healthz: Healthz,
                unhealthy: Unhealthy,
                metrics: Metrics,
            }
        }
    };
}

/// A request that was checked against its type, as the JSON object to send.
pub type CheckedRequest = Map<String, Value>;

/// A payload whose type only the registry knows.
pub type PayloadObject = Box<dyn erased_serde::Serialize + Send>;

/// One operation of the registry.
#[non_exhaustive]
pub struct OperationEntry {
    /// The operation's metadata.
    pub meta: OperationMeta,
    /// Name of the request type.
    pub request_type: &'static str,
    /// Schema of the request object (path, query and body fields together).
    pub request_schema: fn(&mut SchemaGenerator) -> Schema,
    /// Schema of the payload.
    pub response_schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads a JSON request as its type, validates it, and gives the object to send.
    pub check_request: fn(Value) -> Result<CheckedRequest, InvalidField>,
    /// [`OperationEntry::check_request`] for a request that is still text.
    pub read_request: fn(&[u8]) -> Result<CheckedRequest, InvalidField>,
    /// Reads a successful answer (content type, body) as its type, and gives its JSON form.
    pub decode_answer: fn(&str, &[u8]) -> Result<Value, DecodeAnswerError>,
    /// [`OperationEntry::decode_answer`] as text, without a tree in between.
    pub payload_json: fn(&str, &[u8]) -> Result<Vec<u8>, DecodeAnswerError>,
    /// [`OperationEntry::decode_answer`] as its type, which any format of serde can write.
    pub payload_object: fn(&str, &[u8]) -> Result<PayloadObject, DecodeAnswerError>,
}

macro_rules! entries {
    ($($group:ident { $($module:ident: $request:ident,)* })*) => {
        &[$($(entry::<$crate::ops::$group::$module::$request>(stringify!($request)),)*)*]
    };
}

static ENTRIES: &[OperationEntry] = for_each_operation!(entries);

const fn entry<O: Operation>(request_type: &'static str) -> OperationEntry {
    OperationEntry {
        meta: O::META,
        request_type,
        request_schema: |generator| generator.subschema_for::<O>(),
        response_schema: |generator| generator.subschema_for::<O::Response>(),
        check_request: check_request::<O>,
        read_request: read_request::<O>,
        decode_answer: |content_type, body| {
            let payload = decode_answer::<O::Response>(O::META.payload, content_type, body)?;
            Ok(serde_json::to_value(payload)?)
        },
        payload_json: |content_type, body| {
            let payload = decode_answer::<O::Response>(O::META.payload, content_type, body)?;
            Ok(serde_json::to_vec(&payload)?)
        },
        payload_object: |content_type, body| {
            Ok(Box::new(decode_answer::<O::Response>(O::META.payload, content_type, body)?))
        },
    }
}

fn check_request<O: Operation>(request: Value) -> Result<CheckedRequest, InvalidField> {
    let request = if request.is_null() { Value::Object(Map::new()) } else { request };
    if !request.is_object() {
        return Err(no_object());
    }
    checked(O::deserialize(&request).map_err(|_| unreadable::<O>(&request))?)
}

fn read_request<O: Operation>(request: &[u8]) -> Result<CheckedRequest, InvalidField> {
    let request = if request.is_empty() || request == b"null" { b"{}" } else { request };
    // Parsed a second time only to tell what is wrong with it.
    match serde_json::from_slice(request) {
        Ok(typed) => checked::<O>(typed),
        Err(error) => match serde_json::from_slice::<Value>(request) {
            Ok(value) if value.is_object() => Err(unreadable::<O>(&value)),
            Ok(_) => Err(no_object()),
            Err(_) => Err(InvalidField::new("request", format!("is no JSON: {error}"), "a JSON object")),
        },
    }
}

fn checked<O: Operation>(typed: O) -> Result<CheckedRequest, InvalidField> {
    typed.validate()?;
    match serde_json::to_value(&typed) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(InvalidField::new("request", error.to_string(), accepted::<O>())),
    }
}

fn no_object() -> InvalidField {
    InvalidField::new("request", "is not a JSON object", "an object with the operation's fields")
}

/// Names the field that made reading fail.
fn unreadable<O: Operation>(request: &Value) -> InvalidField {
    match read_json(request) {
        Ok::<O, _>(_) => InvalidField::new("request", "cannot be read", accepted::<O>()),
        Err(invalid) if invalid.problem == "missing field" => {
            InvalidField { accepted: accepted::<O>(), ..invalid }
        }
        Err(invalid) => invalid,
    }
}

fn accepted<O: Operation>() -> String {
    let schema = schemars::schema_for!(O);
    let names = schema
        .get("properties")
        .and_then(Value::as_object)
        .map_or_else(Vec::new, |properties| properties.keys().map(String::as_str).collect());
    let names = if names.is_empty() { "no field at all".to_owned() } else { names.join(", ") };
    format!("the fields of {}: {names}", O::META.id)
}

/// Every operation, in the order of the list.
pub fn registry() -> &'static [OperationEntry] {
    ENTRIES
}

/// Operations that are hardly any nearer to an id than this share of its letters are not meant by it.
const NEAR: f64 = 0.6;

/// The operations and helpers whose ids are most like this one, the nearest first; none if nothing is like it.
pub fn nearest(id: &str) -> Vec<&'static str> {
    let id = id.to_lowercase();
    let operations = ENTRIES.iter().map(|entry| entry.meta.id);
    let known = operations.chain(helpers().iter().map(|helper| helper.meta.id));
    let mut near: Vec<_> = known
        .map(|known| (strsim::normalized_damerau_levenshtein(&id, known), known))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0));
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// The operation with this id.
pub fn by_id(id: &str) -> Option<&'static OperationEntry> {
    ENTRIES.iter().find(|entry| entry.meta.id == id)
}
