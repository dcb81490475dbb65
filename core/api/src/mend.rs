//! Half characters: JavaScript cuts texts in the middle of an emoji, and writes the half as an escape that is no character.

/// The JSON text with U+FFFD for every half of a surrogate pair; `None` if there is none.
pub(crate) fn mended(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let mut halves = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        match escape(bytes, at) {
            None => at += 2,
            Some(0xD800..=0xDBFF) if matches!(escape(bytes, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                halves.push(at);
                at += 6;
            }
            Some(_) => at += 6,
        }
    }
    if halves.is_empty() {
        return None;
    }
    let mut mended = String::with_capacity(json.len());
    let mut from = 0;
    for half in halves {
        mended.push_str(&json[from..half]);
        mended.push_str("\\ufffd");
        from = half + 6;
    }
    mended.push_str(&json[from..]);
    Some(mended)
}

/// The unit of UTF-16 that is escaped here.
fn escape(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = digits.iter().all(u8::is_ascii_hexdigit).then(|| std::str::from_utf8(digits).ok())??;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_are_replaced() {
        let json = r#"{"a":"\ud83d","b":"\ud83d\ude00 \ude00","c":"\\ud83d \u00e9","d":"\udbff\u0041é"}"#;
        let whole = r#"{"a":"\ufffd","b":"\ud83d\ude00 \ufffd","c":"\\ud83d \u00e9","d":"\ufffd\u0041é"}"#;
        assert_eq!(mended(json).as_deref(), Some(whole));
        assert!(serde_json::from_str::<serde_json::Value>(json).is_err());
        assert!(serde_json::from_str::<serde_json::Value>(whole).is_ok());
        for fine in ["", "\\", "\\u", "\\ud8", r#"{"a":"é \ud83d\ude00"}"#] {
            assert_eq!(mended(fine), None, "{fine}");
        }
    }
}
