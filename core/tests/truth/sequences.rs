//! Random sequences of faults, sends and repetitions by the caller.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use fastrand::Rng;
use serde_json::{Value, json};
use wppkit::{
    Ack, Delivery, Error, Reconciled, SendOptions, Sent, Session,
    api::ops::messages::send_message::SendMessage,
};
use wppkit_mock::world::{
    faults::{CallFault, Fault, Reset, WireFault},
    session::StateWord,
};

use crate::{
    watch::check_error,
    world::{Case, Ending, PHONE, SHOP, Server, ending, page},
};

/// Worlds in which sequences run at the same time.
const LANES: u64 = 24;
/// How often a caller tries again what was proven not sent.
const PATIENCE: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sequence_of_faults_makes_the_client_lie_or_send_twice() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
    let seed = number("WPPKIT_SEED").unwrap_or_else(|| fastrand::u64(..));
    let sequences = number("WPPKIT_SEQUENCES").unwrap_or(10_000);
    eprintln!("{sequences} fault sequences, WPPKIT_SEED={seed}");
    let server = Arc::new(Server::start().await);
    let lanes = (0..LANES).map(|lane| {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let case = server.world(&format!("sequence-{lane}"));
            let mut endings = BTreeMap::<Ending, u64>::new();
            for index in (lane..sequences).step_by(usize::try_from(LANES).unwrap()) {
                let mut rng = Rng::with_seed(seed ^ index.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                let told = format!("WPPKIT_SEED={seed}, sequence {index}");
                for (ending, count) in sequence(&case, &mut rng, index, &told).await {
                    *endings.entry(ending).or_default() += count;
                }
            }
            endings
        })
    });
    let mut endings = BTreeMap::<Ending, u64>::new();
    for lane in futures_util::future::join_all(lanes).await {
        for (ending, count) in lane.expect("a sequence failed, see above") {
            *endings.entry(ending).or_default() += count;
        }
    }
    eprintln!("{sequences} sequences ended as {endings:?}");
    for ending in [Ending::Sent, Ending::Rejected, Ending::Unknown] {
        assert!(
            sequences < 1_000 || endings.get(&ending).is_some_and(|count| *count > sequences / 20),
            "{endings:?}"
        );
    }
}

async fn sequence(case: &Case, rng: &mut Rng, index: u64, told: &str) -> BTreeMap<Ending, u64> {
    case.begin();
    let session = case.session(Duration::from_millis(60));
    let mut endings = BTreeMap::new();
    for step in 0..rng.usize(1..=2) {
        // A request that timed out may reach the server when the next sequence runs already.
        let text = format!("text {index}/{step}");
        let keyed = rng.bool().then(|| format!("key {step}"));
        let mut history = Vec::new();
        let mut last = None;
        for _ in 0..PATIENCE {
            let faults: Vec<Fault> = (0..rng.usize(0..=2)).map(|_| fault(rng)).collect();
            history.push(format!("{faults:?}"));
            case.driver.lock().faults.replace(faults);
            trouble(case, rng, &mut history);
            let result = send(&session, &text, keyed.as_deref()).await;
            history.push(match &result {
                Ok(sent) => format!("sent {}", sent.id),
                Err(error) => error.to_string(),
            });
            let ended = ending(&result);
            last = Some(result);
            // A careful caller repeats what was proven not sent; one with a key repeats anything.
            let repeats = ended == Ending::Rejected || (ended == Ending::Unknown && keyed.is_some());
            if !repeats {
                break;
            }
        }
        let result = last.expect("it tried at least once");
        judge(case, &session, &text, &result, &format!("{told}\n{history:#?}")).await;
        *endings.entry(ending(&result)).or_default() += 1;
    }
    endings
}

async fn send(session: &Session, text: &str, key: Option<&str>) -> Result<Sent, Error> {
    let request = SendMessage::new(PHONE, text);
    let options = key.map_or_else(SendOptions::new, |key| SendOptions::new().idempotency_key(key));
    session.send_with(request, options).await
}

/// Holds an outcome against the world.
async fn judge(case: &Case, session: &Session, text: &str, result: &Result<Sent, Error>, told: &str) {
    let there = |case: &Case| case.delivered(|message| message.body.as_deref() == Some(text));
    let delivered = there(case);
    assert!(delivered <= 1, "sent {delivered} times\n{told}");
    match result {
        Ok(sent) => {
            assert_eq!(delivered, 1, "said to be sent, and is not there\n{told}");
            let found = case.delivered(|message| message.key.to_string() == sent.id);
            assert_eq!(found, 1, "the id is of another message: {}\n{told}", sent.id);
            assert!(sent.ack >= Ack::PENDING, "{told}");
        }
        Err(error) if error.delivery() == Some(Delivery::NotSent) => {
            assert_eq!(delivered, 0, "said not to be sent, and is there\n{told}");
        }
        Err(error) => {
            {
                let mut world = case.driver.lock();
                world.faults.replace(Vec::new());
                // Whatever became of the browser: the account keeps its chats.
                if !world.page_answers(SHOP) {
                    return;
                }
            }
            match session.reconcile(error).await {
                Ok(Reconciled::Sent(_)) => assert_eq!(there(case), 1, "found, and is not there\n{told}"),
                Ok(_) => {}
                Err(error) => check_error(&error),
            }
        }
    }
}

/// Something happens to the session between two sends.
fn trouble(case: &Case, rng: &mut Rng, history: &mut Vec<String>) {
    let mut world = case.driver.lock();
    let word = match rng.u8(0..20) {
        0 => {
            world.crash_browser(SHOP);
            "crash"
        }
        1 => {
            world.deafen_page(SHOP);
            "deafen"
        }
        2 => {
            world.place(SHOP, &StateWord::Connected.into());
            "connected anew"
        }
        3 => {
            world.place(SHOP, &StateWord::QrCode.into());
            "a QR code"
        }
        _ => return,
    };
    history.push(word.to_owned());
}

fn fault(rng: &mut Rng) -> Fault {
    let operation = if rng.u8(0..4) == 0 { "check-number-status" } else { "send-message" };
    let fault = match rng.u8(0..4) {
        0 => Fault::on_call("sendText", thrown(rng)),
        1 => Fault::after_call("sendText", thrown(rng)),
        2 if rng.u8(0..3) == 0 => Fault::on_call("checkNumberStatus", page_error()).nth(rng.u32(1..=2)),
        _ => Fault::on_operation(operation, wire(rng)),
    };
    match rng.u8(0..3) {
        0 => fault.nth(rng.u32(1..=2)),
        1 => fault.times(1),
        _ => fault,
    }
}

fn page_error() -> CallFault {
    CallFault::PageError { message: "boom".to_owned() }
}

fn thrown(rng: &mut Rng) -> CallFault {
    let failed = json!({"id": "true_5511999990001@c.us_3EB0FAILED", "ack": -1});
    match rng.u8(0..9) {
        0 => page_error(),
        1 => CallFault::PageWppError { message: "x".to_owned() },
        2 => CallFault::Error { message: "Protocol error".to_owned(), props: serde_json::Map::new() },
        3 => CallFault::Object { value: json!({"erro": true, "to": "x", "text": "y"}) },
        4 => CallFault::String { value: json!("text") },
        5 => CallFault::Value { value: json!(false) },
        6 => CallFault::Undefined {},
        7 => CallFault::Hang {},
        _ => CallFault::Value { value: failed },
    }
}

fn wire(rng: &mut Rng) -> WireFault {
    let answer = |status, body: Value| WireFault::Answer { status, body };
    match rng.u8(0..13) {
        0 => answer(500, json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": {}})),
        1 => answer(502, page("Bad Gateway")),
        2 => answer(503, json!({"message": "down"})),
        3 => answer(504, page("Gateway Time-out")),
        4 => {
            answer(400, json!({"response": null, "status": "Connected", "message": "O número 1 não existe."}))
        }
        5 => answer(404, json!({"response": null, "status": "Disconnected", "message": "A sessão…"})),
        6 => answer(401, json!({"error": "Check that the Session and Token are correct"})),
        7 => answer(200, page("log in please")),
        8 => WireFault::Hang,
        9 => WireFault::Reset(Reset::Before),
        10 => WireFault::Reset(Reset::After),
        11 => WireFault::Truncate(rng.usize(0..120)),
        _ => WireFault::Garbage,
    }
}
