//! Sending texts.

use std::time::SystemTime;

use serde_json::{Map, Value, json};
use wppkit_api::{Operation, ops::messages::send_message::SendMessage};

use super::{
    Attempt, Sent, TextOptions,
    outcome::{after_check, read_success},
};
use crate::{CallOptions, Delivery, Error, IntoRecipient, Recipient, Session, media::Upload};

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
        let to = self.recipient(to, id)?;
        self.sendable_text(&text, id)?;
        let key = options.idempotency_key.clone();
        let sending = async {
            let checked = matches!(to, Recipient::Phone(_));
            let to = self.resolved(to, id).await?;
            let mut request = SendMessage::new(to.wire_user(), text);
            let flags = to.flags();
            request.is_group = flags.is_group.then_some(true);
            request.is_newsletter = flags.is_newsletter.then_some(true);
            request.is_lid = flags.is_lid.then_some(true);
            request.options = options.quoted.map(|quoted| json!({ "quotedMsg": quoted }));
            self.send(&request, &to, checked, None).await
        };
        self.shared.ledger.once(key.as_deref(), sending).await
    }

    /// Sends a text to each recipient, one after the other. Never fails as a whole: one outcome per recipient, in
    /// order.
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

    pub(super) fn recipient(&self, to: impl IntoRecipient, id: &'static str) -> Result<Recipient, Error> {
        let refuse = |error: Error| error.before_sending(id).with_session(&self.shared.name);
        match to.into_recipient(self.client.0.settings.region).map_err(refuse)? {
            Recipient::Status => Err(refuse(
                Error::invalid_input("status@broadcast takes stories, not messages")
                    .with_hint("stories have routes of their own: send-text-storie, send-image-storie, …"),
            )),
            to => Ok(to),
        }
    }

    fn sendable_text(&self, text: &str, id: &'static str) -> Result<(), Error> {
        let refuse = |message: String| {
            Err(Error::invalid_input(message).before_sending(id).with_session(&self.shared.name))
        };
        if text.trim().is_empty() {
            return refuse("the text is empty".to_owned());
        }
        // Counting bytes first spares counting characters of ordinary texts.
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            return refuse(format!("the text is longer than the {LONGEST} characters that WhatsApp takes"));
        }
        Ok(())
    }

    pub(super) async fn resolved(&self, to: Recipient, id: &'static str) -> Result<Recipient, Error> {
        self.resolve(to, &CallOptions::default())
            .await
            .map_err(|error| error.before_sending(id).with_session(&self.shared.name))
    }

    /// Sends a request with one recipient and judges its answer.
    pub(super) async fn send<O: Operation>(
        &self,
        request: &O,
        to: &Recipient,
        checked: bool,
        upload: Option<Upload>,
    ) -> Result<Sent, Error> {
        let context = |error: Error| error.with_operation(O::META.id).with_session(&self.shared.name);
        request.validate().map_err(|invalid| context(Error::invalid_input(invalid.to_string())))?;
        let fields = match serde_json::to_value(request) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let attempt = Attempt {
            chat: to.chat_id(),
            text: text("message").or_else(|| text("caption")),
            filename: text("filename"),
            began: SystemTime::now(),
        };
        let answer = self.client.0.exchange(self.target(), &O::META, fields, &self.options, upload).await;
        self.learn(answer)
            .map_err(|error| after_check(error, checked))
            .and_then(|answer| read_success(answer, to).map_err(context))
            .map_err(|error| match error.delivery() {
                Some(Delivery::Unknown) => error.with_attempt(attempt),
                _ => error,
            })
    }
}
