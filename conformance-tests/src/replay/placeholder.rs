//! `{{placeholder}}`s: what a request puts in their place, and what an answer may have there.

use serde_json::Value;

/// A recorded text, cut at its placeholders.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// The name without number: `msgid` of `{{msgid:2}}`.
    Name(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else { break };
        if start > 0 {
            out.push(Piece::Text(&rest[..start]));
        }
        let name = &rest[start + 2..start + length];
        out.push(Piece::Name(name.split(':').next().unwrap_or(name)));
        rest = &rest[start + length + 2..];
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest));
    }
    out
}

/// Whether a recorded text has a placeholder.
#[must_use]
pub fn has_placeholder(text: &str) -> bool {
    pieces(text).iter().any(|piece| matches!(piece, Piece::Name(_)))
}

/// The number of a `{{123 bytes}}` text.
#[must_use]
pub fn byte_count(text: &str) -> Option<usize> {
    text.strip_prefix("{{")?.strip_suffix(" bytes}}")?.parse().ok()
}

/// What goes into a request in place of its placeholders.
#[derive(Debug, Clone)]
pub struct Values {
    /// A token of the session in the path.
    pub token: String,
    /// The same in bcrypt's own alphabet (`/` and `+`).
    pub token_unescaped: String,
    /// A token of another session.
    pub other_token: String,
    /// Secret of the server.
    pub secret: String,
    /// Folder with a small `voice.mp3`.
    pub files: String,
    /// `host:port` of a web server that answers every path.
    pub web_host: String,
}

/// A well-formed token that belongs to no session.
const BAD_TOKEN: &str = "$2b$10$abcdefghijklmnopqrstuuWvNnWqbbXjmjU4kvH0dnEk5ZtYVb1sW";

impl Values {
    /// Fills the placeholders of a recorded text; an unknown one is an error that names it.
    pub fn fill(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match name {
                    "token" => out.push_str(&self.token),
                    "token_unescaped" => out.push_str(&self.token_unescaped),
                    "token_of_other_session" => out.push_str(&self.other_token),
                    "bad_token" => out.push_str(BAD_TOKEN),
                    "secret" => out.push_str(&self.secret),
                    "files" => out.push_str(&self.files),
                    "webhook_host" | "host" => out.push_str(&self.web_host),
                    "media_base" => {
                        out.push_str("http://");
                        out.push_str(&self.web_host);
                    }
                    // A text that was cut: its last character goes on.
                    cut if cut.starts_with("truncated ") => {
                        let count = cut.split(' ').nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
                        let last = out.chars().next_back().unwrap_or('x');
                        out.extend(std::iter::repeat_n(last, count));
                    }
                    other => return Err(format!("placeholder {{{{{other}}}}} in a request")),
                },
            }
        }
        Ok(out)
    }

    /// Fills the placeholders of every text in a JSON value.
    pub fn fill_json(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.fill(text)?),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.fill_json(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Value::Object(
                map.iter()
                    .map(|(key, v)| Ok((key.clone(), self.fill_json(v)?)))
                    .collect::<Result<_, String>>()?,
            ),
            other => other.clone(),
        })
    }
}

/// Whether a whole-value placeholder stands for a JSON number.
fn is_number(name: &str) -> bool {
    matches!(name, "timestamp" | "timestamp_ms" | "rowid" | "number" | "bytes")
}

/// Checks `actual` against a recorded text that is, or contains, placeholders. The error says what was expected.
pub fn check(recorded: &str, actual: &Value) -> Result<(), String> {
    let pieces = pieces(recorded);
    if let [Piece::Name(name)] = pieces[..]
        && is_number(name)
    {
        return match actual {
            Value::Number(number) => check_number(name, number.as_f64().unwrap_or(f64::NAN)),
            _ => Err(format!("expected a {name}, got {}", super::compare::kind(actual))),
        };
    }
    let Value::String(text) = actual else {
        return Err(format!("expected text like {recorded:?}, got {}", super::compare::kind(actual)));
    };
    if matches(&pieces, text) {
        Ok(())
    } else {
        Err(format!("expected text like {:?}, got {:?}", shorten(recorded), shorten(text)))
    }
}

fn check_number(name: &str, number: f64) -> Result<(), String> {
    let fits = match name {
        // Seconds and milliseconds since 1970 of any date in 2001–2286, so that the units cannot be mixed up.
        "timestamp" => (1e9..1e10).contains(&number) && number.fract() == 0.0,
        "timestamp_ms" => (1e12..1e13).contains(&number) && number.fract() == 0.0,
        _ => number.is_finite() && number >= 0.0,
    };
    if fits { Ok(()) } else { Err(format!("expected a {name}, got {number}")) }
}

fn matches(pieces: &[Piece<'_>], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Text(prefix), rest @ ..] => text.strip_prefix(prefix).is_some_and(|tail| matches(rest, tail)),
        // What was cut off may be anything.
        [Piece::Name(name), ..] if name.starts_with("truncated") => true,
        [Piece::Name(name)] => fits(name, text),
        [Piece::Name(name), rest @ ..] => {
            text.char_indices().any(|(at, _)| fits(name, &text[..at]) && matches(rest, &text[at..]))
        }
    }
}

/// Whether a text is of a placeholder's kind.
fn fits(name: &str, text: &str) -> bool {
    let all = |allowed: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| allowed(&c));
    match name {
        "msgid" => all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
        "phone_code" => text.len() == 8 && all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
        "timestamp" | "timestamp_ms" | "rowid" | "bytes" => all(char::is_ascii_digit),
        "number" => text.parse::<f64>().is_ok(),
        "iso_timestamp" => text.len() >= 20 && text.as_bytes()[10] == b'T' && text.ends_with('Z'),
        "qr_png_data_url" => text.strip_prefix("data:image/png;base64,").is_some_and(is_png),
        "qr_png_base64" => is_png(text),
        "token" => is_token(text),
        "line" => all(|c| c.is_ascii_digit() || *c == ':'),
        _ => !text.is_empty(),
    }
}

fn is_png(base64: &str) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(base64)
        .is_ok_and(|bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"))
}

fn is_token(text: &str) -> bool {
    text.len() == 60 && text.starts_with("$2") && !text.contains(['/', '+'])
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(79).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_embedded_placeholder_is_matched_in_place() {
        let recorded = "true_5511999990001@c.us_{{msgid:2}}";
        assert!(check(recorded, &json!("true_5511999990001@c.us_3EB0ABCDEF")).is_ok());
        assert!(check(recorded, &json!("true_5511999990002@c.us_3EB0ABCDEF")).is_err());
        assert!(check(recorded, &json!("true_5511999990001@c.us_")).is_err());
        assert!(check("a_{{msgid}}_b@c.us", &json!("a_3EB0_b@c.us")).is_ok());
        assert!(check("a_{{msgid}}_b@c.us", &json!("a_3EB0_c@c.us")).is_err());
    }

    #[test]
    fn seconds_and_milliseconds_are_kept_apart() {
        assert!(check("{{timestamp}}", &json!(1_760_000_000)).is_ok());
        assert!(check("{{timestamp}}", &json!(1_760_000_000_000_u64)).is_err());
        assert!(check("{{timestamp_ms}}", &json!(1_760_000_000_000_u64)).is_ok());
        assert!(check("{{timestamp}}", &json!(true)).is_err());
    }

    #[test]
    fn a_qr_must_be_a_png() {
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        assert!(check("{{qr_png_base64}}", &json!(png)).is_ok());
        assert!(check("{{qr_png_base64}}", &json!(format!("data:image/png;base64,{png}"))).is_err());
        assert!(check("{{qr_png_data_url}}", &json!(format!("data:image/png;base64,{png}"))).is_ok());
        assert!(check("{{qr_png_data_url}}", &json!("data:image/png;base64,AAAA")).is_err());
    }

    #[test]
    fn what_was_truncated_may_be_anything() {
        assert!(check("AAA{{truncated 900 chars}}", &json!("AAAbcd")).is_ok());
        assert!(check("AAA{{truncated 900 chars}}", &json!("AB")).is_err());
    }

    #[test]
    fn requests_are_filled_and_unknown_placeholders_named() {
        let values = Values {
            token: "T".into(),
            token_unescaped: "U".into(),
            other_token: "O".into(),
            secret: "S".into(),
            files: "/tmp/f".into(),
            web_host: "h:1".into(),
        };
        assert_eq!(values.fill("Bearer {{token:2}}").unwrap(), "Bearer T");
        assert_eq!(
            values.fill_json(&json!({"path": "{{files}}/voice.mp3"})).unwrap(),
            json!({"path": "/tmp/f/voice.mp3"})
        );
        assert_eq!(values.fill("ab{{truncated 3 chars}}").unwrap(), "abbbb");
        assert!(values.fill("{{nonsense}}").unwrap_err().contains("nonsense"));
        assert_eq!(byte_count("{{53477514 bytes}}"), Some(53_477_514));
    }
}
