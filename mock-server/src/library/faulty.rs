//! What a call does when a fault was ordered for it.

use super::thrown::wpp_class;
use super::{Returned, Thrown};
use crate::world::faults::CallFault;

/// What the call returns or throws instead of its work.
pub(crate) fn result(fault: CallFault) -> Returned {
    Err(match fault {
        CallFault::Value { value } => return Ok(Some(value.into())),
        CallFault::Undefined {} => return Ok(None),
        CallFault::Hang {} => Thrown::Hang,
        CallFault::PageError { message } => Thrown::page("Error", message),
        CallFault::PageTypeError { message } => Thrown::page("TypeError", message),
        CallFault::PageWppError { message } => Thrown::page(wpp_class::OTHER, message),
        CallFault::PageObject { .. } => Thrown::page("Object", "[object Object]"),
        CallFault::PageNumber { value } | CallFault::Object { value } | CallFault::String { value } => {
            Thrown::Value(value)
        }
        CallFault::Error { message, props } => {
            Thrown::Error { name: None, message: message.into(), properties: props }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn wire(fault: Value) -> Value {
        let fault: CallFault = serde_json::from_value(fault).unwrap();
        result(fault).unwrap_err().to_json(true).unwrap()
    }

    #[test]
    fn every_kind_of_fault_looks_on_the_wire_as_recorded() {
        let object = json!({"erro": true, "to": "5511999990001@c.us", "text": "injected object"});
        for (fault, seen) in [
            (json!({"kind": "pageError", "message": "boom"}), json!({"name": "Error", "level": "error"})),
            (json!({"kind": "pageTypeError"}), json!({"name": "TypeError", "level": "error"})),
            (json!({"kind": "pageWppError", "message": "x"}), json!({"name": "r", "level": "error"})),
            (
                json!({"kind": "pageObject", "value": {"code": 1}}),
                json!({"name": "Object", "level": "error"}),
            ),
            (json!({"kind": "pageNumber"}), json!(404)),
            (json!({"kind": "error", "message": "boom"}), json!({"level": "error"})),
            (
                json!({"kind": "error", "message": "x", "props": {"code": "empty_file"}}),
                json!({"code": "empty_file", "level": "error"}),
            ),
            (json!({"kind": "object", "value": object}), object.clone()),
            (json!({"kind": "string", "value": "plain string"}), json!("plain string")),
        ] {
            assert_eq!(wire(fault.clone()), seen, "{fault}");
        }
    }

    #[test]
    fn a_fault_may_also_decide_what_is_returned() {
        let fault = |fault| serde_json::from_value::<CallFault>(fault).unwrap();
        assert_eq!(result(fault(json!({"kind": "value", "value": false}))), Ok(Some(json!(false).into())));
        assert_eq!(result(fault(json!({"kind": "undefined"}))), Ok(None));
        assert_eq!(result(fault(json!({"kind": "hang"}))), Err(Thrown::Hang));
    }
}
