//! Ordering faults.

use serde_json::{Value, json};

use crate::setup::Mock;

#[tokio::test]
async fn faults_are_listed_as_they_were_ordered() {
    let mock = Mock::new();
    let orders = json!([
        {"match": {"session": "main", "call": "sendText"}, "do": {"throw": {"kind": "pageError", "message": "boom"}}},
        {"match": {"call": "sendText"}, "do": {"throw_after": {"kind": "pageError", "message": "late"}}},
        {"match": {"operation": "send-message", "nth": 2}, "do": {"status": 503, "body": {"x": 1}}},
        {"match": {}, "do": {"delay_ms": 100}},
        {"match": {}, "do": {"hang": true}},
        {"match": {}, "do": {"reset": "after"}},
        {"match": {}, "do": {"truncate": 5}},
        {"match": {}, "do": {"garbage": true}},
        {"match": {"delivery": "webhook", "event": "onmessage"}, "do": {"drop": true}},
        {"match": {"delivery": "*"}, "do": {"delay_ms": 100}},
        {"match": {"delivery": "socket"}, "do": {"duplicate": 2}},
        {"match": {"delivery": "webhook"}, "do": {"reorder": 3}},
        {"match": {"delivery": "webhook"}, "do": {"refuse": true}},
    ]);
    mock.ok("PUT", "/faults", orders.clone()).await;
    let mut listed = mock.ok("GET", "/faults", Value::Null).await;
    for fault in listed.as_array_mut().unwrap() {
        assert_eq!(fault.as_object_mut().unwrap().shift_remove("struck"), Some(json!(0)));
    }
    assert_eq!(listed, orders);
    mock.ok("DELETE", "/faults", Value::Null).await;
    assert_eq!(mock.ok("GET", "/faults", Value::Null).await, json!([]));
}

#[tokio::test]
async fn times_may_stand_in_the_fault_itself() {
    let mock = Mock::new();
    let order = json!([{"match": {"call": "logout"}, "do": {"throw": {"kind": "hang", "times": 2}}}]);
    assert_eq!(mock.ok("PUT", "/faults", order).await[0]["match"]["times"], 2);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let mock = Mock::new();
    for (order, word) in [
        (json!({"do": {"hang": true, "garbage": true}}), "not exactly one"),
        (json!({"do": {"drop": true}}), "match.delivery"),
        (json!({"match": {"delivery": "webhook"}, "do": {"hang": true}}), "match.delivery"),
        (json!({"match": {"delivery": "webhook", "call": "sendText"}, "do": {"drop": true}}), "no operation"),
        (json!({"match": {"delivery": "webhook"}, "do": {"reorder": 0}}), "count from 1"),
        (json!({"do": {}}), "not exactly one"),
        (json!({"do": {"throw": {"kind": "earthquake"}}}), "pageWppError"),
        (json!({"do": {"reset": "during"}}), "before"),
        (json!({"do": {"body": 1}}), "`status`"),
        (json!({"do": {"status": 99}}), "99"),
        (json!({"match": {"operation": "sing"}, "do": {"hang": true}}), "`sing`"),
        (json!({"match": {"call": "sendText"}, "do": {"hang": true}}), "`throw`"),
        (json!({"match": {"nth": 0}, "do": {"hang": true}}), "from 1"),
        (json!({"match": {"sesion": "x"}, "do": {"hang": true}}), "sesion"),
    ] {
        let (status, error, hint) = mock.refused("PUT", "/faults", json!([order])).await;
        assert_eq!(status, 400);
        assert!(error.contains(word), "{error}");
        assert!(hint.contains("pageError"));
    }
    assert_eq!(mock.ok("GET", "/faults", Value::Null).await, json!([]), "nothing of a refused list is kept");
}
