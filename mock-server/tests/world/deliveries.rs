//! What faults do to webhooks and socket events on their way.

use serde_json::{Value, json};
use wppkit_mock::world::effect::Effect;
use wppkit_mock::world::faults::{Channel, DeliveryFault, Fault};
use wppkit_mock::world::session::{Placement, StateWord};
use wppkit_mock::world::{Settings, World};

/// A connected session whose events go to a webhook.
fn world() -> World {
    let settings = Settings { webhook: Some("http://receiver/".to_owned()), ..Settings::default() };
    let mut world = World::new(settings);
    world.place("shop", &Placement::from(StateWord::Connected));
    world.take_effects();
    world
}

fn arrive(world: &mut World, text: &str) {
    let what = json!({"event": "message", "chat": "5511999990001@c.us", "body": text});
    world.deliver("shop", what.as_object().unwrap()).unwrap();
}

/// The texts that left, by channel.
fn left(world: &mut World) -> (Vec<String>, Vec<String>) {
    let (mut webhooks, mut sockets) = (Vec::new(), Vec::new());
    for effect in world.take_effects() {
        let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        match effect {
            Effect::Webhook { body, .. } => webhooks.push(read(&body)["body"].as_str().unwrap().to_owned()),
            Effect::Socket { data, .. } => {
                sockets.push(read(&data)["response"]["body"].as_str().unwrap().to_owned());
            }
            _ => {}
        }
    }
    (webhooks, sockets)
}

fn with(fault: DeliveryFault) -> World {
    let mut world = world();
    let fault = Fault::on_delivery(Channel::Webhook, fault).of_event("onmessage").in_session("shop").nth(1);
    world.faults.replace(vec![fault]);
    world
}

#[test]
fn a_fault_strikes_one_way_and_spares_the_other() {
    for (fault, webhooks) in [
        (DeliveryFault::Drop, vec!["b", "c"]),
        (DeliveryFault::Refuse, vec!["b", "c"]),
        (DeliveryFault::Duplicate(2), vec!["a", "a", "a", "b", "c"]),
        (DeliveryFault::Reorder(1), vec!["b", "a", "c"]),
        (DeliveryFault::Reorder(2), vec!["b", "c", "a"]),
    ] {
        let mut world = with(fault);
        ["a", "b", "c"].iter().for_each(|text| arrive(&mut world, text));
        let (seen, sockets) = left(&mut world);
        assert_eq!(seen, webhooks, "{fault:?}");
        assert_eq!(sockets, ["a", "b", "c"], "{fault:?}");
        let entry = world.deliveries.iter().next().unwrap().to_json();
        assert_eq!(entry["fault"], fault.to_json(), "{entry}");
    }
}

#[test]
fn a_delayed_event_leaves_when_its_time_has_come() {
    let mut world = with(DeliveryFault::Delay(500));
    ["a", "b"].iter().for_each(|text| arrive(&mut world, text));
    assert_eq!(left(&mut world).0, ["b"]);
    world.advance(499);
    assert!(left(&mut world).0.is_empty());
    world.advance(1);
    assert_eq!(left(&mut world).0, ["a"]);
}

#[test]
fn what_never_left_is_no_delivery_and_reads_nothing() {
    let mut world = with(DeliveryFault::Drop);
    arrive(&mut world, "a");
    let entry = world.deliveries.iter().next().unwrap().to_json();
    assert_eq!(entry["error"], "dropped by a fault");
    assert_eq!(world.journal.background().count(), 0, "no sendSeen");
}

#[test]
fn a_restart_forgets_what_was_held_back() {
    let mut world = with(DeliveryFault::Reorder(1));
    arrive(&mut world, "a");
    world.restart();
    world.take_effects();
    world.advance(5_000);
    world.faults.replace(Vec::new());
    world.take_effects();
    arrive(&mut world, "b");
    assert_eq!(left(&mut world).0, ["b"]);
}
