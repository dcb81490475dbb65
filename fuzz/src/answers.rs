//! Answers and requests of every operation.

use serde_json::Value;
use wppkit_api::{decode_answer, registry};

/// Content types that decide how an answer is read.
const TYPES: [&str; 4] = ["application/json; charset=utf-8", "image/png", "text/html", ""];

/// Two bytes choose the operation and one the content type; the rest is the body.
///
/// Reading never panics; what can be read can be written, the same either way; and a request is read alike as text and as
/// a tree.
pub fn answers(data: &[u8]) {
    let [high, low, kind, body @ ..] = data else { return };
    let entries = registry();
    let entry = &entries[usize::from(u16::from_be_bytes([*high, *low])) % entries.len()];
    let content_type = TYPES[usize::from(*kind) % TYPES.len()];
    let tree = (entry.decode_answer)(content_type, body);
    let text = (entry.payload_json)(content_type, body);
    match (tree, text) {
        (Ok(tree), Ok(text)) => {
            let read: Value = serde_json::from_slice(&text).expect("what was written is JSON");
            assert_eq!(read, tree, "{} is read in two ways", entry.meta.id);
        }
        (Err(tree), Err(text)) => assert_eq!(tree.truncated, text.truncated, "{}", entry.meta.id),
        // Numbers and nesting that a tree cannot hold are no problem for text.
        (Err(_), Ok(_)) => {}
        (Ok(_), Err(text)) => panic!("{} is read as a tree, and not as text: {text}", entry.meta.id),
    }
    // Whatever the payload, an answer that claims to be any JSON is JSON or an error.
    let _any = decode_answer::<Value>(entry.meta.payload, content_type, body);
    if let Ok(fields) = (entry.read_request)(body) {
        let again = (entry.check_request)(Value::Object(fields.clone()));
        assert_eq!(
            again.ok(),
            Some(fields),
            "{}: a request that was accepted is accepted again",
            entry.meta.id
        );
    }
}
