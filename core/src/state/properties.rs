//! What holds for every sequence of observations, and the recorded situations.

use proptest::prelude::*;
use wppkit_api::{
    ErrorCode,
    helpers::{SessionState, Verb},
};

use super::{Look, Observation, reduce, words::FindWord};

fn look(status: &str, version: bool, qr: Option<&str>, check: Option<bool>) -> Observation {
    Observation::Look(Look {
        status: Some(status.to_owned()),
        version: version.then(|| "2.10.4".to_owned()),
        qr: qr.map(str::to_owned),
        check,
        uncheckable: false,
    })
}

fn find(word: &str) -> Observation {
    Observation::StatusFind(word.to_owned())
}

fn state(observations: &[Observation]) -> SessionState {
    reduce(observations).state
}

fn any_look() -> impl Strategy<Value = Observation> {
    let word = prop_oneof![
        1 => Just("CLOSED".to_owned()),
        1 => Just("INITIALIZING".to_owned()),
        1 => Just("QRCODE".to_owned()),
        1 => Just("PHONECODE".to_owned()),
        3 => Just("CONNECTED".to_owned()),
        1 => any::<String>(),
    ];
    let qr = prop_oneof![Just(None), Just(Some("2@a".to_owned())), Just(Some("2@b".to_owned()))];
    let check = prop_oneof![1 => Just(None), 1 => Just(Some(false)), 2 => Just(Some(true))];
    (proptest::option::weighted(0.95, word), any::<bool>(), qr, check).prop_map(
        |(status, version, qr, check)| {
            Observation::Look(Look {
                status,
                version: version.then(|| "2.10.4".to_owned()),
                qr,
                check,
                uncheckable: false,
            })
        },
    )
}

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::sample::select(FindWord::ALL.to_vec()).prop_map(|word| word.as_str().to_owned()),
        1 => Just("desconnectedMobile".to_owned()),
        1 => any::<String>(),
    ]
}

fn any_observation() -> impl Strategy<Value = Observation> {
    let verb =
        proptest::sample::select(vec![Verb::Start, Verb::Close, Verb::Logout, Verb::Wipe, Verb::Restart]);
    let status = proptest::sample::select(vec![
        None,
        Some("CLOSED"),
        Some("INITIALIZING"),
        Some("QRCODE"),
        Some("CONNECTED"),
        Some("qrcode"),
        Some("phoneCode"),
        Some("strange"),
    ]);
    prop_oneof![
        6 => any_look(),
        4 => any_word().prop_map(Observation::StatusFind),
        1 => (status, any::<bool>()).prop_map(|(status, version)| Observation::Started {
            status: status.map(str::to_owned),
            version: version.then(|| "2.10.4".to_owned()),
        }),
        1 => (any::<bool>(), any::<Option<String>>())
            .prop_map(|(picture, message)| Observation::QrcodeAnswer { picture, message }),
        1 => Just(Observation::Refused),
        1 => any::<bool>().prop_map(Observation::Probed),
        1 => Just(Observation::Failed(ErrorCode::Timeout)),
        1 => verb.prop_map(Observation::Did),
    ]
}

fn is_good(observation: &Observation) -> bool {
    matches!(observation, Observation::Look(look)
        if look.status.as_deref() == Some("CONNECTED") && look.check == Some(true))
}

#[test]
fn a_deaf_page_is_degraded_until_a_probe_or_a_start_says_otherwise() {
    let good = || look("CONNECTED", true, None, Some(true));
    let deaf = [good(), good(), Observation::Probed(false), good()];
    assert_eq!(state(&deaf), SessionState::Degraded, "no look can see it");
    let hears = [&deaf[..], &[Observation::Probed(true)]].concat();
    assert_eq!(state(&hears), SessionState::Connected);
    let restarted = [&deaf[..], &[look("INITIALIZING", true, None, None), good(), good()]].concat();
    assert_eq!(state(&restarted), SessionState::Connected);
}

proptest! {
    #[test]
    fn connected_is_never_claimed_without_two_good_looks_in_a_row(
        observations in proptest::collection::vec(any_observation(), 0..30),
    ) {
        let reading = reduce(&observations);
        if reading.state == SessionState::Connected {
            let mut looks = observations.iter().rev().filter(|one| matches!(one, Observation::Look(_)));
            prop_assert!(looks.next().is_some_and(is_good) && looks.next().is_some_and(is_good));
            prop_assert!(reading.good_checks >= 2);
        }
    }

    #[test]
    fn every_state_but_unknown_names_its_evidence(
        observations in proptest::collection::vec(any_observation(), 0..30),
    ) {
        let reading = reduce(&observations);
        if reading.state != SessionState::Unknown {
            prop_assert!(!reading.evidence.is_empty());
        }
        prop_assert!(reading.evidence.iter().all(|evidence| !evidence.text.is_empty()));
    }

    #[test]
    fn an_unknown_word_gives_unknown_and_is_quoted(word in "[A-Za-z_ ]{1,20}", version in any::<bool>()) {
        prop_assume!(!["CLOSED", "INITIALIZING", "QRCODE", "PHONECODE", "CONNECTED"]
            .contains(&word.to_ascii_uppercase().as_str()));
        let reading = reduce(&[look(&word, version, None, None)]);
        prop_assert_eq!(reading.state, SessionState::Unknown);
        prop_assert!(reading.evidence[0].text.contains(&word));
    }

    #[test]
    fn events_between_two_looks_may_come_in_any_order(
        before in proptest::collection::vec(any_observation(), 0..8),
        (words, shuffled) in proptest::collection::vec(any_word(), 0..6)
            .prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle())),
        after in proptest::option::of(any_look()),
    ) {
        let run = |words: &[String]| {
            let mut all = before.clone();
            all.extend(words.iter().cloned().map(Observation::StatusFind));
            all.extend(after.clone());
            reduce(&all)
        };
        let (one, other) = (run(&words), run(&shuffled));
        prop_assert_eq!(one.state, other.state);
        prop_assert_eq!(one.in_chat, other.in_chat);
    }

    #[test]
    fn a_look_settles_what_came_before_it(
        history in proptest::collection::vec(any_observation(), 0..20),
    ) {
        // Whatever was thought: these answers of the server have one reading.
        for (answer, expected) in [
            (look("CONNECTED", true, None, Some(false)), SessionState::Degraded),
            (look("CLOSED", true, Some("2@a"), None), SessionState::AutoClosed),
        ] {
            let mut all = history.clone();
            all.push(answer);
            prop_assert_eq!(state(&all), expected);
        }
    }
}

#[test]
fn the_states_of_the_server_one_by_one() {
    use SessionState as S;
    for (observation, expected) in [
        (look("CLOSED", false, None, None), S::Closed),
        (look("INITIALIZING", true, None, None), S::Starting),
        (look("INITIALIZING", true, Some("2@stale"), None), S::Starting),
        (look("QRCODE", true, Some("2@a"), None), S::AwaitingQr),
        (look("PHONECODE", true, None, None), S::AwaitingPairing),
        (look("CONNECTED", true, None, Some(true)), S::Syncing),
        (look("CONNECTED", true, Some("2@stale"), Some(false)), S::Degraded),
        (look("CLOSED", true, Some("2@stale"), None), S::AutoClosed),
        (look("CLOSED", true, None, None), S::AutoClosed),
        (find("inChat"), S::Syncing),
        (find("qrReadError"), S::AutoClosed),
        (find("desconnectedMobile"), S::Unlinked),
        (find("dancing"), S::Unknown),
        (Observation::Refused, S::Unknown),
        (Observation::Did(Verb::Close), S::Closed),
        (Observation::Did(Verb::Logout), S::Unlinked),
        (Observation::Started { status: Some("CLOSED".into()), version: None }, S::Starting),
        (Observation::Started { status: None, version: Some("2.10.4".into()) }, S::Starting),
        (Observation::Started { status: Some("qrcode".into()), version: None }, S::AwaitingQr),
        (Observation::Started { status: Some("phoneCode".into()), version: None }, S::AwaitingPairing),
        (Observation::Started { status: Some("CONNECTED".into()), version: None }, S::Syncing),
    ] {
        assert_eq!(state(std::slice::from_ref(&observation)), expected, "{observation:?}");
    }
    assert_eq!(state(&[]), S::Unknown);
}

#[test]
fn a_login_by_qr_code() {
    let mut seen = vec![look("QRCODE", true, Some("2@a"), None), find("qrReadSuccess")];
    assert_eq!(state(&seen), SessionState::Syncing, "the scan shows in the event only");
    seen.push(look("QRCODE", true, Some("2@a"), None));
    assert_eq!(state(&seen), SessionState::Syncing, "and stays while the server still says QRCODE");
    seen.push(find("inChat"));
    seen.push(look("CONNECTED", true, Some("2@a"), Some(true)));
    assert_eq!(state(&seen), SessionState::Syncing, "one good check is no proof");
    seen.push(look("CONNECTED", true, Some("2@a"), Some(true)));
    let reading = reduce(&seen);
    assert_eq!(reading.state, SessionState::Connected);
    assert!(reading.in_chat);
    let text: Vec<String> = reading.evidence.iter().map(ToString::to_string).collect();
    assert!(text.contains(&"check-connection-session said true, 2 times in a row".to_owned()), "{text:?}");
}

#[test]
fn a_new_code_takes_a_scan_back() {
    let seen = [
        look("QRCODE", true, Some("2@a"), None),
        find("qrReadSuccess"),
        look("QRCODE", true, Some("2@b"), None),
    ];
    assert_eq!(state(&seen), SessionState::AwaitingQr);
}

#[test]
fn closed_is_refined_by_events_and_by_what_this_client_did() {
    let closed = look("CLOSED", false, None, None);
    let unlinked = [find("disconnectedMobile"), find("browserClose"), closed.clone()];
    assert_eq!(state(&unlinked), SessionState::Unlinked);
    assert_eq!(state(&[Observation::Did(Verb::Logout), closed.clone()]), SessionState::Unlinked);
    assert_eq!(
        state(&[Observation::Did(Verb::Close), find("browserClose"), closed.clone()]),
        SessionState::Closed
    );
    let restarted = [Observation::Did(Verb::Logout), Observation::Did(Verb::Start), closed];
    assert_eq!(state(&restarted), SessionState::Closed, "the start ends what was known");
}

#[test]
fn a_dead_browser_is_seen_by_event_by_check_and_by_a_refused_call() {
    let good = look("CONNECTED", true, None, Some(true));
    for sign in [find("browserClose"), Observation::Refused, look("CONNECTED", true, None, Some(false))] {
        let seen = [good.clone(), good.clone(), sign.clone()];
        assert_eq!(state(&seen), SessionState::Degraded, "{sign:?}");
        let healed = [good.clone(), good.clone(), sign, good.clone()];
        assert_eq!(state(&healed), SessionState::Syncing, "counting starts anew");
    }
}

#[test]
fn autoclose_is_told_from_close_by_what_the_server_keeps() {
    let seen = [look("QRCODE", true, Some("2@a"), None), find("browserClose"), find("qrReadError")];
    assert_eq!(state(&seen), SessionState::AutoClosed);
    let read = reduce(&[look("CLOSED", true, Some("2@a"), None)]);
    assert!(read.evidence[0].text.contains("given up"), "{:?}", read.evidence);
}

#[test]
fn qrcode_session_tells_a_closed_session_from_an_unknown_one() {
    let closed = look("CLOSED", false, None, None);
    let answer =
        |message: &str| Observation::QrcodeAnswer { picture: false, message: Some(message.to_owned()) };
    let texts = |observation: Observation| {
        let reading = reduce(&[closed.clone(), observation]);
        assert_eq!(reading.state, SessionState::Closed);
        reading.evidence.last().unwrap().text.clone()
    };
    assert!(texts(answer("Session not started. Please, use the /start-session route")).contains("no entry"));
    assert!(texts(answer("QRCode is not available...")).contains("closed"));
}

#[test]
fn starting_a_connected_session_takes_nothing_back() {
    let good = look("CONNECTED", true, None, Some(true));
    let ignored = Observation::Started { status: Some("CONNECTED".into()), version: Some("2.10.4".into()) };
    assert_eq!(state(&[good.clone(), good, ignored]), SessionState::Connected);
}

#[test]
fn a_server_that_cannot_be_asked_makes_the_state_unknown() {
    let good = look("CONNECTED", true, None, Some(true));
    let mut seen = vec![good.clone(), good.clone(), Observation::Failed(ErrorCode::Timeout)];
    let reading = reduce(&seen);
    assert_eq!(reading.state, SessionState::Unknown);
    assert!(reading.evidence[0].text.contains("could not be asked: timeout"));
    seen.push(good);
    assert_eq!(state(&seen), SessionState::Syncing);
}

#[test]
fn nothing_shows_the_text_of_a_code() {
    let shown = format!("{:?}", look("QRCODE", true, Some("2@secret"), None));
    assert!(!shown.contains("2@secret"));
}
