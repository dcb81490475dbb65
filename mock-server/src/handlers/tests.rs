//! Guard and handlers on a world without HTTP.

use serde_json::{Value, json};

use super::*;
use crate::exchange::{ApiRequest, Outcome, UploadedFile};
use crate::library::Thrown;
use crate::world::faults::{Action, Fault, Match};
use crate::world::journal::Arrival;
use crate::world::preset::Preset;
use crate::world::{Settings, World};

type Handler = fn(&mut Exchange<'_>) -> Result<(), Thrown>;

const ALICE: &str = "5511999990001";
const MISSING: &str = "5511000000000";

/// A request to a session of the recordings, and what came of it.
struct Rig {
    world: World,
    request: ApiRequest,
    handle: Handler,
}

struct Seen {
    answer: Option<(u16, Value)>,
    calls: Vec<String>,
    sockets: Vec<String>,
}

impl Rig {
    fn post(operation: &str, handle: Handler, body: Value) -> Self {
        let mut world = World::new(Settings::default());
        world.furnish(Preset::Recordings);
        let mut request = ApiRequest::new(wppkit_api::by_id(operation).unwrap());
        request.session = "main".to_owned();
        request.body = body;
        request.content_type = Some("application/json; charset=utf-8".to_owned());
        Self { world, request, handle }
    }

    fn send(body: Value) -> Self {
        Self::post("send-message", messages::send_message::handle, body)
    }

    fn get(operation: &str, handle: Handler, parameter: &'static str, value: &str) -> Self {
        let mut rig = Self::post(operation, handle, json!({}));
        rig.request.content_type = None;
        rig.request.parameters = vec![(parameter, value.to_owned())];
        rig
    }

    fn session(mut self, name: &str) -> Self {
        self.request.session = name.to_owned();
        self
    }

    fn bare_content_type(mut self) -> Self {
        self.request.content_type = Some("application/json".to_owned());
        self
    }

    fn fault(mut self, call: &str, fault: Value) -> Self {
        let matches = Match { call: Some(call.to_owned()), ..Match::default() };
        let action = Action::Throw(serde_json::from_value(fault).unwrap());
        self.world.faults.replace(vec![Fault::new(matches, action)]);
        self
    }

    fn run(mut self) -> Seen {
        let id = self.world.journal.begin(0, Arrival::default());
        let mut ex = Exchange::new(&mut self.world, &mut self.request, id);
        let returned = guard::status_connection(&mut ex).and_then(|flow| match flow.is_continue() {
            true => (self.handle)(&mut ex),
            false => Ok(()),
        });
        let answer = match ex.finish(returned) {
            Outcome::Answered(answer) => Some((answer.status, serde_json::from_slice(&answer.body).unwrap())),
            Outcome::Deferred(_) | Outcome::Never => None,
        };
        let calls = self.world.journal.get(id).unwrap().client_calls.iter();
        let call = |method: &str, args: &[Value]| {
            let first = args.first().and_then(Value::as_str).unwrap_or_default();
            format!("{method} {first}")
        };
        let calls = calls.map(|made| call(&made.method, &made.args)).collect();
        let log = self.world.deliveries.iter().map(|delivery| delivery.to_json());
        let sockets = log.filter(|delivery| delivery["kind"] == "socket");
        let sockets = sockets.map(|delivery| delivery["event"].as_str().unwrap().to_owned()).collect();
        Seen { answer, calls, sockets }
    }

    /// Status and body of the answer.
    fn answer(self) -> (u16, Value) {
        self.run().answer.unwrap()
    }
}

#[test]
fn a_text_is_sent_to_each_recipient_and_announced() {
    let seen = Rig::send(json!({"phone": [ALICE, ALICE], "message": "x"})).run();
    let (status, body) = seen.answer.unwrap();
    assert_eq!(
        (status, body["response"].as_array().unwrap().len(), &body["mapper"]),
        (201, 2, &json!("return"))
    );
    // The number is known under its own id, so it is asked for once.
    let id = format!("{ALICE}@c.us");
    assert_eq!(
        seen.calls,
        [format!("checkNumberStatus {id}"), format!("sendText {id}"), format!("sendText {id}")]
    );
    let each = ["received-message", "onack"];
    assert_eq!(seen.sockets, [&each[..], &each[..], &["mensagem-enviada"]].concat());
}

#[test]
fn without_recipients_the_content_type_decides_which_answer_arrives() {
    for nobody in [
        json!({"message": "x"}),
        json!({"phone": ""}),
        json!({"phone": []}),
        json!({"phone": null}),
        json!([]),
    ] {
        let answer = Rig::send(nobody.clone()).answer();
        assert_eq!(answer, (400, json!("Error sending message")), "{nobody}");
        let (status, body) = Rig::send(nobody).bare_content_type().answer();
        assert_eq!((status, &body["response"], &body["session"]), (201, &json!([]), &json!("main")));
    }
}

#[test]
fn one_unknown_number_is_answered_and_sent_to_and_a_second_one_ends_it() {
    let seen = Rig::send(json!({"phone": [MISSING, ALICE], "message": "x"})).run();
    let message = format!("O número {MISSING} não existe.");
    let refusal = json!({"response": null, "status": "Connected", "message": message});
    assert_eq!(seen.answer, Some((400, refusal.clone())));
    assert_eq!(seen.calls.iter().filter(|call| call.starts_with("sendText")).count(), 2);
    let seen = Rig::send(json!({"phone": [MISSING, "5511000000001"], "message": "x"})).run();
    assert_eq!(seen.answer, Some((400, refusal)));
    assert!(seen.calls.iter().all(|call| call.starts_with("checkNumberStatus")), "{:?}", seen.calls);
}

#[test]
fn a_query_that_fails_counts_as_a_number_that_does_not_exist() {
    let rig = Rig::send(json!({"phone": ALICE})).fault("checkNumberStatus", json!({"kind": "pageError"}));
    let seen = rig.run();
    assert_eq!(seen.answer.unwrap().0, 400);
    assert_eq!(seen.calls.len(), 2);
}

#[test]
fn numbers_are_replaced_by_the_ids_that_whatsapp_knows() {
    let seen = Rig::send(json!({"phone": "5511999990003", "message": "x"})).run();
    assert_eq!(seen.calls[1], "sendText 551199990003@c.us");
}

#[test]
fn groups_and_channels_are_not_asked_for_and_any_text_is_a_true_flag() {
    let seen = Rig::send(json!({"phone": "120363041234567890@g.us", "isGroup": true, "message": "x"})).run();
    assert_eq!(
        (seen.answer.unwrap().0, seen.calls),
        (201, vec!["sendText 120363041234567890@g.us".to_owned()])
    );
    let (status, body) = Rig::send(json!({"phone": ALICE, "isGroup": "false", "message": "x"})).answer();
    let error = json!({"name": "a", "level": "error"});
    let failed = json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": error});
    assert_eq!((status, body), (500, failed));
}

#[test]
fn a_phone_that_is_no_text_is_answered_as_if_nobody_were_connected() {
    for phone in [json!(5511999990001u64), json!(true), json!({"a": 1}), json!([5511999990001u64])] {
        let seen = Rig::send(json!({"phone": phone, "message": "x"})).run();
        assert_eq!(
            seen.answer.as_ref().map(|(status, body)| (*status, &body["status"])),
            Some((404, &json!("Disconnected")))
        );
        assert!(seen.calls.is_empty());
    }
}

#[test]
fn sessions_without_a_client_and_pages_that_do_not_answer_are_not_found() {
    for session in ["ghost", "qrs", "shut"] {
        let seen = Rig::send(json!({"phone": ALICE, "message": "x"})).session(session).run();
        assert_eq!(seen.answer.unwrap().0, 404, "{session}");
        assert!(seen.calls.is_empty());
    }
    let rig = Rig::send(json!({"phone": ALICE})).fault("isConnected", json!({"kind": "pageError"}));
    assert_eq!(rig.answer().0, 404);
}

#[test]
fn a_call_that_hangs_leaves_the_request_without_an_answer() {
    let seen = Rig::send(json!({"phone": ALICE})).fault("sendText", json!({"kind": "hang"})).run();
    assert_eq!((seen.answer, seen.sockets), (None, vec![]));
}

#[test]
fn what_the_library_returns_and_throws_is_answered_as_recorded() {
    let rig = || Rig::send(json!({"phone": ALICE, "message": "x"}));
    let (status, body) = rig().fault("sendText", json!({"kind": "undefined"})).answer();
    assert_eq!((status, &body["response"]), (201, &json!([null])));
    let thrown = json!({"erro": true, "text": "no"});
    let (status, body) = rig().fault("*", json!({"kind": "object", "value": thrown})).answer();
    assert_eq!((status, &body["error"]), (500, &thrown));
}

#[test]
fn a_missing_file_is_refused_or_goes_on_by_content_type() {
    let rig = || Rig::post("send-file", messages::send_file::handle, json!({"phone": ALICE}));
    assert_eq!(rig().answer(), (401, json!({"message": "Sending the file is mandatory"})));
    let (status, body) = rig().bare_content_type().answer();
    assert_eq!((status, &body["error"]), (500, &json!({"level": "error"})));
}

#[test]
fn an_uploaded_file_is_sent_under_the_name_that_the_request_gives() {
    let mut rig =
        Rig::post("send-image", messages::send_image::handle, json!({"phone": ALICE, "filename": "b.txt"}));
    let path = "/srv/uploads/wppConnect-1-a.png".to_owned();
    let media_type = "image/png".to_owned();
    let bytes = bytes::Bytes::from_static(b"png");
    rig.request.file =
        Some(UploadedFile { field: "file".into(), name: "a.png".into(), media_type, bytes, path });
    let (status, body) = rig.answer();
    assert_eq!((status, &body["response"][0]["ack"]), (201, &json!(1)));
}

#[test]
fn reads_answer_what_the_account_holds() {
    let (status, body) =
        Rig::get("check-number-status", contacts::check_number_status::handle, "phone", "abc").answer();
    assert_eq!((status, &body["error"]), (500, &json!({"name": "o", "level": "error"})));
    let (status, body) = Rig::get("host-device", device::host_device::handle, "", "").answer();
    assert_eq!((status, &body["response"]["phoneNumber"]), (200, &json!("5511988887777@c.us")));
    let seed = "false_5511999990001@c.us_3A00000000000000SEED";
    let (status, body) =
        Rig::get("message-by-id", messages::message_by_id::handle, "messageId", seed).answer();
    assert_eq!((status, &body["response"]["contact"]), (201, &json!(ALICE)));
    let unknown = Rig::get("get-messages", messages::get_messages::handle, "phone", ALICE).answer();
    assert_eq!((unknown.0, &unknown.1["response"]), (401, &json!("Error on open list")));
}

#[test]
fn only_some_reads_tell_what_went_wrong() {
    let fault = json!({"kind": "pageError"});
    let chats = Rig::get("all-chats", chat::all_chats::handle, "", "").fault("*", fault.clone()).answer();
    assert_eq!(chats, (500, json!({"status": "error", "message": "Error on get all chats"})));
    let undefined = json!({"kind": "undefined"});
    let chats = Rig::get("all-chats", chat::all_chats::handle, "", "").fault("*", undefined.clone()).answer();
    assert_eq!(chats, (200, json!({"status": "success", "mapper": "chat"})));
    let message = Rig::get("message-by-id", messages::message_by_id::handle, "messageId", "x");
    let (status, body) = message.fault("*", undefined).answer();
    assert_eq!((status, &body["response"]["log"]), (400, &json!({"level": "error"})));
    let number =
        Rig::get("get-phone-number", device::get_phone_number::handle, "", "").fault("*", fault).answer();
    assert_eq!((number.0, &number.1["message"]), (500, &json!("Error retrieving phone number")));
}
