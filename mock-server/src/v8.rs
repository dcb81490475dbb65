//! The wording of `JSON.parse` errors, which reaches clients in error pages and the server's log.

use serde_json::Value;

/// Characters around the offending one that V8 quotes.
const CONTEXT: usize = 10;

/// The message of `JSON.parse(text)` for a text that is no JSON.
#[must_use]
pub(crate) fn unexpected_token(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Err(error) if error.is_eof() => "Unexpected end of JSON input".to_owned(),
        Err(error) => at_offset(text, offset(text, error.line(), error.column())),
        Ok(_) => at_offset(text, text.len() - text.trim_start().len()),
    }
}

/// Byte offset of a 1-based line and column, as the parser counts them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// The message for an unexpected character at a byte offset.
fn at_offset(text: &str, offset: usize) -> String {
    let (mut position, mut token) = (0usize, None);
    for (index, character) in text.char_indices() {
        if index + character.len_utf8() > offset {
            token = Some(character);
            break;
        }
        position += 1;
    }
    let Some(token) = token else { return "Unexpected end of JSON input".to_owned() };
    let length = text.chars().count();
    let whole = length <= 2 * CONTEXT + 1;
    let (from, to) = if whole {
        (0, length)
    } else {
        (position.saturating_sub(CONTEXT), (position + CONTEXT).min(length))
    };
    let excerpt: String = text.chars().skip(from).take(to - from).collect();
    let (before, after) = (if from > 0 { "..." } else { "" }, if to < length { "..." } else { "" });
    format!("Unexpected token '{token}', {before}\"{excerpt}\"{after} is not valid JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offending_character_is_quoted_with_its_neighbourhood() {
        assert_eq!(unexpected_token("nope"), "Unexpected token 'o', \"nope\" is not valid JSON");
        assert_eq!(unexpected_token("#"), "Unexpected token '#', \"#\" is not valid JSON");
        assert_eq!(
            unexpected_token("# HELP process_cpu_user_seconds_total"),
            "Unexpected token '#', \"# HELP pro\"... is not valid JSON"
        );
        assert_eq!(
            unexpected_token("{\"phone\": \"5511999990001\", oops}"),
            "Unexpected token 'o', ...\"9990001\", oops}\" is not valid JSON"
        );
        assert_eq!(unexpected_token("{\"a\":"), "Unexpected end of JSON input");
    }

    #[test]
    fn a_scalar_is_no_json_for_the_strict_parser() {
        assert_eq!(unexpected_token("null"), "Unexpected token 'n', \"null\" is not valid JSON");
    }
}
