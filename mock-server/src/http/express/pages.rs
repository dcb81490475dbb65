//! What the server answers beside its API: the page at `/api-docs/`.

use wppkit_api::registry;

/// Whether a path is that of the documentation page: with a slash at the end, without which it leads there.
pub(crate) fn is_documentation(path: &str) -> bool {
    path.eq_ignore_ascii_case("/api-docs/")
}

/// A page in the place of the server's API documentation: the operations that are answered.
pub(crate) fn documentation() -> String {
    let mut rows = String::new();
    for entry in registry() {
        let meta = &entry.meta;
        rows.push_str(&format!(
            "<tr><td>{}</td><td><code>{}</code></td></tr>\n",
            meta.method.as_str(),
            meta.path
        ));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"UTF-8\">\n<title>Swagger UI</title>\n</head>\n\
         <body>\n<table>\n{rows}</table>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_with_the_slash_is_the_page() {
        assert!(is_documentation("/Api-Docs/"));
        assert!(!is_documentation("/api-docs"));
        assert!(documentation().contains("/api/{session}/send-message"));
    }
}
