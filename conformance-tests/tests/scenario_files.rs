//! The scenario files themselves: readable, in step with their schema, complete.

use std::path::{Path, PathBuf};
use wppkit_conformance::scenario;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn every_scenario_file_can_be_read() {
    let scenarios = scenario::load(&folder().join("scenarios")).unwrap();
    assert!(scenarios.len() > 50, "only {} scenarios", scenarios.len());
}

#[test]
fn every_operation_helper_and_error_code_has_a_scenario() {
    let scenarios = scenario::load(&folder().join("scenarios")).unwrap();
    let gaps = scenario::gaps(&scenarios);
    assert!(gaps.is_empty(), "{}", gaps.text());
}

#[test]
fn every_scenario_can_fail_and_says_what_it_could() {
    let scenarios = scenario::load(&folder().join("scenarios")).unwrap();
    let found = scenario::lint(&scenarios);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_checked_in_schema_is_that_of_the_types() {
    let path = folder().join("scenario.schema.json");
    let current = scenario::schema().unwrap();
    if std::env::var_os("WPPKIT_BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == current, "scenario.schema.json is out of date: run this test with WPPKIT_BLESS=1");
}
