//! Every sending operation × every fault × the phase in which it strikes.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use serde_json::{Map, Value, json};
use wppkit::{Error, SendOptions, Sent};
use wppkit_api::{OperationEntry, by_id, sending_operations};
use wppkit_mock::world::{
    faults::{CallFault, Fault, Reset, WireFault},
    session::StateWord,
};

use crate::world::{Case, Ending, PHONE, SHOP, Server, ending, page};

/// Worlds in which cells run at the same time.
const LANES: usize = 16;
/// Operations whose success proves nothing: the answer holds no message.
const WITHOUT_PROOF: [&str; 3] = ["send-sticker", "send-sticker-gif", "send-buttons"];
/// A port where nobody listens.
const NOBODY: &str = "http://127.0.0.1:9";

/// When a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Before any connection.
    Connecting,
    /// While the number is checked, before the send.
    Checking,
    /// In the middleware, before the handler.
    Guard,
    /// In the library, before the message is in the chat.
    BeforeSending,
    /// In the library, after the message is in the chat.
    AfterSending,
    /// On the way back, or instead of the handler.
    Answer,
}

#[derive(Debug, Clone)]
enum Trouble {
    None,
    Nobody,
    Session(StateWord),
    Crash,
    Deaf,
    Fault(Box<Fault>),
}

#[derive(Debug, Clone)]
struct Cell {
    phase: Phase,
    trouble: Trouble,
    ending: Ending,
}

fn cells(operation: &str) -> Vec<Cell> {
    let mut cells = vec![
        Cell { phase: Phase::Answer, trouble: Trouble::None, ending: Ending::Sent },
        Cell { phase: Phase::Connecting, trouble: Trouble::Nobody, ending: Ending::Rejected },
        // The number is checked with the same client, so that a zombie is met there already.
        Cell { phase: Phase::Checking, trouble: Trouble::Crash, ending: Ending::Rejected },
        Cell { phase: Phase::Checking, trouble: Trouble::Deaf, ending: Ending::Rejected },
    ];
    for state in [
        StateWord::Absent,
        StateWord::QrCode,
        StateWord::PhoneCode,
        StateWord::Initializing,
        StateWord::Closed,
        StateWord::ClosedByUser,
    ] {
        cells.push(Cell { phase: Phase::Guard, trouble: Trouble::Session(state), ending: Ending::Rejected });
    }
    let mut add = |phase, fault: Fault, ending| {
        cells.push(Cell { phase, trouble: Trouble::Fault(Box::new(fault)), ending });
    };
    for wire in on_the_wire() {
        add(Phase::Checking, Fault::on_operation("check-number-status", wire.clone()), Ending::Rejected);
        add(Phase::Answer, Fault::on_operation(operation, wire), Ending::Unknown);
    }
    for wire in refusals() {
        add(Phase::Guard, Fault::on_operation(operation, wire), Ending::Rejected);
    }
    add(Phase::Guard, Fault::on_call("isConnected", page_error()).nth(2), Ending::Rejected);
    let second_check = Fault::on_call("checkNumberStatus", page_error()).nth(2);
    // The middleware checks `phone`, and knows nothing of `phones`.
    let by_phone = by_id(operation).unwrap().addressing().unwrap().field == "phone";
    add(Phase::Guard, second_check, if by_phone { Ending::Unknown } else { Ending::Sent });
    for thrown in in_the_library() {
        add(Phase::BeforeSending, Fault::on_call("*", thrown.clone()), Ending::Unknown);
        add(Phase::AfterSending, Fault::after_call("*", thrown), Ending::Unknown);
    }
    cells
}

fn page_error() -> CallFault {
    CallFault::PageError { message: "boom".to_owned() }
}

/// What the library throws or gives back instead of a message.
fn in_the_library() -> Vec<CallFault> {
    let object = json!({"erro": true, "to": "5511999990001@c.us", "text": "x"});
    let failed = json!({"id": "true_5511999990001@c.us_3EB0FAILED", "ack": -1});
    let not_ok = json!({
        "id": "true_5511999990001@c.us_3EB0FAILED", "ack": 0, "sendMsgResult": {"messageSendResult": "ERROR_NETWORK"},
    });
    vec![
        page_error(),
        CallFault::PageTypeError { message: "x is undefined".to_owned() },
        CallFault::PageWppError { message: "x".to_owned() },
        CallFault::PageObject { value: json!({"code": 1}) },
        CallFault::PageNumber { value: json!(404) },
        CallFault::Error { message: "Protocol error: Target closed".to_owned(), props: Map::new() },
        CallFault::Object { value: object },
        CallFault::String { value: json!("text") },
        CallFault::Value { value: json!(false) },
        CallFault::Value { value: failed },
        CallFault::Value { value: not_ok },
        CallFault::Undefined {},
        CallFault::Hang {},
    ]
}

/// What happens on the wire and proves nothing.
fn on_the_wire() -> Vec<WireFault> {
    let answer = |status, body: Value| WireFault::Answer { status, body };
    vec![
        answer(500, json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": {}})),
        answer(500, page("Internal Server Error")),
        answer(502, page("Bad Gateway")),
        answer(503, json!({"message": "down"})),
        answer(504, page("Gateway Time-out")),
        answer(403, page("Forbidden")),
        answer(429, page("Too Many Requests")),
        answer(302, page("Moved")),
        answer(200, page("log in please")),
        answer(201, json!({"status": "success"})),
        answer(201, json!({"status": "success", "response": [null]})),
        answer(201, json!([])),
        WireFault::Hang,
        WireFault::Reset(Reset::Before),
        WireFault::Reset(Reset::After),
        WireFault::Truncate(0),
        WireFault::Truncate(20),
        WireFault::Garbage,
    ]
}

/// Answers that prove that nothing was sent.
fn refusals() -> Vec<WireFault> {
    let answer = |status, body: Value| WireFault::Answer { status, body };
    let express = |text: &str| page(&format!("<pre>{text}</pre>"));
    vec![
        answer(
            404,
            json!({"response": null, "status": "Disconnected", "message": "A sessão do WhatsApp não está ativa."}),
        ),
        answer(401, json!({"error": "Check that the Session and Token are correct"})),
        answer(401, json!({"message": "Token is not present. Check your header and try again"})),
        answer(404, express("Cannot POST /api/shop/x")),
        answer(400, express("SyntaxError: Unexpected token")),
        answer(413, express("PayloadTooLargeError: request entity too large")),
        answer(415, express("UnsupportedMediaTypeError: unsupported charset")),
    ]
}

/// A request of the operation: its required fields by their names.
fn fields(entry: &OperationEntry) -> Map<String, Value> {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    let schema = (entry.request_schema)(&mut generator).to_value();
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(name) => generator.definitions()[name.rsplit('/').next().unwrap()].clone(),
        None => schema,
    };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let names: Vec<&str> = required.iter().filter_map(Value::as_str).collect();
    let has = |name: &str| schema["properties"].get(name).is_some();
    // Files may come in several ways, of which the schema requires none.
    let file = ["base64", "path"].into_iter().find(|name| has(name) && !names.contains(name));
    names
        .into_iter()
        .chain(file)
        .filter(|name| !matches!(*name, "phone" | "phones"))
        .map(|name| (name.to_owned(), sample(entry.meta.id, name)))
        .collect()
}

const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn sample(operation: &str, field: &str) -> Value {
    match field {
        "base64" => json!(PIXEL),
        "base64Ptt" => json!("data:audio/ogg;base64,T2dnUwACAAAAAAAAAAA="),
        "path" if operation.contains("voice") => json!(VOICE.1),
        "path" => json!(PIXEL),
        "lat" => json!("-22.9"),
        "lng" => json!("-43.2"),
        "url" => json!("https://example.com/"),
        "mentioned" => json!(["5511999990002@c.us"]),
        "choices" => json!(["a", "b"]),
        "sections" => json!([{"title": "t", "rows": [{"rowId": "1", "title": "r", "description": "d"}]}]),
        "items" => json!([{"type": "custom", "name": "Bolo", "price": 1000, "qnt": 1}]),
        "keyType" => json!("EMAIL"),
        "key" => json!("a@example.com"),
        "messageId" if operation == "forward-messages" => json!([QUOTED]),
        "messageId" => json!(QUOTED),
        "contactsId" => json!("5511999990002@c.us"),
        "options" => json!({}),
        "message" if operation == "send-mentioned" => json!("Olá @5511999990002"),
        "message" | "caption" | "name" | "description" | "title" | "text" | "address" | "buttonText" => {
            json!(format!("{field} of {operation}"))
        }
        other => panic!("{operation} requires {other}: give the matrix a sample of it"),
    }
}

/// A sound on this machine, where the server's library reads it.
static VOICE: LazyLock<(tempfile::TempDir, String)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voice.mp3");
    std::fs::write(&path, b"ID3 a sound").unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
});

/// A message that is there, for replies and forwards.
const QUOTED: &str = "false_5511999990001@c.us_3AQUOTED";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cell_of_the_matrix_holds_a_lie() {
    let server = Arc::new(Server::start().await);
    let operations: Vec<&str> = sending_operations().collect();
    assert!(operations.len() >= 5, "{operations:?}");
    let mut todo = Vec::new();
    for operation in &operations {
        todo.extend(cells(operation).into_iter().map(|cell| (*operation, cell)));
    }
    let total = todo.len();
    let mut lanes: Vec<Vec<(&str, Cell)>> = vec![Vec::new(); LANES];
    for (at, cell) in todo.into_iter().enumerate() {
        lanes[at % LANES].push(cell);
    }
    let lanes = lanes.into_iter().enumerate().map(|(lane, cells)| {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            let mut seen = Vec::new();
            for (at, (operation, cell)) in cells.into_iter().enumerate() {
                // A request that timed out may reach the server later: it must not meet the next cell's world.
                let world = format!("matrix-{lane}-{at}");
                let problem = check(&server.world(&world), operation, &cell).await.err();
                server.forget(&world);
                seen.push((cell.phase, problem));
            }
            seen
        })
    });
    let mut phases = BTreeMap::<Phase, usize>::new();
    let mut problems = Vec::new();
    for lane in futures_util::future::join_all(lanes).await {
        for (phase, problem) in lane.unwrap() {
            *phases.entry(phase).or_default() += 1;
            problems.extend(problem);
        }
    }
    eprintln!("fault matrix: {} operations, {total} cells: {phases:?}", operations.len());
    assert!(problems.is_empty(), "{} of {total} cells:\n{}", problems.len(), problems.join("\n"));
}

async fn check(case: &Case, operation: &'static str, cell: &Cell) -> Result<(), String> {
    case.begin();
    let entry = by_id(operation).unwrap();
    {
        let mut world = case.driver.lock();
        let quoted =
            json!({"event": "message", "from": format!("{PHONE}@c.us"), "body": "quoted", "id": QUOTED});
        world.deliver(SHOP, quoted.as_object().unwrap()).unwrap();
        match &cell.trouble {
            Trouble::None | Trouble::Nobody => {}
            Trouble::Session(state) => world.place(SHOP, &(*state).into()),
            Trouble::Crash => assert!(world.crash_browser(SHOP)),
            Trouble::Deaf => assert!(world.deafen_page(SHOP)),
            Trouble::Fault(fault) => world.faults.replace(vec![(**fault).clone()]),
        }
    }
    // Long enough for what answers, short for what hangs; a time-out that comes too early is unknown, too.
    let hangs = format!("{:?}", cell.trouble).contains("Hang");
    let timeout = Duration::from_millis(if hangs { 250 } else { 20_000 });
    let session = match cell.trouble {
        Trouble::Nobody => case.session_at(NOBODY, timeout),
        _ => case.session(timeout),
    };
    let fields = Value::Object(fields(entry));
    let result = session.send_operation(operation, PHONE, fields, SendOptions::new()).await;
    let ended = ending(&result);
    let delivered = case.delivered(|_| true);
    let told = |what: &str| {
        let trouble = &cell.trouble;
        Err(format!(
            "{operation}, {:?}, {trouble:?}: {what}; delivered {delivered}; {}",
            cell.phase,
            in_words(&result)
        ))
    };
    match (ended, delivered) {
        (Ending::Sent, 0) => return told("said to be sent, and is not there"),
        (Ending::Rejected, 1..) => return told("said not to be sent, and is there"),
        (_, 2..) => return told("sent more than once"),
        _ => {}
    }
    let expected = match cell.ending {
        Ending::Sent if WITHOUT_PROOF.contains(&operation) => Ending::Unknown,
        expected => expected,
    };
    if ended != expected {
        return told(&format!("{expected:?} was expected, it is {ended:?}"));
    }
    Ok(())
}

fn in_words(result: &Result<Sent, Error>) -> String {
    match result {
        Ok(sent) => format!("sent {}", sent.id),
        Err(error) => error.to_string(),
    }
}
