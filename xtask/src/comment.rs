//! Comments between `/**` and `*/`, which several languages share.

/// A text as such a comment with the given indentation; nothing for an empty text.
pub(crate) fn doc_comment(text: &str, indentation: usize) -> String {
    let margin = " ".repeat(indentation);
    // An end within the text would end the comment.
    let text = text.trim().replace("*/", "*\u{200b}/");
    let lines: Vec<_> = text.lines().collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{margin}/** {line} */\n"),
        lines => {
            let body: String =
                lines.iter().map(|line| format!("{}\n", format!("{margin} * {line}").trim_end())).collect();
            format!("{margin}/**\n{body}{margin} */\n")
        }
    }
}
