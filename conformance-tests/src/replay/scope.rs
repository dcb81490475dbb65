//! Which recordings count: chosen, of a known route, and reachable.

use super::recording::Recording;
use serde_json::Value;
use wppkit_api::{Method, match_route};

/// Which routes are replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Operations {
    /// Those of the registry, and what is no route at all.
    #[default]
    Registry,
    /// Every recorded one.
    All,
}

/// What is done with a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// Replayed and compared.
    Counted,
    /// Left out for a reason that lies in the recording.
    NotCounted(String),
    /// Its operation does not exist yet.
    UnknownRoute,
}

/// Decides what is done with a recording.
#[must_use]
pub(super) fn scope(recording: &Recording, operations: Operations) -> Scope {
    if let Some(reason) = not_counted(recording) {
        return Scope::NotCounted(reason.to_owned());
    }
    if operations == Operations::Registry && !is_known(recording) {
        return Scope::UnknownRoute;
    }
    Scope::Counted
}

fn not_counted(recording: &Recording) -> Option<&'static str> {
    if recording.group == "event" {
        return Some("an event without a request");
    }
    if recording.precondition.contains_key("library") {
        return Some("made with another library version");
    }
    if recording.route == "GET /unhealthy" {
        return Some("ends the process");
    }
    if recording.route.ends_with("/backup-sessions") && recording.response.hang {
        return Some("a race of two programs");
    }
    if recording.route.ends_with("/unread-messages") && recording.response.status == Some(200) {
        return Some("its content depends on what was read before");
    }
    None
}

fn is_known(recording: &Recording) -> bool {
    // What Express itself answers to a path that is no route is not the business of any operation.
    if recording.response.status == Some(404)
        && recording.response.body.as_str().is_some_and(|page| page.contains("<pre>Cannot "))
    {
        return true;
    }
    let path = recording.request.path.split('?').next().unwrap_or_default();
    // A preflight asks for another method's route.
    let asked = recording.request.headers.get("access-control-request-method").and_then(Value::as_str);
    method(asked.unwrap_or(&recording.request.method))
        .is_some_and(|method| match_route(method, path).is_some())
}

/// The method of a request line's word, if the API has it.
pub(crate) fn method(word: &str) -> Option<Method> {
    [Method::Get, Method::Post, Method::Put, Method::Delete]
        .into_iter()
        .find(|method| method.as_str() == word)
}

/// Whether a `--only` pattern chooses the recording: part of the id, the route or the group.
#[must_use]
pub(super) fn chosen(recording: &Recording, only: &[String]) -> bool {
    only.is_empty()
        || only.iter().any(|pattern| {
            recording.group == *pattern
                || recording.id.contains(pattern.as_str())
                || recording.route.contains(pattern.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn recording(method: &str, path: &str, response: Value) -> Recording {
        serde_json::from_value(json!({
            "id": "x", "group": "routes", "route": format!("{method} {path}"),
            "request": {"method": method, "path": path, "headers": {"access-control-request-method": "POST"}},
            "response": response,
        }))
        .unwrap()
    }

    #[test]
    fn routes_of_the_registry_and_pages_for_no_route_count() {
        let ok = json!({"status": 200, "body": {}});
        assert_eq!(
            scope(&recording("POST", "/api/main/send-message", ok.clone()), Operations::Registry),
            Scope::Counted
        );
        assert_eq!(
            scope(&recording("POST", "/api/main/send-smoke", ok.clone()), Operations::Registry),
            Scope::UnknownRoute
        );
        assert_eq!(scope(&recording("POST", "/api/main/send-smoke", ok), Operations::All), Scope::Counted);
        let page = json!({"status": 404, "body": "<pre>Cannot GET /api/main/nope</pre>"});
        assert_eq!(scope(&recording("GET", "/api/main/nope", page), Operations::Registry), Scope::Counted);
    }

    #[test]
    fn a_preflight_belongs_to_the_route_that_it_asks_for() {
        let answer = json!({"status": 204, "body": null});
        assert_eq!(
            scope(&recording("OPTIONS", "/api/main/send-message", answer), Operations::Registry),
            Scope::Counted
        );
    }
}
