//! What everything derived from the registry relies on.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value, json};
use wppkit_api::{Auth, Effect, Method, QueryKind, Scope, by_id, decode, encode, match_route, registry};

const SCOPE: Scope<'static> = Scope { session: Some("shop"), secret_key: Some("s3cret/?") };

#[test]
fn every_file_below_ops_is_in_the_list_and_the_other_way_round() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ops");
    let mut files = BTreeSet::new();
    for group in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in fs::read_dir(&group).unwrap().map(|entry| entry.unwrap().path()) {
            let stem = file.file_stem().unwrap().to_str().unwrap();
            if stem != "mod" {
                files.insert(format!("{}/{stem}", group.file_name().unwrap().to_str().unwrap()));
            }
        }
    }
    let listed: BTreeSet<_> = registry()
        .iter()
        .map(|entry| format!("{}/{}", entry.meta.group.as_str(), entry.meta.snake_case_id()))
        .collect();
    assert_eq!(files, listed);
}

#[test]
fn ids_and_routes_are_unique() {
    let ids: BTreeSet<_> = registry().iter().map(|entry| entry.meta.id).collect();
    let routes: BTreeSet<_> = registry().iter().map(|entry| (entry.meta.method, entry.meta.path)).collect();
    assert_eq!((ids.len(), routes.len()), (registry().len(), registry().len()));
}

/// Ids of routes whose last fixed segment another route has too, or spells in another way.
const OWN_IDS: [&str; 5] = [
    "set-profile-status",
    "create-newsletter",
    "edit-newsletter",
    "destroy-newsletter",
    "get-order-by-message-id",
];

#[test]
fn an_id_is_the_last_static_segment_of_its_path() {
    for entry in registry().iter().filter(|entry| !OWN_IDS.contains(&entry.meta.id)) {
        let last = entry.meta.path.split('/').rfind(|segment| !segment.starts_with('{')).unwrap();
        assert_eq!(entry.meta.id, last);
    }
}

/// Every route of the server that is described, with the facts that decide how it is called.
const ROUTES: &str = include_str!("routes.tsv");

#[test]
fn the_registry_holds_every_route_of_the_server_and_no_other() {
    let routes: BTreeSet<String> =
        ROUTES.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    assert_eq!(routes.len(), 156);
    let known: BTreeSet<String> = registry()
        .iter()
        .map(|entry| {
            let meta = &entry.meta;
            let auth = match meta.auth {
                Auth::Token => "token",
                Auth::SecretInPath => "secret_in_path",
                Auth::None => "none",
            };
            let guard = if meta.needs_connected { "connected" } else { "-" };
            let fields = [meta.method.as_str(), meta.path, auth, guard, meta.multipart.unwrap_or("-")];
            fields.join("\t")
        })
        .collect();
    assert_eq!(
        known.difference(&routes).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "not a route of the server"
    );
    assert_eq!(
        routes.difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing from the registry"
    );
}

#[test]
fn metadata_does_not_contradict_itself() {
    for entry in registry() {
        let meta = &entry.meta;
        let parameters: Vec<_> = meta.path_parameters().collect();
        assert_eq!(meta.auth == Auth::SecretInPath, parameters.contains(&"secretkey"), "{}", meta.id);
        assert!(meta.auth != Auth::Token || parameters.contains(&"session"), "{}", meta.id);
        // GETs that change something are upstream's idea; one takes out what it answers.
        let sending = ["group-revoke-link", "unread-messages", "backup-sessions", "unhealthy"];
        let may_send = meta.method == Method::Post || sending.contains(&meta.id);
        assert!(meta.effect != Effect::Send || may_send, "{}", meta.id);
        assert!(!meta.file_required || meta.multipart.is_some(), "{}", meta.id);
        assert!(!meta.exact_json || meta.method.has_body(), "{}", meta.id);
        assert!(meta.multipart.is_none() || meta.method.has_body(), "{}", meta.id);
    }
}

#[test]
fn the_body_of_every_failure_is_json() {
    for entry in registry() {
        for failure in entry.meta.failures {
            assert!((400..600).contains(&failure.status), "{}: {}", entry.meta.id, failure.status);
            assert!(!failure.when.is_empty(), "{}", entry.meta.id);
            serde_json::from_str::<Value>(failure.body)
                .unwrap_or_else(|error| panic!("{}: {}: {error}", entry.meta.id, failure.body));
        }
    }
}

#[test]
fn path_and_query_parameters_are_fields_of_the_request() {
    for entry in registry() {
        let schema = schema_of(entry.request_schema);
        let fields = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        let scope = ["session", "secretkey"];
        for name in entry.meta.path_parameters().filter(|name| !scope.contains(name)) {
            assert!(fields.contains_key(name), "{}: {name}", entry.meta.id);
        }
        for (name, _) in entry.meta.query {
            assert!(fields.contains_key(*name), "{}: {name}", entry.meta.id);
        }
        if !entry.meta.method.has_body() {
            let places = entry.meta.path_parameters().count() + entry.meta.query.len();
            assert!(fields.len() <= places, "{} has a field without a place", entry.meta.id);
        }
    }
}

#[test]
fn every_field_and_every_operation_is_documented() {
    for entry in registry() {
        let schema = schema_of(entry.request_schema);
        assert!(schema.get("description").is_some(), "{} has no description", entry.meta.id);
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            assert!(field.get("description").is_some(), "{}: {name} has no description", entry.meta.id);
        }
    }
}

#[test]
fn decode_undoes_encode_for_every_operation() {
    for entry in registry() {
        let schema = schema_of(entry.request_schema);
        let mut fields = Map::new();
        for name in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
        {
            let kind = entry.meta.query.iter().find(|(known, _)| known == name).map(|(_, kind)| kind);
            let value = match kind {
                Some(QueryKind::Number) => json!(7),
                Some(QueryKind::Flag) => json!(true),
                _ => json!("a b/ç?&="),
            };
            fields.insert(name.clone(), value);
        }
        let encoded = encode(&entry.meta, SCOPE, fields.clone()).unwrap();
        let (found, parameters) = match_route(entry.meta.method, &encoded.path).unwrap();
        assert_eq!(found.meta.id, entry.meta.id);
        let parameters: Vec<_> = parameters
            .into_iter()
            .map(|(name, value)| {
                (name, percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned())
            })
            .collect();
        let decoded = decode(
            &entry.meta,
            parameters.iter().map(|(name, value)| (*name, value.as_str())),
            encoded.query.iter().map(|(name, value)| (*name, value.as_str())),
            encoded.body.unwrap_or_default(),
        )
        .unwrap();
        assert_eq!(sorted(decoded), sorted(fields), "{}", entry.meta.id);
    }
}

#[test]
fn a_request_without_its_secret_is_not_encoded() {
    let show_all = by_id("show-all-sessions").unwrap();
    let error = encode(&show_all.meta, Scope { session: None, secret_key: None }, Map::new()).unwrap_err();
    assert!(error.to_string().contains("secret key"), "{error}");
    for spelling in ["secret_key", "secretKey", "WPPKIT_SECRET_KEY"] {
        assert!(error.hint().contains(spelling), "{}", error.hint());
    }
}

#[test]
fn a_typo_in_a_request_is_named_with_the_accepted_fields() {
    let send = by_id("send-message").unwrap();
    let request = json!({"phone": "5521999999999", "mesage": "x"});
    let error = (send.check_request)(request).unwrap_err();
    assert_eq!(error.field, "mesage");
    assert!(error.accepted.contains("message"), "{error}");
}

#[test]
fn recipients_that_the_server_would_misread_are_refused() {
    let send = by_id("send-message").unwrap();
    for phone in ["120363041234567890@g.us", "+55 11 99999-0001", "123456789012345", "", "abc"] {
        let request = json!({"phone": phone, "message": "x"});
        let error = (send.check_request)(request).unwrap_err();
        assert_eq!(error.field, "phone", "{phone}");
    }
    for request in [
        json!({"phone": "5511999990001", "message": "x"}),
        json!({"phone": ["5511999990001", "5511999990002@c.us"], "message": "x"}),
        json!({"phone": "120363041234567890@g.us", "isGroup": true, "message": "x"}),
        json!({"phone": "5511999990001-1600000000", "isGroup": true, "message": "x"}),
        json!({"phone": "123456789012345@lid", "isLid": true, "message": "x"}),
    ] {
        (send.check_request)(request).unwrap();
    }
}

#[test]
fn routes_match_as_express_matches_them() {
    assert_eq!(match_route(Method::Get, "/api/shop/status-session/").unwrap().0.meta.id, "status-session");
    assert!(match_route(Method::Get, "/api//shop/status-session").is_none());
    assert!(match_route(Method::Get, "/api/shop/send-message").is_none());
    assert!(match_route(Method::Get, "/api/shop/message-by-id").is_none());
}

fn schema_of(schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema) -> Map<String, Value> {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    schema(&mut generator).as_object().cloned().unwrap_or_default()
}

fn sorted(fields: Map<String, Value>) -> std::collections::BTreeMap<String, Value> {
    fields.into_iter().collect()
}
