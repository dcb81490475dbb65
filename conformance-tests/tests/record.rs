//! The recording proxy before a mock: what passes is unchanged, what is kept has nothing private in it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed set-up fails the test")]

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, net::TcpListener};
use wppkit_conformance::{
    Mint,
    cli::{ReplayArgs, replay},
    http::{Base, Request, exchange},
    record::{RecordArgs, Recorder},
};
use wppkit_mock::{MockServer, Options};

const SECRET: &str = "Planted/Secret+Key 1";
const PHONE: &str = "5521987654321";
const NAME: &str = "Joaquina Planted Silva";

struct Bench {
    mock: MockServer,
    recorder: Recorder,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn start(secret: &str) -> Self {
        let options = Options { port: 0, secret: Some(secret.to_owned()), ..Options::default() };
        let mock = options.start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let recorder =
            Recorder::start(RecordArgs::new(mock.url(), folder.path().join("out.jsonl"))).await.unwrap();
        Self { mock, recorder, folder }
    }

    fn token(&self, session: &str, secret: &str) -> String {
        Mint::new(secret).token(session).unwrap()
    }

    async fn control(&self, method: &str, path: &str, body: Value) {
        let base = Base::parse(self.mock.control_url()).unwrap();
        let answer = exchange(&base, &request(method, path, &[], Some(body))).await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }

    async fn pass(&self, request: &Request) -> (u16, String) {
        let answer = exchange(&Base::parse(&self.recorder.url()).unwrap(), request).await.unwrap();
        (answer.status, answer.text())
    }

    fn file(&self) -> String {
        self.recorder.finish().unwrap();
        std::fs::read_to_string(self.folder.path().join("out.jsonl")).unwrap()
    }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Request {
    let mut headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if body.is_some() {
        headers.push(("content-type".to_owned(), "application/json; charset=utf-8".to_owned()));
    }
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body: body.map(|body| body.to_string().into()),
    }
}

#[tokio::test]
async fn nothing_planted_is_in_the_file_wherever_it_stood() {
    let bench = Bench::start(SECRET).await;
    bench.control("PUT", "/sessions/planted-shop", json!({"state": "CONNECTED"})).await;
    let token = bench.token("planted-shop", SECRET);
    let bearer = format!("Bearer {token}");
    let authorized = [("authorization", bearer.as_str())];
    use base64::Engine as _;
    let hidden =
        base64::engine::general_purpose::STANDARD.encode(format!("{SECRET} {NAME} {PHONE}").repeat(3));

    // Path, header, body, base64, query; as a client would, and as a client would by mistake.
    let escaped = "Planted%2FSecret%2BKey%201";
    let mint = format!("/api/planted-shop/{escaped}/generate-token");
    bench.pass(&request("POST", &mint, &[], Some(json!({})))).await;
    bench.pass(&request("GET", &format!("/api/planted-shop:{token}/status-session"), &[], None)).await;
    bench
        .pass(&request("GET", &format!("/api/planted-shop/check-number-status/{PHONE}"), &authorized, None))
        .await;
    bench
        .pass(&request(
            "GET",
            "/api/planted-shop/all-chats",
            &[("authorization", &format!("{SECRET} {SECRET}"))],
            None,
        ))
        .await;
    let basic = format!("Basic {hidden}");
    bench.pass(&request("GET", "/api/planted-shop/all-chats", &[("authorization", &basic)], None)).await;
    bench
        .pass(&request(
            "POST",
            "/api/planted-shop/send-message",
            &authorized,
            Some(json!({"phone": ["+55 (21) 98765-4321"], "message": format!("{NAME} asks {PHONE}: {SECRET}")})),
        ))
        .await;
    bench
        .pass(&request(
            "POST",
            "/api/planted-shop/send-file-base64",
            &authorized,
            Some(json!({"phone": PHONE, "base64": format!("data:text/plain;base64,{hidden}"), "filename": format!("{NAME}.txt")})),
        ))
        .await;
    bench
        .pass(&request(
            "GET",
            &format!(
                "/api/planted-shop/get-messages/{PHONE}?count=5&id=true_{PHONE}@c.us_3EB0AABBCCDDEEFF00"
            ),
            &authorized,
            None,
        ))
        .await;
    bench.pass(&request("GET", "/api/planted-shop/host-device", &authorized, None)).await;
    let mut form = request("POST", "/api/planted-shop/send-file", &authorized, None);
    form.headers.push(("content-type".to_owned(), "multipart/form-data; boundary=B".to_owned()));
    let disposition = "Content-Disposition: form-data; name=";
    form.body = Some(
        format!(
            "--B\r\n{disposition}\"phone\"\r\n\r\n{PHONE}\r\n--B\r\n{disposition}\"caption\"\r\n\r\n{NAME}\r\n--B\r\n\
             {disposition}\"file\"; filename=\"{NAME}.txt\"\r\nContent-Type: text/plain\r\n\r\n{SECRET}\r\n--B--\r\n"
        )
        .into(),
    );
    bench.pass(&form).await;
    // Malformed JSON: the server's page quotes it.
    let mut broken = request("POST", "/api/planted-shop/send-message", &authorized, Some(json!({})));
    broken.body = Some(format!("{NAME} {PHONE}").into());
    bench.pass(&broken).await;

    let file = bench.file();
    assert!(
        file.contains(r#"{"field":"file","filename":"file-1.txt","content_type":"text/plain","bytes":20}"#),
        "{file}"
    );
    assert_eq!(file.lines().count(), 11, "every exchange is kept:\n{file}");
    for planted in
        [SECRET, escaped, &token, PHONE, "98765-4321", NAME, "Joaquina", "planted-shop", &hidden[..40]]
    {
        assert!(!file.contains(planted), "{planted:?} is in the file:\n{file}");
    }
    assert!(
        file.contains("{{token}}") && file.contains("{{secret}}") && file.contains("5511999000001"),
        "{file}"
    );
}

#[tokio::test]
async fn webhooks_pass_through_and_are_kept_without_what_is_private() {
    let bench = Bench::start(SECRET).await;
    let token = bench.token("planted-shop", SECRET);
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let bearer = format!("Bearer {token}");
    let webhook = format!("http://{}/own?key={SECRET}", receiver.local_addr().unwrap()).replace(' ', "%20");
    let start = json!({ "webhook": webhook, "waitQrCode": true });
    let (status, body) = bench
        .pass(&request("POST", "/api/planted-shop/start-session", &[("authorization", &bearer)], Some(start)))
        .await;
    assert_eq!(status, 200, "{body}");
    // The event has passed the proxy once it is here.
    let (mut passed, _) = receiver.accept().await.unwrap();
    let mut head = [0; 16];
    passed.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"POST /own?key=Pl");
    let file = bench.file();
    let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<&Value> = lines.iter().flat_map(|line| line["webhooks"].as_array().unwrap()).collect();
    assert!(
        events.iter().any(|event| event["event"] == "qrcode" && event["urlcode"] == "{{urlcode}}"),
        "{file}"
    );
    assert!(!file.contains("own?key") && !file.contains(SECRET) && !file.contains("planted-shop"), "{file}");
}

#[tokio::test]
async fn an_answer_passes_unchanged_and_a_recording_replays() {
    let bench = Bench::start("THISISMYSECURETOKEN").await;
    bench.control("POST", "/reset", json!({"preset": "recordings"})).await;
    let bearer = format!("Bearer {}", bench.token("main", "THISISMYSECURETOKEN"));
    let authorized = [("authorization", bearer.as_str())];
    let direct = Base::parse(bench.mock.url()).unwrap();
    for path in [
        "/api/main/status-session",
        "/api/ghost/status-session",
        "/api/main/check-number-status/5511999990001",
        "/api/main/nope",
    ] {
        let request = request("GET", path, &authorized, None);
        let straight = exchange(&direct, &request).await.unwrap();
        let (status, body) = bench.pass(&request).await;
        assert_eq!((status, body), (straight.status, straight.text()), "{path}");
    }
    let send = json!({"phone": "5511999990001", "message": "Hello"});
    bench.pass(&request("POST", "/api/main/send-message", &authorized, Some(send))).await;
    bench.recorder.finish().unwrap();

    let mut replayed = ReplayArgs::default();
    replayed.files = vec![bench.folder.path().join("out.jsonl")];
    let finished = replay(&replayed).await.unwrap();
    assert_eq!(finished.exit_code, 0, "{}", finished.output);
    assert!(finished.output.contains("│ all        ┆ 5       ┆ 5       ┆ 0 "), "{}", finished.output);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_and_not_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let args = RecordArgs::new("http://127.0.0.1:9", folder.path().join("out.jsonl"));
    let recorder = Arc::new(Recorder::start(args).await.unwrap());
    let answer = exchange(&Base::parse(&recorder.url()).unwrap(), &request("GET", "/healthz", &[], None))
        .await
        .unwrap();
    assert_eq!(answer.status, 502);
    assert_eq!(recorder.finish().unwrap(), (0, 0));
}
