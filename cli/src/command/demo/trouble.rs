//! What goes wrong in real life, and does no harm.

use std::time::Duration;

use serde_json::json;
use wppkit::{CallOptions, Delivery, ErrorCode, Reconciled, api::ops::auth::generate_token::GenerateToken};
use wppkit_mock::world::faults::{Fault, WireFault};

use super::{
    sending::FRIEND,
    set::{SHOP, Set, client},
    story::{Broken, expect},
};

/// The secret key after the rotation.
const NEW_SECRET: &str = "demo-secret-key-2";
/// A number that nobody has.
const NOBODY: &str = "+55 21 90000-0000";

type Step<T> = Result<(T, String), Broken>;

/// The server's secret key changes, and with it the stored token dies.
pub(super) async fn revoked(mut set: Set) -> Step<Set> {
    let stored = set.shop.call(GenerateToken::default()).await?.into_value().token;
    NEW_SECRET.clone_into(&mut set.server.world().lock().secret);
    let mark = set.mark();
    set.shop = client(set.server.url()).token(stored).secret_key(NEW_SECRET).build()?.session(SHOP)?;
    set.shop.send_text(FRIEND, "Sent with a token that was revoked").await?;
    let journal = set.since(mark);
    expect("calls refused for their token", journal.refused(), 1)?;
    expect("tokens minted", journal.answered("generate-token", 201), 1)?;
    expect("texts that reached WhatsApp", journal.calls("sendText"), 1)?;
    Ok((set, "one 401, one renewed token, one text sent;\nthe caller noticed nothing".to_owned()))
}

/// Nothing leaves for a number that is not on WhatsApp.
pub(super) async fn unknown_number(set: &Set) -> Step<()> {
    // From now on nobody but the friend is on WhatsApp: no other spelling of the number is, either.
    let friend: String = FRIEND.chars().filter(char::is_ascii_digit).collect();
    let directory = json!({ "numbers": { (friend): { "exists": true } }, "default": "missing" });
    set.server.directory(&directory).map_err(Broken::new)?;
    let mark = set.mark();
    let error = failure(set.shop.send_text(NOBODY, "Hello?").await)?;
    expect("the code", error.code(), ErrorCode::NumberNotFound)?;
    expect("the delivery", error.delivery(), Some(Delivery::NotSent))?;
    let journal = set.since(mark);
    expect("send requests", journal.requests("send-message"), 0)?;
    expect("texts that reached WhatsApp", journal.calls("sendText"), 0)?;
    Ok(((), format!("{NOBODY} is not on WhatsApp:\nno send request left")))
}

/// The server takes the text and never answers.
pub(super) async fn hanging(set: &Set) -> Step<()> {
    set.server.faults([Fault::on_operation("send-message", WireFault::Hang)]);
    let mark = set.mark();
    let patient = set.shop.with_options(CallOptions::new().timeout(Duration::from_millis(300)));
    let error = failure(patient.send_text(FRIEND, "Is anybody there?").await)?;
    set.server.faults([]);
    expect("the code", error.code(), ErrorCode::Timeout)?;
    expect("the delivery", error.delivery(), Some(Delivery::Unknown))?;
    let journal = set.since(mark);
    expect("send requests", journal.requests("send-message"), 1)?;
    let Reconciled::Sent(_) = set.shop.reconcile(&error).await? else {
        return Err(Broken::new("the text that the hanging server had sent is not found in the chat"));
    };
    expect("texts that reached WhatsApp", set.since(mark).calls("sendText"), 1)?;
    Ok((
        (),
        "ended as unknown, was not repeated; a look into\nthe chat then settled it: sent, once".to_owned(),
    ))
}

fn failure<T>(outcome: Result<T, wppkit::Error>) -> Result<wppkit::Error, Broken> {
    match outcome {
        Ok(_) => Err(Broken::new("it was reported as sent")),
        Err(error) => Ok(error),
    }
}
