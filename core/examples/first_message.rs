//! Logs a session in and sends a message: `cargo run --example first_message -- "+55 21 99999-9999"`.
#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use wppkit::{Client, Connect, Session, Stage};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let to = std::env::args().nth(1).ok_or("give the number to send to")?;
    let client = Client::from_env()?; // WPPKIT_URL, WPPKIT_SECRET_KEY, WPPKIT_SESSION
    log_in_and_send(&client.default_session()?, &to).await?;
    Ok(())
}

pub async fn log_in_and_send(shop: &Session, to: &str) -> wppkit::Result<()> {
    let mut login = shop.connect(Connect::qr());
    while let Some(stage) = login.next().await {
        match stage? {
            Stage::Qr(qr) => println!("{}", qr.terminal()?),
            stage => println!("{}", stage.name()),
        }
    }
    let sent = shop.send_text(to, "Olá").await?;
    println!("sent {} to {}, ack {}", sent.id, sent.chat, sent.ack.name());
    Ok(())
}
