//! Sending texts.

use std::future::ready;

use serde_json::{Map, Value, json};
use wppkit_api::{Operation, ops::messages::send_message::SendMessage};

use super::{
    SendOptions, Sent, TextOptions,
    deliver::{Content, Sending},
};
use crate::{Error, IntoRecipient, Session};

/// Longest text that WhatsApp takes, in characters.
const LONGEST: usize = 65_536;

impl Session {
    /// Sends a text to one recipient: a phone number, a group, a newsletter or a LID.
    ///
    /// The number is checked first, so that an unknown one is refused before anything leaves.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// let sent = shop.send_text("+55 21 99999-9999", "Olá").await?;
    /// println!("{} ({})", sent.id, sent.ack.name());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// With [`Error::delivery`] `not_sent`: provably nothing was sent (`invalid_input`, `number_not_found`,
    /// `not_connected`, `connect`, …). With `unknown`: it may have been; look before sending again.
    pub async fn send_text(&self, to: impl IntoRecipient, text: impl Into<String>) -> Result<Sent, Error> {
        self.send_text_with(to, text, TextOptions::default()).await
    }

    /// [`Session::send_text`] with options.
    ///
    /// # Errors
    /// As [`Session::send_text`].
    pub async fn send_text_with(
        &self,
        to: impl IntoRecipient,
        text: impl Into<String>,
        options: TextOptions,
    ) -> Result<Sent, Error> {
        let text = text.into();
        let id = SendMessage::META.id;
        let sending = Sending::of(id)?;
        let to = self.recipient(to, id)?;
        self.sendable_text(&text, id)?;
        let mut fields = Map::new();
        fields.insert("message".to_owned(), Value::String(text));
        if let Some(quoted) = options.quoted {
            fields.insert("options".to_owned(), json!({ "quotedMsg": quoted }));
        }
        let options = SendOptions { idempotency_key: options.idempotency_key, fixed_id: options.fixed_id };
        self.deliver(sending, to, &options, ready(Ok(Content { fields, upload: None }))).await
    }

    /// Sends a text to each recipient, one after the other. Never fails as a whole: one outcome per recipient, in
    /// order. [`Client::send_many`](crate::Client::send_many) does more.
    pub async fn send_text_many<R: IntoRecipient>(
        &self,
        to: impl IntoIterator<Item = R>,
        text: &str,
    ) -> Vec<Result<Sent, Error>> {
        let mut outcomes = Vec::new();
        for recipient in to {
            outcomes.push(self.send_text(recipient, text).await);
        }
        outcomes
    }

    fn sendable_text(&self, text: &str, id: &'static str) -> Result<(), Error> {
        let refuse = |message: String, hint: &'static str| {
            let error = Error::invalid_input(message).with_hint(hint);
            Err(error.before_sending(id).with_session(&self.shared.name))
        };
        if text.trim().is_empty() {
            return refuse("the text is empty".to_owned(), "give the text to send");
        }
        // Counting bytes first spares counting characters of ordinary texts.
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            return refuse(
                format!("the text is longer than the {LONGEST} characters that WhatsApp takes"),
                "send it in parts, or as a file",
            );
        }
        Ok(())
    }
}
