//! The reader of everything that clients say notices what it is there to notice.

use std::{collections::BTreeSet, process::Command};

use crate::{
    watch::{shown_at, watch_for},
    world::SECRET,
};

const WAY: &str = "WPPKIT_TEST_SECRETS_WAY";
/// Known only after it was written.
const LATE: &str = "a-webhook-token-that-is-made-later";

/// Shows a secret in one way.
#[test]
#[ignore = "runs as the child process of the next test"]
fn child() {
    let Ok(way) = std::env::var(WAY) else { return };
    watch_for(SECRET);
    match &*way {
        "log" => tracing::trace!("a line with {SECRET} in it"),
        "span" => drop(tracing::trace_span!("call", url = SECRET).entered()),
        "late" => {
            tracing::trace!(url = LATE, "a session is started");
            watch_for(LATE);
        }
        "swallowed panic" => drop(std::panic::catch_unwind(|| panic!("a token: {}", token()))),
        "nothing" => tracing::trace!("the secret key is wrong"),
        _ => unreachable!(),
    }
}

fn token() -> String {
    wppkit::mint_local("shop", &SECRET.into(), 4).unwrap().expose().to_owned()
}

#[test]
fn whichever_way_a_secret_is_shown_the_run_ends() {
    for (way, before) in [
        ("log", "a line with ***"),
        ("span", "call{url=\"***"),
        ("late", "a session is started url=\"***"),
        ("swallowed panic", "a token: ***"),
    ] {
        let (succeeded, said) = run(way);
        assert!(!succeeded && said.contains("a secret key or a token is shown"), "{way}: {said}");
        assert!(said.contains(before), "{way}: {said}");
        assert!(
            shown_at(&said, &BTreeSet::from([SECRET, LATE].map(str::to_owned))).is_none(),
            "{way}: {said}"
        );
    }
    let (succeeded, said) = run("nothing");
    assert!(succeeded, "{said}");
}

fn run(way: &str) -> (bool, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["secrets::child", "--exact", "--ignored"]).env(WAY, way);
    let ran = command.output().unwrap();
    (ran.status.success(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn secrets_and_tokens_are_seen_wherever_they_stand() {
    let secrets = BTreeSet::from(["s3cret".to_owned()]);
    assert_eq!(shown_at("GET /api/s3cret/start-all", &secrets), Some(9));
    let token = token();
    assert_eq!(shown_at(&format!("Bearer {token}, and s3cret"), &secrets), Some(7));
    assert_eq!(shown_at("price $2b$04$ and nothing else", &secrets), None);
}
