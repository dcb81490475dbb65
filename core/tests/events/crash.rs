//! A process that is killed at any moment loses nothing that it acknowledged.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use bytes::Bytes;
use wppkit::events::{
    DispatchOptions, Filter, Handlers, Inbox, InboxOptions, Receiver, ReceiverOptions, ReplayRange,
};

use crate::support::{message, noting, run, token};

const FOLDER: &str = "WPPKIT_TEST_CRASH_FOLDER";

/// What the child does until it is killed: it takes events in and handles them, and says so line by line.
#[tokio::test]
#[ignore = "runs as the child process of the next test"]
async fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let inbox =
        Inbox::open(std::path::Path::new(&folder).join("events.db"), InboxOptions::default()).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/hooks", ReceiverOptions::default()).unwrap();
    let token = token(&receiver, "shop").await;
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").unwrap();
        out.flush().unwrap();
    };
    let handlers = Handlers::new().on(Filter::any(), move |event| async move {
        say(format!("handled {}", event.message().unwrap().id));
        Ok(())
    });
    let round = std::env::var("WPPKIT_TEST_CRASH_ROUND").unwrap();
    let taking = async {
        for number in 0.. {
            let posts = (0..8).map(|part| {
                let body = message(&format!("{part}@c.us"), &format!("{round}-{number}"), "x");
                let (receiver, token) = (&receiver, &token);
                async move {
                    let answer = receiver.receive("POST", token, None, Bytes::from(body.to_string())).await;
                    assert_eq!(answer.status, 200);
                    say(format!("acknowledged {}", body["id"].as_str().unwrap()));
                }
            });
            futures_util::future::join_all(posts).await;
        }
    };
    tokio::select! {
        ended = inbox.run(&handlers, DispatchOptions::default()) => panic!("{ended:?}"),
        () = taking => {}
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (mut acknowledged, mut handled) = (BTreeSet::new(), BTreeSet::new());
    for (round, lines) in [3_usize, 40, 177, 400].into_iter().enumerate() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::child", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .env("WPPKIT_TEST_CRASH_ROUND", round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut seen = 0;
        let mut killed = false;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(id) = line.strip_prefix("acknowledged ") {
                acknowledged.insert(id.to_owned());
                seen += 1;
            } else if let Some(id) = line.strip_prefix("handled ") {
                handled.insert(id.to_owned());
                seen += 1;
            }
            if seen >= lines && !killed {
                // SIGKILL; what it wrote before is still read.
                child.kill().unwrap();
                killed = true;
            }
        }
        child.wait().unwrap();
        assert!(killed, "the child ended by itself");
    }
    let inbox = Inbox::open(folder.path().join("events.db"), InboxOptions::default()).unwrap();
    let stored = inbox.read(&ReplayRange::default(), 0, 1_000_000).await.unwrap();
    let stored: BTreeSet<String> =
        stored.iter().map(|event| event.message().unwrap().id.to_string()).collect();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and not stored: {lost:?}");
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    handled.extend(noted.lock().unwrap().iter().map(|event| event.message().unwrap().id.to_string()));
    let missed: Vec<_> = stored.difference(&handled).collect();
    assert!(missed.is_empty(), "stored and handled by nobody: {missed:?}");
}
