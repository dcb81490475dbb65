//! What servers answer that do not have every route.

use bytes::Bytes;
use serde_json::json;
use wppkit_api::{Offer, OperationEntry, Profile};

use crate::exchange::Answer;

/// The answer of a server that does not have the operation's route.
///
/// Of the Go port the statuses are known, and the word `not_supported`. The rest of the bodies is a guess.
pub(crate) fn refusal(profile: Profile, entry: &OperationEntry) -> Option<Answer> {
    match profile.offer(&entry.meta) {
        Offer::NotSupported => {
            Some(Answer::json(501, &json!({"status": "error", "message": "not_supported"})))
        }
        Offer::Missing => not_found(profile),
        _ => None,
    }
}

/// The answer to a path that the server does not know; none is Express's page.
pub(crate) fn not_found(profile: Profile) -> Option<Answer> {
    (profile == Profile::Go).then(|| Answer {
        status: 404,
        media_type: Some("text/plain; charset=utf-8"),
        // What the standard library of Go says.
        body: Bytes::from_static(b"404 page not found\n"),
        is_raw: true,
    })
}
