//! Recordings that the mock is known not to match, each with the reason. They are replayed, counted, and must differ.

/// Id of a recording, and why the mock answers something else.
const KNOWN: &[(&str, &str)] = &[(
    "get.mutes_toMute",
    "three chats had been muted by earlier recordings, and the page showed them with the attributes of unmuted ones",
)];

/// Why this recording is known to differ.
pub(super) fn reason(id: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == id).map(|(_, reason)| *reason)
}
