//! Faults that a test orders: library calls that fail, answers that are lost or broken.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Calls that `*` leaves alone.
const NEVER_BY_STAR: [&str; 2] = ["isConnected", "checkNumberStatus"];

/// What a fault applies to. What is left out matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Session name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Operation id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Library method; `*` is every one but isConnected, checkNumberStatus and the listeners (`on…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Way of a webhook or socket event; goes with what is done to deliveries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Channel>,
    /// Name of the webhook or socket event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Only the nth occurrence, counted from 1; with `times`, from there on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// How many times; without it the fault stays (with `nth` alone: once).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// Which way an event leaves the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A POST to the webhook.
    Webhook,
    /// A Socket.IO broadcast.
    Socket,
    /// Either.
    #[serde(rename = "*")]
    Any,
}

/// What happens to an event on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryFault {
    /// It never leaves.
    Drop,
    /// It leaves so many virtual milliseconds later.
    Delay(u64),
    /// It leaves so many more times.
    Duplicate(u32),
    /// It leaves only after so many later ones of its channel have left.
    Reorder(u32),
    /// Its receiver refuses the connection.
    Refuse,
}

impl DeliveryFault {
    /// As it is written in an order.
    #[must_use]
    pub fn to_json(self) -> Value {
        match self {
            Self::Drop => json!({"drop": true}),
            Self::Delay(ms) => json!({"delay_ms": ms}),
            Self::Duplicate(times) => json!({"duplicate": times}),
            Self::Reorder(after) => json!({"reorder": after}),
            Self::Refuse => json!({"refuse": true}),
        }
    }
}

/// How a library call fails. Kinds and keys are those of the recordings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum CallFault {
    /// An `Error` thrown in the WhatsApp page.
    PageError {
        /// Text of the error.
        #[serde(default)]
        message: String,
    },
    /// A `TypeError` thrown in the page.
    PageTypeError {
        /// Text of the error.
        #[serde(default)]
        message: String,
    },
    /// An error class of WA-JS thrown in the page.
    PageWppError {
        /// Text of the error.
        #[serde(default)]
        message: String,
    },
    /// A plain object thrown in the page.
    PageObject {
        /// The object.
        #[serde(default)]
        value: Value,
    },
    /// A number thrown in the page.
    PageNumber {
        /// The number.
        #[serde(default = "not_found")]
        value: Value,
    },
    /// An `Error` of the library itself.
    Error {
        /// Text of the error.
        #[serde(default)]
        message: String,
        /// Further properties, e.g. `code`.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        props: Map<String, Value>,
    },
    /// A plain object thrown by the library.
    Object {
        /// The object.
        #[serde(default)]
        value: Value,
    },
    /// A string thrown by the library.
    String {
        /// The string.
        #[serde(default)]
        value: Value,
    },
    /// The call never comes back.
    Hang {},
    /// The call returns this value.
    Value {
        /// The value.
        #[serde(default)]
        value: Value,
    },
    /// The call returns nothing.
    Undefined {},
}

fn not_found() -> Value {
    Value::from(404)
}

/// When a lost answer is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reset {
    /// Before the handler runs: nothing happened.
    Before,
    /// After the handler ran: it happened and the answer is lost.
    After,
}

/// What happens on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum WireFault {
    /// This answer instead of the handler's; the handler does not run.
    Answer {
        /// HTTP status.
        status: u16,
        /// Body: a string is sent as text, everything else as JSON.
        body: Value,
    },
    /// The handler runs this much later, in virtual milliseconds.
    Delay(u64),
    /// The handler runs and its answer never leaves.
    Hang,
    /// The connection is reset.
    Reset(Reset),
    /// Only so many bytes of the answer's body leave.
    Truncate(usize),
    /// The answer's body is no JSON.
    Garbage,
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A library call below the handler fails.
    Throw(CallFault),
    /// A library call below the handler does its work, and fails then.
    ThrowAfter(CallFault),
    /// Something happens on the wire.
    Wire(WireFault),
    /// Something happens to webhooks or socket events.
    Delivery(DeliveryFault),
}

/// A fault that strikes a library call.
#[derive(Debug, Clone, PartialEq)]
pub struct Struck {
    /// How the call fails.
    pub fault: CallFault,
    /// Whether it does its work before.
    pub after: bool,
}

/// One ordered fault and how often it was met.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What it applies to.
    pub matches: Match,
    /// What it does.
    pub action: Action,
    met: u32,
    done: u32,
}

impl Fault {
    /// A fault that has not been met yet.
    #[must_use]
    pub fn new(matches: Match, action: Action) -> Self {
        Self { matches, action, met: 0, done: 0 }
    }

    /// Lets a library method fail; `*` is every one but the server's plumbing.
    #[must_use]
    pub fn on_call(method: &str, thrown: CallFault) -> Self {
        let matches = Match { call: Some(method.to_owned()), ..Match::default() };
        Self::new(matches, Action::Throw(thrown))
    }

    /// Lets a library method do its work and fail then: what it did is done, and the answer says otherwise.
    #[must_use]
    pub fn after_call(method: &str, thrown: CallFault) -> Self {
        let matches = Match { call: Some(method.to_owned()), ..Match::default() };
        Self::new(matches, Action::ThrowAfter(thrown))
    }

    /// Lets something happen on the wire of an operation.
    #[must_use]
    pub fn on_operation(operation: &str, wire: WireFault) -> Self {
        let matches = Match { operation: Some(operation.to_owned()), ..Match::default() };
        Self::new(matches, Action::Wire(wire))
    }

    /// Lets something happen to webhooks or socket events.
    #[must_use]
    pub fn on_delivery(channel: Channel, fault: DeliveryFault) -> Self {
        let matches = Match { delivery: Some(channel), ..Match::default() };
        Self::new(matches, Action::Delivery(fault))
    }

    /// Only for events of this name.
    #[must_use]
    pub fn of_event(mut self, event: &str) -> Self {
        self.matches.event = Some(event.to_owned());
        self
    }

    /// Only in this session.
    #[must_use]
    pub fn in_session(mut self, session: &str) -> Self {
        self.matches.session = Some(session.to_owned());
        self
    }

    /// Only so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.matches.times = Some(times);
        self
    }

    /// Only from the nth occurrence on, counted from 1; once, unless `times` says more.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.matches.nth = Some(nth);
        self
    }

    /// How often it struck.
    #[must_use]
    pub fn struck(&self) -> u32 {
        self.done
    }

    fn concerns(&self, session: Option<&str>, operation: Option<&str>) -> bool {
        self.matches.session.as_deref().is_none_or(|wanted| session == Some(wanted))
            && self.matches.operation.as_deref().is_none_or(|wanted| operation == Some(wanted))
    }

    fn concerns_call(&self, method: &str) -> bool {
        match self.matches.call.as_deref() {
            None | Some("*") => !method.starts_with("on") && !NEVER_BY_STAR.contains(&method),
            Some(wanted) => wanted == method,
        }
    }

    /// Counts one occurrence; true if the fault strikes now.
    fn strikes(&mut self) -> bool {
        self.met += 1;
        let from = self.matches.nth.unwrap_or(1);
        let times = self.matches.times.or(self.matches.nth.map(|_| 1));
        let now = self.met >= from && times.is_none_or(|times| self.done < times);
        self.done += u32::from(now);
        now
    }
}

/// All ordered faults. The first that concerns an occurrence and strikes, acts.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    /// Replaces the list; counting starts anew.
    pub fn replace(&mut self, list: Vec<Fault>) {
        self.list = list;
    }

    /// All faults, in order.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Whether nothing was ordered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What happens to this request on the wire.
    pub fn on_request(&mut self, session: Option<&str>, operation: Option<&str>) -> Option<WireFault> {
        self.list.iter_mut().find_map(|fault| match &fault.action {
            Action::Wire(wire) if fault.concerns(session, operation) => {
                let wire = wire.clone();
                fault.strikes().then_some(wire)
            }
            _ => None,
        })
    }

    /// What happens to this event on its way.
    pub fn on_delivery(
        &mut self,
        channel: Channel,
        session: Option<&str>,
        event: &str,
    ) -> Option<DeliveryFault> {
        self.list.iter_mut().find_map(|fault| match fault.action {
            Action::Delivery(done)
                if fault.concerns(session, None)
                    && fault.matches.delivery.is_none_or(|way| way == channel || way == Channel::Any)
                    && fault.matches.event.as_deref().is_none_or(|wanted| wanted == event) =>
            {
                fault.strikes().then_some(done)
            }
            _ => None,
        })
    }

    /// How this library call fails.
    pub fn on_call(&mut self, session: &str, operation: Option<&str>, method: &str) -> Option<Struck> {
        self.list.iter_mut().find_map(|fault| match &fault.action {
            Action::Throw(thrown) | Action::ThrowAfter(thrown)
                if fault.concerns(Some(session), operation) && fault.concerns_call(method) =>
            {
                let after = matches!(fault.action, Action::ThrowAfter(_));
                let struck = Struck { fault: thrown.clone(), after };
                fault.strikes().then_some(struck)
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throw(call: &str, nth: Option<u32>, times: Option<u32>) -> Fault {
        let matches = Match { call: Some(call.into()), nth, times, ..Match::default() };
        Fault::new(matches, Action::Throw(CallFault::Undefined {}))
    }

    fn strikes(fault: Fault, method: &str) -> Vec<bool> {
        let mut faults = Faults { list: vec![fault] };
        (0..4).map(|_| faults.on_call("s", None, method).is_some()).collect()
    }

    #[test]
    fn nth_and_times_choose_the_occurrences() {
        assert_eq!(strikes(throw("sendText", None, None), "sendText"), [true, true, true, true]);
        assert_eq!(strikes(throw("sendText", Some(2), None), "sendText"), [false, true, false, false]);
        assert_eq!(strikes(throw("sendText", None, Some(2)), "sendText"), [true, true, false, false]);
        assert_eq!(strikes(throw("sendText", Some(2), Some(2)), "sendText"), [false, true, true, false]);
    }

    #[test]
    fn star_spares_the_servers_plumbing() {
        for spared in ["isConnected", "checkNumberStatus", "onMessage"] {
            assert_eq!(strikes(throw("*", None, None), spared), [false; 4], "{spared}");
        }
        assert_eq!(strikes(throw("*", None, None), "getAllChats"), [true; 4]);
    }

    #[test]
    fn a_fault_of_another_session_or_operation_does_not_strike() {
        let matches =
            Match { session: Some("a".into()), operation: Some("send-message".into()), ..Match::default() };
        let mut faults = Faults { list: vec![Fault::new(matches, Action::Wire(WireFault::Hang))] };
        assert_eq!(faults.on_request(Some("b"), Some("send-message")), None);
        assert_eq!(faults.on_request(Some("a"), Some("send-file")), None);
        assert_eq!(faults.on_request(Some("a"), Some("send-message")), Some(WireFault::Hang));
    }
}
