//! The rules of answering, on a world without HTTP.

use serde_json::{Value, json};

use super::*;
use crate::world::Settings;
use crate::world::faults::{Action, CallFault, Fault, Match};
use crate::world::journal::Arrival;

fn request(operation: &str, session: &str, content_type: Option<&str>) -> ApiRequest {
    let mut request = ApiRequest::new(wppkit_api::by_id(operation).unwrap());
    request.session = session.to_owned();
    request.content_type = content_type.map(str::to_owned);
    request
}

/// Runs a handler on a request, gives how it ended and what the server logged.
fn run(
    world: &mut World,
    mut request: ApiRequest,
    handler: impl FnOnce(&mut Exchange<'_>) -> Result<(), Thrown>,
) -> (Outcome, Value) {
    let id = world.journal.begin(0, Arrival::default());
    let mut exchange = Exchange::new(world, &mut request, id);
    let returned = handler(&mut exchange);
    let outcome = exchange.finish(returned);
    let logged = world.journal.get(id).unwrap().to_json()["server_errors"].take();
    (outcome, logged)
}

fn answer(outcome: Outcome) -> (u16, Value) {
    match outcome {
        Outcome::Answered(answer) => (answer.status, serde_json::from_slice(&answer.body).unwrap()),
        other => panic!("no answer: {other:?}"),
    }
}

#[test]
fn the_first_answer_counts_and_the_second_throws() {
    let mut world = World::new(Settings::default());
    let (outcome, logged) = run(&mut world, request("send-message", "shop", None), |exchange| {
        exchange.json(400, json!({"message": "no"}))?;
        exchange.json(201, json!({"status": "success"}))?;
        panic!("the second answer throws");
    });
    assert_eq!(answer(outcome), (400, json!({"message": "no"})));
    assert_eq!(logged[0]["code"], "ERR_HTTP_HEADERS_SENT");
}

#[test]
fn a_lost_answer_lets_the_handler_go_on_to_the_next_one() {
    let mut world = World::new(Settings::default());
    let (outcome, logged) =
        run(&mut world, request("send-message", "shop", Some("application/json")), |exchange| {
            exchange.json(400, json!("Error sending message"))?;
            exchange.send_object(401, json!({"message": "lost, too"}))?;
            exchange.json(201, json!({"status": "success", "response": []}))
        });
    assert_eq!(answer(outcome), (201, json!({"status": "success", "response": [], "session": ""})));
    assert_eq!(logged[0]["message"], "Cannot create property 'session' on string 'Error sending message'");
    assert_eq!(logged[1]["message"], "\"[object Object]\" is not valid JSON");
}

#[test]
fn a_request_whose_only_answer_is_lost_is_never_answered() {
    let mut world = World::new(Settings::default());
    let (outcome, _) = run(&mut world, request("healthz", "", Some("application/json")), |exchange| {
        exchange.send_object(200, json!({"message": "OK"}))
    });
    assert!(matches!(outcome, Outcome::Never), "{outcome:?}");
}

#[test]
fn what_nobody_catches_is_logged_and_never_answered() {
    let mut world = World::new(Settings::default());
    let (outcome, logged) =
        run(&mut world, request("send-message", "shop", None), |_| Err(Thrown::node("boom")));
    assert!(matches!(outcome, Outcome::Never), "{outcome:?}");
    assert_eq!(logged, json!([{"message": "boom"}]));
}

#[test]
fn routes_of_the_whole_server_echo_no_session() {
    let mut world = World::new(Settings::default());
    let (outcome, _) =
        run(&mut world, request("generate-token", "shop", Some("application/json")), |exchange| {
            exchange.json(400, json!({"response": false}))
        });
    assert_eq!(answer(outcome), (400, json!({"response": false})));
}

#[test]
fn calls_without_a_client_throw_and_are_not_written_down() {
    let mut world = World::new(Settings::default());
    let mut thrown = None;
    run(&mut world, request("send-message", "shop", None), |exchange| {
        thrown = exchange.lib("sendText", vec![json!("x")]).err();
        Ok(())
    });
    assert_eq!(thrown, Some(Thrown::node("req.client.sendText is not a function")));
    assert!(world.journal.iter().all(|entry| entry.client_calls.is_empty()));
}

#[test]
fn after_a_call_that_hangs_nothing_else_happens() {
    let mut world = World::new(Settings::default());
    connect(&mut world, "shop");
    let matches = Match { call: Some("sendText".into()), ..Match::default() };
    world.faults.replace(vec![Fault::new(matches, Action::Throw(CallFault::Hang {}))]);
    let (outcome, logged) = run(&mut world, request("send-message", "shop", None), |exchange| {
        let caught = exchange.lib("sendText", vec![json!("5511999990001@c.us"), json!("x")]);
        assert_eq!(caught, Err(Thrown::Hang));
        exchange.emit_socket("mensagem-enviada", json!([]));
        exchange.json(500, json!({"status": "Error"}))
    });
    assert!(matches!(outcome, Outcome::Never), "{outcome:?}");
    assert_eq!(logged, json!([]));
    assert_eq!(world.deliveries.iter().count(), 0);
}

fn connect(world: &mut World, session: &str) {
    use crate::world::session::{Placement, StateWord};
    let placement = Placement { state: Some(StateWord::Connected), ..Placement::default() };
    world.place(session, &placement);
    assert!(world.has_client(session));
}
