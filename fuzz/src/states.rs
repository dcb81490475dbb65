//! The reducer of session states.

use wppkit::{
    ErrorCode, SessionState, Verb,
    state::{Look, Observation, reduce},
};
use wppkit_api::types::{CheckConnectionAnswer, StatusAnswer};

const WORDS: [&str; 9] = [
    "CLOSED",
    "INITIALIZING",
    "QRCODE",
    "PHONECODE",
    "CONNECTED",
    "CONNECTED",
    "qrcode",
    "phoneCode",
    "RESTING",
];
const FINDS: [&str; 14] = [
    "notLogged",
    "isLogged",
    "qrReadSuccess",
    "inChat",
    "phoneNotConnected",
    "qrReadFail",
    "qrReadError",
    "autocloseCalled",
    "browserClose",
    "serverClose",
    "disconnectedMobile",
    "desconnectedMobile",
    "deleteToken",
    "dancing",
];
const VERBS: [Verb; 5] = [Verb::Start, Verb::Close, Verb::Logout, Verb::Wipe, Verb::Restart];

/// Two bytes are one observation.
///
/// Reducing never panics and gives the same every time; `Connected` needs two good looks in a row; a server that could not
/// be asked is `Unknown`.
pub fn states(data: &[u8]) {
    let observations: Vec<Observation> =
        data.chunks_exact(2).take(64).map(|pair| observation(pair[0], pair[1])).collect();
    let reading = reduce(&observations);
    assert_eq!(reduce(&observations), reading);
    if reading.state == SessionState::Connected {
        let mut looks = observations.iter().rev().filter_map(|one| match one {
            Observation::Look(look) => Some(look),
            _ => None,
        });
        let good = |look: &Look| look.status.as_deref() == Some("CONNECTED") && look.check == Some(true);
        assert!(looks.next().is_some_and(good) && looks.next().is_some_and(good), "{observations:?}");
    }
    if let Some(Observation::Failed(_)) = observations.last() {
        assert_eq!(reading.state, SessionState::Unknown);
    }
}

fn observation(kind: u8, detail: u8) -> Observation {
    let pick = usize::from(detail);
    let word = || Some(WORDS[pick % WORDS.len()].to_owned());
    let flag = detail & 0x80 != 0;
    match kind % 12 {
        0..=4 => look(word(), flag, kind),
        5..=7 => Observation::StatusFind(FINDS[pick % FINDS.len()].to_owned()),
        8 => Observation::Started { status: word(), version: flag.then(|| "2.10.4".to_owned()) },
        9 => Observation::Did(VERBS[pick % VERBS.len()]),
        10 if flag => Observation::Refused,
        10 => Observation::Probed(detail & 1 == 0),
        _ if flag => Observation::QrcodeAnswer { picture: detail & 1 == 0, message: word() },
        _ => Observation::Failed(ErrorCode::Timeout),
    }
}

fn look(status: Option<String>, version: bool, kind: u8) -> Observation {
    let answer = serde_json::json!({
        "status": status,
        "version": version.then_some("2.10.4"),
        "urlcode": (kind & 0x40 != 0).then_some("2@code"),
    });
    let answer: StatusAnswer = serde_json::from_value(answer).expect("it is an answer");
    let check = serde_json::json!({"status": kind & 0x20 == 0, "message": "x"});
    let check: CheckConnectionAnswer = serde_json::from_value(check).expect("it is an answer");
    Observation::Look(Look::new(&answer, (kind & 0x10 == 0).then_some(&check)))
}
