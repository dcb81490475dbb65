//! The request's content type, read as strictly as the middlewares read it.

/// A content type that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaType {
    /// `type/subtype` in lower case.
    pub(crate) essence: String,
    /// Parameters with lower-case names.
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// None when the header is no content type; the parsers then leave the body alone.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let (essence, mut rest) = match header.find(';') {
            Some(at) => header.split_at(at),
            None => (header, ""),
        };
        let essence = essence.trim().to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters = Vec::new();
        while !rest.is_empty() {
            let (name, value) = rest.strip_prefix(';')?.split_once('=')?;
            let name = name.trim();
            if !is_token(name) {
                return None;
            }
            let value = value.trim_start_matches(' ');
            let (value, behind) = match value.strip_prefix('"') {
                Some(quoted) => unquote(quoted)?,
                None => {
                    let end = value.find(';').unwrap_or(value.len());
                    let plain = value[..end].trim_end();
                    (is_token(plain).then(|| plain.to_owned())?, &value[end..])
                }
            };
            parameters.push((name.to_ascii_lowercase(), value));
            rest = behind.trim_start_matches(' ');
        }
        Some(Self { essence, parameters })
    }

    /// A parameter by its lower-case name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads up to the closing quote; gives the text and what stands behind it.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => text.push(characters.next()?.1),
            other => text.push(other),
        }
    }
    None
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_parameters_do_not_matter_for_the_essence() {
        for header in [
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; a=\"b;c\"",
        ] {
            assert_eq!(MediaType::parse(header).unwrap().essence, "application/json", "{header}");
        }
        let charset = MediaType::parse("application/json; charset=\"UTF-8\"").unwrap();
        assert_eq!(charset.parameter("charset"), Some("UTF-8"));
    }

    #[test]
    fn what_is_no_content_type_is_not_read() {
        for header in
            ["", "json", "application/json;", "application/json; charset", "application/json; charset=a b"]
        {
            assert_eq!(MediaType::parse(header), None, "{header}");
        }
    }
}
