//! Explains the server's own texts, which are English or Portuguese and often say something else.

use std::borrow::Cow;

use serde_json::Value;

/// The words of an error answer that a person should read, wherever the envelope keeps them.
pub(crate) fn server_text(body: &Value) -> Option<&str> {
    match body {
        Value::String(text) => Some(text),
        Value::Object(map) => {
            let response = map.get("response");
            let inside = response.and_then(|response| response.get("message"));
            [map.get("message"), response, inside, map.get("error")].into_iter().find_map(text)
        }
        _ => None,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// What an error text of the server means and what to do about it.
pub(crate) fn explain(text: &str) -> Option<Cow<'static, str>> {
    EXPLANATIONS
        .iter()
        .find(|(start, _)| text.starts_with(start))
        .map(|(_, explanation)| Cow::Borrowed(*explanation))
}

const EXPLANATIONS: &[(&str, &str)] = &[
    (
        "A sessão do WhatsApp não está ativa",
        "Portuguese for \"the WhatsApp session is not active\": the server has no logged-in client for this \
         session name. Call connect() and wait for Connected. If status says CONNECTED all the same, the \
         browser is dead: restart() cures it.",
    ),
    (
        "O número",
        "Portuguese for \"the number does not exist\": WhatsApp does not know it, or the server's own query \
         failed. Check the country code and, in Brazil, the ninth digit. Groups, newsletters and LIDs need \
         their own recipient type.",
    ),
    (
        "Erro ao enviar a mensagem",
        "Portuguese for \"error sending the message\": the library below the server failed. The message may \
         have been delivered all the same; look for it in the chat before sending again.",
    ),
    (
        "Erro ao recuperar dados do telefone",
        "Portuguese for \"error reading the phone's data\": the browser page did not answer. Check status(); \
         restart() cures a dead browser.",
    ),
    (
        "Token is not present",
        "The Authorization header did not reach the server: something between here and there removes it.",
    ),
    (
        "Check that the Session and Token are correct",
        "The token does not belong to this session name under the server's present secret key. Give \
         the secret key (secret_key, secretKey or WPPKIT_SECRET_KEY) and let the SDK mint the token, or mint one for exactly this session name.",
    ),
    (
        "The SECRET_KEY is incorrect",
        "The secret key differs from the server's secretKey (SECRET_KEY in its environment or config).",
    ),
    (
        "The token is incorrect",
        "The server means its secret key, not a token: the secret key of the client differs from the server's secretKey.",
    ),
    (
        "Sending the file is mandatory",
        "The server saw no file, base64 or path in the request. It is no authentication problem in spite of \
         the status 401.",
    ),
    (
        "Error closing session",
        "There was no browser to close, or closing it failed. The server resets the session's state all the \
         same; a browser that was starting lives on until its auto close (60 s).",
    ),
    (
        "Error on open list",
        "The library could not open the chat: the id must be a full chat id (…@c.us, …@g.us, …@lid). It is \
         no authentication problem in spite of the status 401.",
    ),
    (
        "Error retrieving information",
        "The library has no message or chat under this id, or the browser page did not answer.",
    ),
    (
        "Error on check number status",
        "WhatsApp could not be asked whether the number exists; the browser page did not answer. Try again, \
         then check status().",
    ),
    ("Error sending message", "The server found no recipient in the request, so nothing was sent."),
    (
        "Error on clear session data",
        "The profile folder could not be removed, usually because its browser still runs: close() first.",
    ),
    (
        "The session is not active",
        "The server could not draw the QR code of the session. Start the session again.",
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_the_text_in_every_envelope() {
        for body in [
            json!("words"),
            json!({"status": "error", "message": "words"}),
            json!({"status": "error", "response": "words", "error": {}}),
            json!({"status": "Error", "response": {"message": "words", "log": {}}}),
            json!({"error": "words"}),
        ] {
            assert_eq!(server_text(&body), Some("words"), "{body}");
        }
        assert_eq!(server_text(&json!({"response": false})), None);
    }

    #[test]
    fn portuguese_texts_are_explained() {
        assert!(explain("A sessão do WhatsApp não está ativa.").unwrap().contains("not active"));
        assert!(explain("O número 5511000000000 não existe.").unwrap().contains("does not exist"));
        assert_eq!(explain("something new"), None);
    }
}
