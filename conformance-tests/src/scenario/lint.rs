//! Scenarios that cannot fail, or that say less than they could.

use super::load::Located;
use super::model::{CallStep, OnServer, Scenario, Step};
use serde_json::Value;
use std::collections::BTreeMap;
use wppkit_api::{Auth, Effect, ErrorCode, by_id, helper_by_id};

/// Words of the matcher that only ask for a type.
const TYPES: [&str; 6] = ["$any", "$string", "$number", "$boolean", "$array", "$object"];
/// All words of the matcher.
const WORDS: [&str; 7] = ["$any", "$absent", "$string", "$number", "$boolean", "$array", "$object"];
/// Operators of the matcher.
const OPERATORS: [&str; 3] = ["$contains", "$length", "$not"];
/// Calls that are neither operations nor helpers.
const STREAMS: [&str; 2] = ["connect", "listen"];
/// Calls that ask no server.
const ASIDE: [&str; 2] = ["parse-event", "verify-relay"];
/// Operations with the secret in their path that touch no session but their own.
const HARMLESS: [&str; 2] = ["generate-token", "show-all-sessions"];

/// What is wrong with scenarios: one line each, which names the scenario.
#[must_use]
pub fn lint(scenarios: &[Located]) -> Vec<String> {
    let mut found = Vec::new();
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for located in scenarios {
        let id = located.id();
        found.extend(problems(&located.scenario).into_iter().map(|problem| format!("{id}: {problem}")));
        // Titles aside, the same twice tests nothing more.
        let mut untitled = located.scenario.clone();
        untitled.title.clear();
        if let Some(first) = bodies.insert(format!("{untitled:?}"), id.clone()) {
            found.push(format!("{id}: is the same as {first:?}"));
        }
    }
    found
}

fn problems(scenario: &Scenario) -> Vec<String> {
    let mut found = Vec::new();
    if !asserts(scenario) {
        found.push(
            "asserts nothing: no ok, error, answer, stages, journal or deliveries, so it fails only if a call does"
                .to_owned(),
        );
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let mut add = |problem: String| found.push(format!("step {}: {problem}", index + 1));
        match step {
            Step::Call(step) => call(scenario, step, &mut add),
            Step::Control(step) => {
                if let Some(answer) = &step.answer {
                    expectation(answer, &mut add);
                }
            }
            Step::Request(step) => {
                let answer = &step.answer;
                if !answer.hang && answer.status.is_none() && answer.body.is_none() {
                    add("looks at neither status nor body of the answer".to_owned());
                }
                answer.body.iter().for_each(|body| expectation(body, &mut add));
            }
        }
    }
    let mut add = |problem: String| found.push(problem);
    journal(scenario, &mut add);
    for delivery in &scenario.deliveries {
        if delivery.get("webhook").is_none() && delivery.get("socket").is_none() {
            add(format!("the delivery {delivery} is neither webhook nor socket, so anything fits"));
        }
        expectation(delivery, &mut add);
    }
    if let Some(needs) = scenario.server {
        on_server(scenario, needs, &mut add);
    }
    unused(scenario, &mut add);
    found
}

fn asserts(scenario: &Scenario) -> bool {
    let step = |step: &Step| match step {
        Step::Call(step) => step.ok.is_some() || step.error.is_some() || step.stages.is_some(),
        Step::Control(step) => step.answer.is_some(),
        Step::Request(_) => true,
    };
    scenario.steps.iter().any(step) || !scenario.journal.is_empty() || !scenario.deliveries.is_empty()
}

fn call(scenario: &Scenario, step: &CallStep, add: &mut impl FnMut(String)) {
    let name = step.call.as_str();
    if !is_known(name) && !is_refused(step) {
        add(format!("{name:?} is neither an operation nor a helper"));
    }
    if let Some(ok) = &step.ok {
        if let Value::Object(map) = ok
            && map.is_empty()
        {
            add("ok: {} fits every object; say what is in it, or write $object".to_owned());
        }
        if ok == "$any" {
            add("ok: $any fits everything but null; say what it is".to_owned());
        }
        expectation(ok, add);
    }
    let Some(error) = &step.error else { return };
    let on_http_only = scenario.targets == ["http"];
    match &error.code {
        None if !on_http_only => add("an error without a code fits every error".to_owned()),
        Some(code) if !ErrorCode::ALL.iter().any(|known| known.as_str() == code) => {
            add(format!("{code:?} is no error code"));
        }
        _ => {}
    }
    if on_http_only && error.status.is_none() && error.body.is_none() {
        add("of an error http sees status and body only, and neither is named".to_owned());
    }
    error.body.iter().for_each(|body| expectation(body, add));
    let sends = by_id(name).is_some_and(|entry| entry.meta.effect == Effect::Send);
    if sends && error.delivery.is_none() && !on_http_only {
        add(format!("the error of {name}, which sends, says nothing of the delivery"));
    }
}

fn is_known(call: &str) -> bool {
    by_id(call).is_some() || helper_by_id(call).is_some() || STREAMS.contains(&call) || ASIDE.contains(&call)
}

fn is_refused(step: &CallStep) -> bool {
    step.error.as_ref().is_some_and(|error| error.code.as_deref() == Some("invalid_input"))
}

/// An expectation with a misspelt word fits nothing, and within `$not` everything.
fn expectation(value: &Value, add: &mut impl FnMut(String)) {
    match value {
        Value::String(word)
            if word.starts_with('$')
                && word[1..].chars().all(|c| c.is_ascii_alphabetic())
                && word.len() > 1
                && !WORDS.contains(&word.as_str()) =>
        {
            add(format!("{word:?} is no word of the matcher"));
        }
        Value::Array(items) => items.iter().for_each(|item| expectation(item, add)),
        Value::Object(map) => {
            if let Some((key, inner)) = map.iter().find(|(key, _)| key.starts_with('$')) {
                if !OPERATORS.contains(&key.as_str()) || map.len() > 1 {
                    add(format!("{key:?} is no operator of the matcher here"));
                }
                if key == "$not" && TYPES.contains(&inner.as_str().unwrap_or_default()) {
                    add(format!("$not: {inner} is $absent in other words, or fits another type unsaid"));
                }
            }
            map.values().for_each(|item| expectation(item, add));
        }
        _ => {}
    }
}

/// What never leaves is seen in the journal alone.
fn journal(scenario: &Scenario, add: &mut impl FnMut(String)) {
    for expected in &scenario.journal {
        if by_id(&expected.operation).is_none() {
            add(format!("the journal names {:?}, which is no operation", expected.operation));
        }
        if expected.times == Some(0) && expected.client_calls.is_some() {
            add("the journal expects library calls of a request that was never made".to_owned());
        }
        expected.body.iter().for_each(|body| expectation(body, add));
    }
    // A call that nobody knows cannot be looked for.
    let asks = |call: &str| is_known(call) && !ASIDE.contains(&call);
    let refused = |step: &Step| matches!(step, Step::Call(step) if is_refused(step) && asks(&step.call));
    let only_http = scenario.targets == ["http"];
    if scenario.journal.is_empty() && !only_http && scenario.steps.iter().any(refused) {
        add("bad input is refused before anything leaves, and no journal looks whether nothing left"
            .to_owned());
    }
}

/// What is run on a server that is somebody's must not depend on a world, and must harm nobody.
fn on_server(scenario: &Scenario, needs: OnServer, add: &mut impl FnMut(String)) {
    let given = &scenario.given;
    let given_session = given.session() != "shop";
    if given.preset.is_some() || given.directory.is_some() || !given.faults.is_empty() || given_session {
        add("runs on servers, and asks for a world of its own".to_owned());
    }
    let expected = match needs {
        OnServer::Fresh => given.sessions.is_empty(),
        OnServer::Connected => {
            given.sessions.len() == 1
                && given
                    .sessions
                    .get("shop")
                    .is_some_and(|state| *state == serde_json::json!({"state": "CONNECTED"}))
        }
    };
    if !expected {
        add("runs on servers: fresh has no given sessions, connected has shop in the state CONNECTED"
            .to_owned());
    }
    for step in &scenario.steps {
        match step {
            Step::Control(_) => add("runs on servers, which have no control API".to_owned()),
            Step::Request(_) => {}
            Step::Call(step) => {
                if !step.when.is_empty() {
                    add("runs on servers, and lets a phone act".to_owned());
                }
                if step.session.is_some() {
                    add("runs on servers, and names a session of its own".to_owned());
                }
                if let Some(entry) = by_id(&step.call) {
                    let secret = entry.meta.auth == Auth::SecretInPath && !HARMLESS.contains(&entry.meta.id);
                    if secret {
                        add(format!("runs on servers, and {} touches all sessions", step.call));
                    }
                }
                if needs == OnServer::Connected && !is_harmless(step) {
                    add(format!(
                        "runs on servers with an account, and {} changes something there",
                        step.call
                    ));
                }
            }
        }
    }
}

/// Reads, is refused before anything leaves, or sends to the recipient who agreed.
fn is_harmless(step: &CallStep) -> bool {
    let reads = by_id(&step.call).is_some_and(|entry| entry.meta.effect == Effect::Read)
        || helper_by_id(&step.call).is_some_and(|entry| entry.meta.effect == Effect::Read);
    if is_refused(step) {
        return true;
    }
    let to = ["to", "phone"].iter().find_map(|field| step.with.get(*field));
    reads || to.is_some_and(|to| to == "${recipient}")
}

/// What is prepared and never looked at.
fn unused(scenario: &Scenario, add: &mut impl FnMut(String)) {
    let text = format!("{:?}{:?}", scenario.steps, scenario.journal);
    for step in &scenario.steps {
        if let Step::Call(step) = step
            && let Some(name) = &step.save
            && !text.contains(&format!("${{{name}"))
        {
            add(format!("{name:?} is saved and never used"));
        }
    }
    for name in scenario.given.files.keys() {
        if !text.contains(&format!("${{file:{name}}}")) {
            add(format!("the file {name:?} is given and never used"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::parse;

    /// Problems of one scenario, whose keys below the title are given.
    fn found(rest: &str) -> Vec<String> {
        let text =
            format!("- title: T\n{}", rest.lines().map(|line| format!("  {line}\n")).collect::<String>());
        let scenario = parse(&text).unwrap().remove(0);
        lint(&[Located { group: "g".into(), file: "g/f".into(), scenario }])
    }

    fn says(rest: &str, part: &str) {
        let found = found(rest);
        assert!(found.iter().any(|problem| problem.contains(part)), "{part}: {found:?}");
    }

    #[test]
    fn a_scenario_that_says_what_it_expects_is_fine() {
        let fine = "
steps:
  - {call: send-message, with: {phone: '1'}, error: {code: invalid_input, delivery: not_sent}}
  - {call: all-chats, ok: $array}
journal: [{operation: send-message, times: 0}]";
        assert_eq!(found(fine), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_fail_is_found() {
        says("steps: [{call: all-chats}]", "asserts nothing");
        says("steps: [{call: all-chats, ok: $any}]", "fits everything but null");
        says("steps: [{call: host-device, ok: {}}]", "fits every object");
        says("steps: [{call: all-chats, error: {status: 404}}]", "without a code");
        says("targets: [http]\nsteps: [{call: all-chats, error: {code: timeout}}]", "status and body only");
        says(
            "steps: [{request: GET /healthz, answer: {content_type: text/html}}]",
            "neither status nor body",
        );
        says("steps: [{call: healthz, ok: {message: {$not: $strnig}}}]", "no word of the matcher");
        says("steps: [{call: healthz, ok: {message: {$contians: x}}}]", "no operator");
        says(
            "steps: [{call: healthz, ok: {message: OK}}]\ndeliveries: [{body: {a: 1}}]",
            "neither webhook nor socket",
        );
    }

    #[test]
    fn what_says_too_little_is_found() {
        says("steps: [{call: all-chats, error: {code: invalid_input}}]", "no journal looks");
        says("steps: [{call: send-message, error: {code: timeout}}]", "says nothing of the delivery");
        says("steps: [{call: all-cats, ok: $array}]", "neither an operation nor a helper");
        says("steps: [{call: all-chats, error: {code: bananas}}]", "is no error code");
        says(
            "steps: [{call: all-chats, ok: $array}]\njournal: [{operation: all-cats}]",
            "which is no operation",
        );
        says("steps: [{call: all-chats, ok: $array, save: chats}]", "never used");
        says("given: {files: {a.png: {bytes: 1}}}\nsteps: [{call: all-chats, ok: $array}]", "never used");
    }

    #[test]
    fn what_would_harm_somebody_on_a_server_is_found() {
        says(
            "server: fresh\nsteps: [{control: POST /reset}, {call: healthz, ok: {message: OK}}]",
            "no control API",
        );
        says(
            "server: fresh\ngiven: {preset: demo}\nsteps: [{call: healthz, ok: {message: OK}}]",
            "world of its own",
        );
        says("server: fresh\nsteps: [{call: start-all, ok: $object}]", "touches all sessions");
        let connected = "server: connected\ngiven: {sessions: {shop: {state: CONNECTED}}}\n";
        let send = |to: &str| {
            format!("{connected}steps: [{{call: send-text, with: {{to: '{to}'}}, ok: {{ack: 1}}}}]")
        };
        says(&send("5511999990001"), "changes something there");
        assert_eq!(found(&send("${recipient}")), Vec::<String>::new());
    }

    #[test]
    fn the_same_twice_is_found() {
        let text = "- {title: A, steps: [{call: healthz, ok: {message: OK}}]}\n- {title: B, steps: [{call: healthz, ok: {message: OK}}]}\n";
        let located = parse(text).unwrap().into_iter();
        let located: Vec<_> =
            located.map(|scenario| Located { group: "g".into(), file: "g/f".into(), scenario }).collect();
        assert!(lint(&located)[0].contains("is the same as"));
    }
}
