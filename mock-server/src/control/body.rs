//! Reading the body of a control call: strictly, and saying which field is wrong.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::error::Refusal;

/// Reads a body. An empty one counts as `{}`. `hint` shows what the call accepts.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes, hint: &str) -> Result<T, Refusal> {
    let text: &[u8] = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner();
        let at = if path == "." || reason.is_syntax() { String::new() } else { format!("`{path}`: ") };
        Refusal::malformed(format!("{at}{reason}"), hint)
    })?;
    json.end().map_err(|error| Refusal::malformed(error.to_string(), hint))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::session::Placement;
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;

    async fn error(body: &'static str) -> serde_json::Value {
        let refusal = read::<Placement>(&Bytes::from_static(body.as_bytes()), "the hint").unwrap_err();
        let response = refusal.into_response();
        assert_eq!(response.status(), 400);
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_refusal_names_the_field_and_what_it_accepts() {
        let unknown_key = error(r#"{"stat":"CONNECTED"}"#).await;
        assert!(unknown_key["error"].as_str().unwrap().contains("unknown field `stat`"), "{unknown_key}");
        let unknown_value = error(r#"{"state":"ONLINE"}"#).await;
        let text = unknown_value["error"].as_str().unwrap();
        assert!(text.starts_with("`state`: ") && text.contains("closed_by_user"), "{text}");
        assert_eq!(unknown_value["hint"], "the hint");
        assert!(error(r#"{"phone":5511}"#).await["error"].as_str().unwrap().starts_with("`phone`: "));
        assert!(error("{").await["error"].as_str().unwrap().contains("EOF"));
    }

    #[test]
    fn an_empty_body_is_an_empty_object() {
        assert_eq!(read::<Placement>(&Bytes::from_static(b" "), "").unwrap(), Placement::default());
    }
}
