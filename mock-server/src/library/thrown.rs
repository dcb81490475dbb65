//! What JavaScript threw, and what becomes of it on the wire.

use serde_json::{Map, Value};

/// Something thrown by a call of the library or by the server's own code.
#[derive(Debug, Clone, PartialEq)]
pub enum Thrown {
    /// An instance of `Error`.
    Error {
        /// Class name, where it is a property of the instance: so with errors that come out of the page.
        name: Option<Box<str>>,
        /// Text; it never reaches the wire.
        message: Box<str>,
        /// Further properties, such as `code`.
        properties: Map<String, Value>,
    },
    /// Anything else: an object, a text, a number.
    Value(Value),
    /// Nothing was thrown and nothing will ever be returned.
    Hang,
}

/// The two errors of WA-JS that have a meaning of their own, under the names that its minified classes have,
/// and all the others.
pub(super) mod wpp_class {
    /// No such chat.
    pub(in crate::library) const INVALID_CHAT: &str = "a";
    /// No WhatsApp id.
    pub(in crate::library) const INVALID_WID: &str = "o";
    /// Everything else that WA-JS refuses.
    pub(in crate::library) const OTHER: &str = "r";
}

impl Thrown {
    /// An `Error` of the server or the library themselves.
    #[must_use]
    pub fn node(message: impl Into<Box<str>>) -> Self {
        Self::Error { name: None, message: message.into(), properties: Map::new() }
    }

    /// An error of the library with a `code`.
    #[must_use]
    pub fn coded(code: &str, message: impl Into<Box<str>>) -> Self {
        let properties = Map::from_iter([("code".to_owned(), code.into())]);
        Self::Error { name: None, message: message.into(), properties }
    }

    /// An error that came out of the page, by the name of its class.
    #[must_use]
    pub fn page(class: &str, message: impl Into<Box<str>>) -> Self {
        Self::Error { name: Some(class.into()), message: message.into(), properties: Map::new() }
    }

    /// The value that JSON makes of it; the server's logger stamps the errors that it `logged`.
    ///
    /// `None` for a call that hangs.
    #[must_use]
    pub fn to_json(&self, logged: bool) -> Option<Value> {
        match self {
            Self::Error { name, properties, .. } => {
                let mut object = Map::new();
                if let Some(name) = name {
                    object.insert("name".to_owned(), (**name).into());
                }
                object.extend(properties.clone());
                if logged {
                    object.insert("level".to_owned(), "error".into());
                }
                Some(Value::Object(object))
            }
            Self::Value(value) => Some(value.clone()),
            Self::Hang => None,
        }
    }

    /// The text, for the log.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Error { message, .. } => message.to_string(),
            Self::Value(value) => super::js::text(value),
            Self::Hang => "no answer".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_lose_their_text_and_gain_the_loggers_stamp() {
        let page = Thrown::page("Error", "boom");
        assert_eq!(page.to_json(true), Some(json!({"name": "Error", "level": "error"})));
        assert_eq!(page.to_json(false), Some(json!({"name": "Error"})));
        assert_eq!(Thrown::node("boom").to_json(true), Some(json!({"level": "error"})));
        assert_eq!(Thrown::node("boom").to_json(false), Some(json!({})));
        let coded = Thrown::coded("empty_file", "Empty or invalid file or base64");
        assert_eq!(coded.to_json(true), Some(json!({"code": "empty_file", "level": "error"})));
    }

    #[test]
    fn what_is_no_error_passes_as_it_is() {
        for value in [json!({"erro": true, "text": "x"}), json!("plain"), json!(404)] {
            assert_eq!(Thrown::Value(value.clone()).to_json(true), Some(value));
        }
    }
}
