//! Pages of Express: the text up to the first `<br>`, and only the class of a parser's error. Of the documentation
//! page, which is a program of somebody else, only the title.

use super::Difference;

/// Compares a recorded page or plain text with an actual one.
pub(super) fn compare_text(recorded: &str, actual: &str) -> Option<Difference> {
    let (wanted, got) = (essence(recorded), essence(actual));
    (wanted != got)
        .then(|| Difference::new("page: another text", format!("recorded {wanted:?}, got {got:?}")))
}

/// What of a page counts.
fn essence(page: &str) -> String {
    let head = page.split("<br>").next().unwrap_or(page);
    if let (false, Some(title)) = (head.contains("<pre>"), title(head)) {
        return format!("<title>{title}");
    }
    match head.split_once("<pre>") {
        // Beyond the error's class lies the parser's own wording, which its version decides.
        Some((before, text)) => match error_class(text) {
            Some(class) => format!("{before}<pre>{class}"),
            None => head.to_owned(),
        },
        None => head.to_owned(),
    }
}

fn title(page: &str) -> Option<&str> {
    Some(page.split_once("<title>")?.1.split_once("</title>")?.0)
}

/// `SyntaxError` of `SyntaxError: Unexpected …`.
fn error_class(text: &str) -> Option<&str> {
    let (class, _) = text.split_once(':')?;
    (class.ends_with("Error") && class.chars().all(char::is_alphanumeric)).then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> String {
        format!("<!DOCTYPE html>\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n")
    }

    #[test]
    fn the_stack_after_the_first_break_is_not_compared() {
        let (a, b) = (
            page("MulterError: Unexpected field<br> &nbsp; at a"),
            page("MulterError: Unexpected field<br> at b"),
        );
        assert_eq!(compare_text(&a, &b), None);
    }

    #[test]
    fn only_the_class_of_an_error_counts() {
        let recorded = page("SyntaxError: Unexpected token &#39;n&#39;<br> at a");
        assert_eq!(compare_text(&recorded, &page("SyntaxError: other words<br> at b")), None);
        assert!(compare_text(&recorded, &page("TypeError: other words<br> at b")).is_some());
    }

    #[test]
    fn a_page_that_is_a_program_is_known_by_its_title() {
        let page =
            |title, body| format!("<html><head><title>{title}</title></head><body>{body}</body></html>");
        assert_eq!(compare_text(&page("Swagger UI", "<svg/>"), &page("Swagger UI", "<table/>")), None);
        assert!(compare_text(&page("Swagger UI", ""), &page("Welcome", "")).is_some());
    }

    #[test]
    fn a_page_without_an_error_is_compared_whole() {
        assert!(compare_text(&page("Cannot GET /a"), &page("Cannot GET /b")).is_some());
        assert_eq!(compare_text(&page("Cannot GET /a"), &page("Cannot GET /a")), None);
    }
}
