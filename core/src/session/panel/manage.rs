//! What a page does with sessions: logout, close, restart, delete, a test message, the list of all.

use futures_util::{StreamExt, stream};
use serde_json::{Map, Value, json};
use wppkit_api::{
    helpers::{SessionState, SessionStatus, Status, VerbReport},
    ops::session::show_all_sessions::ShowAllSessions,
};

use super::{Reply, words};
use crate::{Error, ErrorCode, Session};

/// Each look costs the server a bcrypt comparison: a few at a time.
const LOOKS_AT_ONCE: usize = 4;

impl Session {
    pub(super) async fn panel_logout(&self) -> Reply {
        let report = self.logout().await?;
        if report.already {
            return Err(Error::new(ErrorCode::NotConnected, "the session is not connected")
                .with_hint("there is no link to remove"));
        }
        done(&report, "Logged out: the phone is unlinked, the next start needs a new code")
    }

    pub(super) async fn panel_close(&self) -> Reply {
        done(&self.close().await?, "Closed: the phone stays linked, the next start needs no new code")
    }

    pub(super) async fn panel_restart(&self) -> Reply {
        done(&self.restart().await?, "Restarted")
    }

    /// The name is free afterwards, whatever state it was in.
    pub(super) async fn panel_delete(&self) -> Reply {
        let state = self.status_with(Status::once()).await?.state;
        if matches!(state, SessionState::Connected | SessionState::Syncing) {
            self.logout().await?;
        }
        done(&self.wipe().await?, "Deleted: closed, and the browser profile removed")
    }

    pub(super) async fn panel_send_test(&self, body: &Map<String, Value>) -> Reply {
        let phone = body.get("phone").map(said).unwrap_or_default();
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        if !(10..=15).contains(&digits.len()) {
            return Err(Error::invalid_input("phone: is not a phone number")
                .with_hint("give 10 to 15 digits with the country code, such as 5521999999999"));
        }
        let message = body.get("message").map(said).unwrap_or_default();
        if message.trim().is_empty() {
            return Err(Error::invalid_input("message: is empty").with_hint("give the text to send"));
        }
        if !self.status().await?.is_connected() {
            return Err(Error::new(ErrorCode::NotConnected, "the session is not connected")
                .with_hint("connect it first: nothing was sent"));
        }
        let sent = self.send_text(digits, message).await?;
        let response = json!({ "id": sent.id, "ack": sent.ack, "chat": sent.chat });
        Ok(json!({ "messageId": sent.id, "response": response }))
    }

    pub(super) async fn panel_connections(&self) -> Reply {
        let names = self.client.call(ShowAllSessions::default()).await?.into_value();
        let connections: Vec<Value> = stream::iter(names)
            .map(|name| async move {
                let name = name.0.as_str();
                match self.client.session(name) {
                    Ok(session) => shown(name, session.status().await),
                    Err(error) => shown(name, Err(error)),
                }
            })
            .buffered(LOOKS_AT_ONCE)
            .collect()
            .await;
        Ok(json!({ "connections": connections }))
    }
}

fn shown(name: &str, status: Result<SessionStatus, Error>) -> Value {
    let mut shown = match status {
        Ok(status) => words::brief(&status),
        Err(error) => words::unknown(&error),
    };
    shown["session"] = name.into();
    shown
}

fn done(report: &VerbReport, message: &str) -> Reply {
    Ok(json!({ "response": { "message": message, "already": report.already } }))
}

/// A form's text: numbers come as JSON numbers from some pages.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
