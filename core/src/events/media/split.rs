//! Takes the file out of a webhook's JSON while it arrives, so that it never is in memory as a whole.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The key whose long base64 text is a file.
const KEY: &[u8] = b"\"body\"";

/// Splits the bytes of one JSON object into its text and the file in it.
///
/// Only a string at the key `body` of the object itself is looked at, and only if its first [`Splitter::new`] bytes are
/// base64. Whatever the bytes are, what comes out as text is what went in, but for that string.
pub(super) struct Splitter {
    threshold: usize,
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// The string that is being read, at depth 1, as long as it may be the key.
    key: Option<Vec<u8>>,
    /// The last string at depth 1 was the key, and its value comes next.
    value_next: bool,
    /// The value of the key, as long as it is not known whether it is a file.
    candidate: Option<Vec<u8>>,
    file: File,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    None,
    Running,
    Ended,
}

/// What came out of some bytes.
#[derive(Default)]
pub(super) struct Parts {
    /// Text of the object.
    pub(super) text: Vec<u8>,
    /// Base64 digits of the file, in whole groups of four but for the last.
    pub(super) digits: Vec<u8>,
}

impl Splitter {
    /// Looks for a file of at least so many base64 digits.
    pub(super) fn new(threshold: usize) -> Self {
        Self {
            threshold: threshold.max(4),
            depth: 0,
            in_string: false,
            escaped: false,
            key: None,
            value_next: false,
            candidate: None,
            file: File::None,
        }
    }

    /// Whether a file was found.
    pub(super) fn found(&self) -> bool {
        self.file != File::None
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], parts: &mut Parts) {
        for &byte in bytes {
            self.take(byte, parts);
        }
    }

    /// No more bytes come: what was held back is text after all.
    pub(super) fn end(&mut self, parts: &mut Parts) {
        parts.text.extend(self.candidate.take().unwrap_or_default());
    }

    fn take(&mut self, byte: u8, parts: &mut Parts) {
        if self.file == File::Running {
            if byte == b'"' {
                self.file = File::Ended;
                self.in_string = false;
                parts.text.push(b'"');
            } else {
                parts.digits.push(byte);
            }
            return;
        }
        if let Some(held) = &mut self.candidate {
            if is_digit(byte) {
                held.push(byte);
                if held.len() >= self.threshold {
                    parts.digits.append(held);
                    self.candidate = None;
                    self.file = File::Running;
                }
                return;
            }
            // Shorter than a file, or no base64: text.
            parts.text.append(held);
            self.candidate = None;
        }
        parts.text.push(byte);
        if self.in_string {
            self.within_string(byte);
            return;
        }
        match byte {
            b'"' => {
                self.in_string = true;
                if self.depth == 1 && std::mem::take(&mut self.value_next) && self.file == File::None {
                    self.candidate = Some(Vec::new());
                } else if self.depth == 1 {
                    self.key = Some(vec![byte]);
                }
            }
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' | b' ' | b'\n' | b'\r' | b'\t' => return,
            _ => {}
        }
        if byte != b'"' {
            self.value_next = false;
        }
    }

    fn within_string(&mut self, byte: u8) {
        if let Some(key) = &mut self.key {
            key.push(byte);
            if key.len() > KEY.len() {
                self.key = None;
            }
        }
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match byte {
            b'\\' => self.escaped = true,
            b'"' => {
                self.in_string = false;
                self.value_next = self.key.take().is_some_and(|key| key == KEY);
            }
            _ => {}
        }
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Decodes whole groups of four digits; the rest stays for the next time, unless this is the end.
pub(super) fn decode(digits: &mut Vec<u8>, last: bool) -> Result<Vec<u8>, base64::DecodeError> {
    let whole = if last { digits.len() } else { digits.len() - digits.len() % 4 };
    let decoded = STANDARD.decode(&digits[..whole])?;
    digits.drain(..whole);
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Splits in pieces of this size; gives text and file.
    fn split(json: &str, size: usize) -> (String, Option<Vec<u8>>) {
        let (mut splitter, mut parts, mut file) = (Splitter::new(16), Parts::default(), Vec::new());
        for piece in json.as_bytes().chunks(size) {
            splitter.feed(piece, &mut parts);
            file.extend(decode(&mut parts.digits, false).unwrap());
        }
        splitter.end(&mut parts);
        file.extend(decode(&mut parts.digits, true).unwrap());
        (String::from_utf8(parts.text).unwrap(), splitter.found().then_some(file))
    }

    #[test]
    fn a_file_is_taken_out_however_the_bytes_come() {
        let content: Vec<u8> = (0..=255).collect();
        let event = json!({"event": "onmessage", "caption": "\"body\": \\\"", "body": STANDARD.encode(&content),
            "quotedMsg": {"body": "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "list": [{"body": "x"}]});
        for size in [1, 2, 3, 7, 64, 10_000] {
            let (text, file) = split(&event.to_string(), size);
            assert_eq!(file.as_deref(), Some(&*content), "{size}");
            let mut expected = event.clone();
            expected["body"] = json!("");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected, "{size}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for json in [
            r#"{"body":"Hello"}"#,
            r#"{"body":"AAAABBBBCCCC DDDD EEEE FFFF"}"#,
            r#"{"body":"AAAABBBBCCCC\n"}"#,
            r#"{ "body" : null, "x": "body", "y": "AAAABBBBCCCCDDDDEEEE" }"#,
            r#"{"a":{"body":"AAAABBBBCCCCDDDDEEEE"}}"#,
            r#"["body","AAAABBBBCCCCDDDDEEEE"]"#,
            r#"{"bodyx":"AAAABBBBCCCCDDDDEEEE"}"#,
            r#"{"xbody":"AAAABBBBCCCCDDDDEEEE"}"#,
            r#"{"x\"body":"AAAABBBBCCCCDDDDEEEE"}"#,
            r#"{"body":"AAAA"#,
            "}}]]{\"",
            "",
        ] {
            for size in [1, 5, 100] {
                assert_eq!(split(json, size), (json.to_owned(), None), "{size}");
            }
        }
    }

    #[test]
    fn what_is_no_base64_in_the_end_is_an_error() {
        let mut digits = b"AAAA=AAA".to_vec();
        assert!(decode(&mut digits, false).is_err());
    }
}
