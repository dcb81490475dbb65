//! Messages that arrive, and the proof.

use std::time::Duration;

use serde_json::json;
use wppkit::{Ack, FileOptions, Media, Sent};

use super::{
    set::{SHOP, Set},
    story::{Broken, expect},
};

/// A person in the mock's directory, written as people write numbers.
pub(super) const FRIEND: &str = "+55 (21) 99999-9999";

type Step<T> = Result<(T, String), Broken>;

/// Sends a text.
pub(super) async fn text(set: &Set) -> Step<Sent> {
    let mark = set.mark();
    let sent = set.shop.send_text(FRIEND, "Olá from wppkit").await?;
    let journal = set.since(mark);
    expect("number checks", journal.calls("checkNumberStatus") > 0, true)?;
    expect("texts that reached WhatsApp", journal.calls("sendText"), 1)?;
    let proof = format!("to {FRIEND}, checked first\n{}", sent.id);
    Ok((sent, proof))
}

/// Sends a file, streamed.
pub(super) async fn file(set: &Set) -> Step<()> {
    let mark = set.mark();
    let offer = Media::bytes("An offer that nobody can refuse.\n").named("offer.txt");
    let sent = set.shop.send_file_with(FRIEND, offer, FileOptions::new().caption("As promised")).await?;
    let journal = set.since(mark);
    expect("files that reached WhatsApp", journal.calls("sendFile"), 1)?;
    Ok(((), format!("offer.txt with a caption\n{}", sent.id)))
}

/// The friend reads the text.
pub(super) async fn receipt(set: &Set, sent: &Sent) -> Step<()> {
    set.server.session(SHOP).deliver("ack", json!({ "id": sent.id, "ack": 3 })).map_err(Broken::new)?;
    let ack = set.shop.wait_for_ack(&sent.id, Ack::READ, Duration::from_secs(5)).await?;
    expect("the ack", ack, Ack::READ)?;
    Ok(((), "the friend has read it (ack 3)".to_owned()))
}
