//! No secret and no token in anything that is printed.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wppkit::{Connect, TokenMint};

use crate::{
    fake::{Fake, Reply, SECRET, TOKEN, builder, nobody, soon},
    watch::every_form,
};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_printed_or_logged_contains_a_secret_or_a_token() {
    let log = Captured::default();
    let subscriber =
        tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(tracing::Level::TRACE).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut printed = String::new();

    // The server quotes the URL, and with it the secret, in every page.
    let fake = Fake::start(|seen| {
        if seen.line.contains("/status-session") {
            Reply::Json(401, json!({"error": "Check that the Session and Token are correct"}))
        } else if seen.line.contains("generate-token") {
            let token = TOKEN.replace("abc", "xyz");
            Reply::Json(201, json!({"status": "success", "token": token, "full": format!("shop:{token}")}))
        } else {
            Reply::Text(
                403,
                "text/html",
                format!("<p>{} {:?} forbidden</p>", seen.line, seen.header("authorization")),
            )
        }
    })
    .await;
    for mint in [TokenMint::Server, TokenMint::Local { cost: 4 }] {
        let client = fake.builder().secret_key(SECRET).token(TOKEN).token_mint(mint).build().unwrap();
        let session = client.session("shop").unwrap();
        printed.push_str(&format!("{client:?} {session:?} {:#?}", session.connect(Connect::qr())));
        printed.push_str(&every_form(&soon(session.status()).await.unwrap_err()));
        printed.push_str(&every_form(&soon(client.show_all_sessions()).await.unwrap_err()));
        printed.push_str(&every_form(&soon(session.wipe()).await.unwrap_err()));
        printed.push_str(&every_form(&soon(session.send_text("5521999999999", "hi")).await.unwrap_err()));
        printed.push_str(&every_form(&soon(session.connect(Connect::qr()).connected()).await.unwrap_err()));
        printed.push_str(&format!("{:?}", soon(session.diagnose()).await));
        if let Ok(answer) = soon(session.auth().generate_token()).await {
            printed.push_str(&format!("{answer:?}"));
        }
    }
    let down = builder(&nobody().await).secret_key(SECRET).build().unwrap();
    printed.push_str(&every_form(&soon(down.show_all_sessions()).await.unwrap_err()));
    printed.push_str(&every_form(&soon(down.session("shop").unwrap().status()).await.unwrap_err()));

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("wppkit.call") && logged.contains("show-all-sessions"), "the log was captured");
    for text in [printed, logged] {
        assert!(!text.contains(SECRET), "a secret was printed: {}", around(&text, SECRET));
        assert!(!text.contains("$2b$"), "a token was printed: {}", around(&text, "$2b$"));
    }
}

fn around<'t>(text: &'t str, needle: &str) -> &'t str {
    let at = text.find(needle).unwrap_or(0);
    let start = (0..=at.saturating_sub(200)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (at + 100..).find(|at| *at >= text.len() || text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[start..end.min(text.len())]
}
