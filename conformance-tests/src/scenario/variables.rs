//! `${NAME}` in the texts of a scenario: secrets, tokens, files, and results of earlier steps.

use crate::token::Mint;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What `${…}` may stand for.
#[derive(Debug)]
pub(super) struct Variables<'a> {
    /// Mint of the server's tokens.
    pub mint: &'a Mint,
    /// Session that `${token}` is for.
    pub session: &'a str,
    /// Phone that messages may be sent to.
    pub recipient: &'a str,
    /// Address of the world.
    pub url: String,
    /// Paths of the given files.
    pub files: BTreeMap<String, String>,
    /// Results of earlier steps.
    pub saved: BTreeMap<String, Value>,
}

impl Variables<'_> {
    /// Fills every text of a value. A text that is one variable becomes its value, whatever its type.
    pub(super) fn fill(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => self.fill_text(text)?,
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Value::Object(self.fill_map(map)?),
            other => other.clone(),
        })
    }

    /// Fills every text of an object.
    pub(super) fn fill_map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        map.iter().map(|(key, value)| Ok((key.clone(), self.fill(value)?))).collect()
    }

    /// Fills a text into a text.
    pub(super) fn text(&self, text: &str) -> Result<String, String> {
        match self.fill_text(text)? {
            Value::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }

    fn fill_text(&self, text: &str) -> Result<Value, String> {
        if let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
            && !name.contains("${")
        {
            return self.value(name);
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else { break };
            out.push_str(&rest[..start]);
            match self.value(&rest[start + 2..start + length])? {
                Value::String(text) => out.push_str(&text),
                other => out.push_str(&other.to_string()),
            }
            rest = &rest[start + length + 1..];
        }
        out.push_str(rest);
        Ok(Value::String(out))
    }

    fn value(&self, name: &str) -> Result<Value, String> {
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        match (kind, argument) {
            ("secret", _) => Ok(self.mint.secret().into()),
            ("session", _) => Ok(self.session.into()),
            ("recipient", _) => Ok(self.recipient.into()),
            ("url", _) => Ok(self.url.clone().into()),
            ("token", "") => Ok(self.mint.token(self.session)?.into()),
            ("token", session) => Ok(self.mint.token(session)?.into()),
            ("file", name) => self
                .files
                .get(name)
                .map(|path| path.clone().into())
                .ok_or_else(|| format!("no file {name:?} is given")),
            // Long texts are not written out.
            ("repeat", argument) => repeat(argument),
            _ => self.saved_value(name),
        }
    }

    fn saved_value(&self, name: &str) -> Result<Value, String> {
        let mut parts = name.split('.');
        let first = parts.next().unwrap_or_default();
        let mut value =
            self.saved.get(first).ok_or_else(|| format!("${{{name}}}: nothing is saved as {first:?}"))?;
        for part in parts {
            let inner = match part.parse::<usize>() {
                Ok(index) => value.get(index),
                Err(_) => value.get(part),
            };
            value = inner.ok_or_else(|| {
                format!("${{{name}}}: no {part:?} in {}", crate::replay::compare::brief(value))
            })?;
        }
        Ok(value.clone())
    }
}

/// `${repeat:1000:x}`.
fn repeat(argument: &str) -> Result<Value, String> {
    let (count, text) = argument.split_once(':').ok_or("repeat needs a count and a text")?;
    let count: usize = count.parse().map_err(|_| format!("{count:?} is no count"))?;
    Ok(text.repeat(count).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_stand_for_tokens_files_and_results() {
        let mint = Mint::new("SECRET");
        let variables = Variables {
            mint: &mint,
            session: "shop",
            recipient: "5511988887777",
            url: "http://h".into(),
            files: [("a.png".to_owned(), "/tmp/a.png".to_owned())].into(),
            saved: [("sent".to_owned(), json!({"id": "m1", "list": [7]}))].into(),
        };
        let filled = variables.fill(&json!({
            "secret": "x${secret}y", "path": "${file:a.png}", "id": "id ${sent.id}", "n": "${sent.list.0}",
            "token": "${token}", "long": "${repeat:3:ab}", "to": "${recipient}", "name": "${session}",
        }));
        let filled = filled.unwrap();
        assert_eq!(filled["secret"], "xSECRETy");
        assert_eq!(filled["path"], "/tmp/a.png");
        assert_eq!(filled["id"], "id m1");
        assert_eq!(filled["n"], 7);
        assert_eq!(filled["token"], mint.token("shop").unwrap());
        assert_eq!(filled["long"], "ababab");
        assert_eq!((&filled["to"], &filled["name"]), (&json!("5511988887777"), &json!("shop")));
        assert!(variables.fill(&json!("${nothing}")).is_err());
        assert!(variables.fill(&json!("${file:b.png}")).is_err());
    }
}
