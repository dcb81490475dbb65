//! Breaks long lines between words, where somebody looks at them.

use console::{Term, measure_text_width};

/// The text as it fits this terminal; what is no terminal gets it unbroken, so that it can be searched.
pub(crate) fn fitted(text: &str, terminal: &Term) -> String {
    match terminal.size_checked().filter(|_| terminal.is_term()) {
        Some((_, columns)) => wrapped(text, usize::from(columns)),
        None => text.to_owned(),
    }
}

fn wrapped(text: &str, columns: usize) -> String {
    text.lines().map(|line| wrapped_line(line, columns)).collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str, columns: usize) -> String {
    if measure_text_width(line) <= columns {
        return line.to_owned();
    }
    let indent = " ".repeat(line.len() - line.trim_start().len() + 2);
    let mut lines = vec![indent[2..].to_owned()];
    let mut words_on_line = 0;
    for word in line.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        if words_on_line > 0 && measure_text_width(last) + 1 + measure_text_width(word) > columns {
            lines.push(format!("{indent}{word}"));
            words_on_line = 1;
            continue;
        }
        if words_on_line > 0 {
            last.push(' ');
        }
        last.push_str(word);
        words_on_line += 1;
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_between_words_and_stay_indented() {
        let text = "short\n  next: set another secret key\nhttp://127.0.0.1:21465/a/very/long/address";
        let expected =
            "short\n  next: set\n    another\n    secret key\nhttp://127.0.0.1:21465/a/very/long/address";
        assert_eq!(wrapped(text, 14), expected);
    }

    #[test]
    fn colours_take_no_room() {
        let text = "\u{1b}[31merror:\u{1b}[0m down";
        assert_eq!(wrapped(text, 11), text);
    }
}
