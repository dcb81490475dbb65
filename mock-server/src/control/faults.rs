//! Ordered faults.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::faults::{Action, CallFault, DeliveryFault, Fault, Faults, Match, Reset, WireFault};

/// One fault as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[serde(rename = "match", default)]
    matches: Match,
    #[serde(rename = "do")]
    act: Act,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    #[serde(default)]
    throw: Option<Value>,
    #[serde(default)]
    throw_after: Option<Value>,
    #[serde(default)]
    status: Option<u16>,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    delay_ms: Option<u64>,
    #[serde(default)]
    hang: Option<bool>,
    #[serde(default)]
    reset: Option<Reset>,
    #[serde(default)]
    truncate: Option<usize>,
    #[serde(default)]
    garbage: Option<bool>,
    #[serde(default)]
    drop: Option<bool>,
    #[serde(default)]
    duplicate: Option<u32>,
    #[serde(default)]
    reorder: Option<u32>,
    #[serde(default)]
    refuse: Option<bool>,
}

impl Act {
    /// What is done to deliveries; those that are named so nowhere else say themselves that they are meant.
    fn on_deliveries(&self, of_delivery: bool) -> Vec<DeliveryFault> {
        let delay = self.delay_ms.filter(|_| of_delivery).map(DeliveryFault::Delay);
        [
            self.drop.map(|_| DeliveryFault::Drop),
            delay,
            self.duplicate.map(DeliveryFault::Duplicate),
            self.reorder.map(DeliveryFault::Reorder),
            self.refuse.map(|_| DeliveryFault::Refuse),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

const HINT: &str = r#"[{"match": {"session"?, "operation"?, "call"?, "nth"?, "times"?}, "do": exactly one of {"throw": F} | {"throw_after": F} | {"status": n, "body"?: …} | {"delay_ms": n} | {"hang": true} | {"reset": "before" | "after"} | {"truncate": n} | {"garbage": true}}]; of webhooks and socket events {"match": {"delivery": "webhook" | "socket" | "*", "event"?, "session"?, "nth"?, "times"?}, "do": one of {"drop": true} | {"delay_ms": n} | {"duplicate": n} | {"reorder": n} | {"refuse": true}}; F is {"kind": "pageError" | "pageTypeError" | "pageWppError" | "error", "message"} | {"kind": "pageObject" | "pageNumber" | "object" | "string" | "value", "value"} | {"kind": "hang" | "undefined"}"#;

pub(super) async fn list(Extension(driver): Extension<Driver>) -> Answer {
    Ok(view(&driver.lock().faults))
}

pub(super) async fn replace(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let orders: Vec<Order> = body::read(&raw, HINT)?;
    let faults =
        orders.into_iter().enumerate().map(|(at, order)| read(at, order)).collect::<Result<_, _>>()?;
    let mut world = driver.lock();
    world.faults.replace(faults);
    Ok(view(&world.faults))
}

pub(super) async fn clear(Extension(driver): Extension<Driver>) -> Answer {
    driver.lock().faults.replace(Vec::new());
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn read(at: usize, order: Order) -> Result<Fault, Refusal> {
    let wrong = |field: &str, what: String| Refusal::malformed(format!("`[{at}].{field}`: {what}"), HINT);
    let Order { mut matches, act } = order;
    if let Some(operation) = &matches.operation
        && wppkit_api::by_id(operation).is_none()
    {
        return Err(wrong(
            "match.operation",
            format!("`{operation}` is no operation; GET /operations lists them"),
        ));
    }
    if matches.nth == Some(0) || matches.times == Some(0) {
        return Err(wrong("match", "`nth` and `times` count from 1".to_owned()));
    }
    let of_delivery = matches.delivery.is_some() || matches.event.is_some();
    let done = act.on_deliveries(of_delivery);
    if of_delivery && (matches.operation.is_some() || matches.call.is_some()) {
        return Err(wrong("match", "a delivery belongs to no operation or call".to_owned()));
    }
    if of_delivery == done.is_empty() {
        let what =
            "drop, duplicate, reorder and refuse go with match.delivery, and nothing but them and delay_ms";
        return Err(wrong("do", what.to_owned()));
    }
    if done.iter().any(|fault| matches!(fault, DeliveryFault::Duplicate(0) | DeliveryFault::Reorder(0))) {
        return Err(wrong("do", "`duplicate` and `reorder` count from 1".to_owned()));
    }
    let mut actions: Vec<_> = done.into_iter().map(Action::Delivery).collect();
    let thrown = match (act.throw, act.throw_after) {
        (Some(_), Some(_)) => return Err(wrong("do", "says not exactly one thing to do".to_owned())),
        (Some(thrown), None) => Some((thrown, false)),
        (None, thrown) => thrown.map(|thrown| (thrown, true)),
    };
    if let Some((mut thrown, after)) = thrown {
        let times = thrown.as_object_mut().and_then(|fault| fault.shift_remove("times"));
        if let Some(times) = times {
            let times = times.as_u64().and_then(|times| u32::try_from(times).ok());
            matches.times = Some(times.ok_or_else(|| wrong("do.throw.times", "no count".to_owned()))?);
        }
        let fault = CallFault::deserialize(thrown).map_err(|error| wrong("do.throw", error.to_string()))?;
        actions.push(if after { Action::ThrowAfter(fault) } else { Action::Throw(fault) });
    } else if matches.call.is_some() {
        return Err(wrong("match.call", "goes with `throw`: the others act on the wire".to_owned()));
    }
    if act.body.is_some() && act.status.is_none() {
        return Err(wrong("do.body", "goes with `status`".to_owned()));
    }
    if [act.hang, act.garbage, act.drop, act.refuse].contains(&Some(false)) {
        return Err(wrong("do", "`hang`, `garbage`, `drop` and `refuse` can only be true".to_owned()));
    }
    let body = act.body.unwrap_or_default();
    let wire = [
        act.status.map(|status| WireFault::Answer { status, body }),
        act.delay_ms.filter(|_| !of_delivery).map(WireFault::Delay),
        act.hang.map(|_| WireFault::Hang),
        act.reset.map(WireFault::Reset),
        act.truncate.map(WireFault::Truncate),
        act.garbage.map(|_| WireFault::Garbage),
    ];
    actions.extend(wire.into_iter().flatten().map(Action::Wire));
    if let Some(WireFault::Answer { status, .. }) = actions.iter().find_map(wire_of)
        && !(200..=599).contains(status)
    {
        return Err(wrong("do.status", format!("{status} is no status between 200 and 599")));
    }
    match (actions.pop(), actions.is_empty()) {
        (Some(action), true) => Ok(Fault::new(matches, action)),
        _ => Err(wrong("do", "says not exactly one thing to do".to_owned())),
    }
}

fn wire_of(action: &Action) -> Option<&WireFault> {
    match action {
        Action::Wire(wire) => Some(wire),
        Action::Throw(_) | Action::ThrowAfter(_) | Action::Delivery(_) => None,
    }
}

fn view(faults: &Faults) -> axum::response::Response {
    let list = faults.list().iter().map(|fault| {
        let act = match &fault.action {
            Action::Throw(thrown) => json!({"throw": thrown}),
            Action::ThrowAfter(thrown) => json!({"throw_after": thrown}),
            Action::Delivery(done) => done.to_json(),
            Action::Wire(WireFault::Answer { status, body }) => json!({"status": status, "body": body}),
            Action::Wire(WireFault::Delay(ms)) => json!({"delay_ms": ms}),
            Action::Wire(WireFault::Hang) => json!({"hang": true}),
            Action::Wire(WireFault::Reset(when)) => json!({"reset": when}),
            Action::Wire(WireFault::Truncate(bytes)) => json!({"truncate": bytes}),
            Action::Wire(WireFault::Garbage) => json!({"garbage": true}),
        };
        json!({"match": fault.matches, "do": act, "struck": fault.struck()})
    });
    super::json(&Value::Array(list.collect()))
}
