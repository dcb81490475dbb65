//! Sending with any operation.

use std::future::ready;

use serde_json::{Map, Value};
use wppkit_api::Operation;

use super::{
    SendOptions, Sent,
    deliver::{Content, Sending},
};
use crate::{
    Error, IntoRecipient, Media, Recipient, Session,
    media::{Prepared, Upload},
};

impl Session {
    /// Sends with a typed request and tells the truth about it, as [`Session::send_text`] does.
    ///
    /// The recipient is the request's own `phone`, one, in any form that a recipient has; its kind sets the flags.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::api::ops::messages::send_message::SendMessage;
    ///
    /// let sent = shop.send(SendMessage::new("+55 21 99999-9999", "Olá")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Session::send_text`]; `invalid_input` for an operation that sends nothing to a chat.
    pub async fn send<O: Operation>(&self, request: O) -> Result<Sent, Error> {
        self.send_with(request, SendOptions::default()).await
    }

    /// [`Session::send`] with options.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub async fn send_with<O: Operation>(&self, request: O, options: SendOptions) -> Result<Sent, Error> {
        let id = O::META.id;
        let refuse = |error: Error| error.before_sending(id).with_session(&self.shared.name);
        let sending = Sending::of(id).map_err(refuse)?;
        let fields = match serde_json::to_value(&request) {
            Ok(Value::Object(fields)) => fields,
            _ => {
                return Err(refuse(
                    Error::invalid_input("the request is no JSON object")
                        .with_hint("give a request of wppkit_api::ops"),
                ));
            }
        };
        let to = self.recipient(only_recipient(sending, &fields).map_err(refuse)?, id)?;
        self.deliver(sending, to, &options, ready(Ok(Content { fields, upload: None }))).await
    }

    /// Sends with the operation of this id: `fields` are the operation's own, without `phone` and its flags.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub async fn send_operation(
        &self,
        operation: &str,
        to: impl IntoRecipient,
        fields: Value,
        options: SendOptions,
    ) -> Result<Sent, Error> {
        self.send_operation_with_file(operation, to, fields, None, options).await
    }

    /// [`Session::send_operation`] with a file beside the fields, for operations that take an upload.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub async fn send_operation_with_file(
        &self,
        operation: &str,
        to: impl IntoRecipient,
        fields: Value,
        file: Option<Media>,
        options: SendOptions,
    ) -> Result<Sent, Error> {
        let sending = Sending::of(operation).map_err(|error| error.with_session(&self.shared.name))?;
        let to = self.recipient(to, sending.id())?;
        let content = async {
            let fields = match fields {
                Value::Object(fields) => fields,
                Value::Null => Map::new(),
                _ => {
                    return Err(Error::invalid_input("the fields are no JSON object")
                        .with_hint("give an object with the operation's fields"));
                }
            };
            let upload = match file {
                Some(file) => Some(upload(sending, file).await?),
                None => None,
            };
            Ok(Content { fields, upload })
        };
        self.deliver(sending, to, &options, content).await
    }
}

async fn upload(sending: Sending, file: Media) -> Result<Upload, Error> {
    if sending.entry.meta.multipart.is_none() {
        return Err(Error::takes_no_file(sending.id()));
    }
    match file.prepare().await? {
        Prepared::Upload(upload) => Ok(upload),
        Prepared::Remote { .. } => Err(Error::invalid_input("a URL cannot be uploaded")
            .with_hint("give it in the field path: the server downloads it")),
    }
}

/// The one recipient of a request, with what its flags say of it.
fn only_recipient(sending: Sending, fields: &Map<String, Value>) -> Result<String, Error> {
    let text = match fields.get(sending.addressing.field) {
        Some(Value::String(text)) if !text.contains([',', ';']) => text.as_str(),
        Some(Value::Array(list)) => match list.as_slice() {
            [Value::String(text)] => text.as_str(),
            _ => return Err(many()),
        },
        _ => return Err(many()),
    };
    let set = |name: &str| fields.get(name) == Some(&Value::Bool(true));
    let server = match (set("isGroup"), set("isNewsletter"), set("isLid")) {
        _ if text.contains('@') => "",
        (true, ..) => "@g.us",
        (_, true, _) => "@newsletter",
        (.., true) => "@lid",
        _ => "",
    };
    let whole = format!("{text}{server}");
    let flagged = set("isGroup") || set("isNewsletter") || set("isLid");
    match Recipient::parse(&whole, None) {
        // A flag that contradicts the id would reach somebody else.
        Ok(to) if flagged && text.contains('@') => {
            let flags = to.flags();
            let same = set("isGroup") == flags.is_group
                && set("isNewsletter") == flags.is_newsletter
                && set("isLid") == flags.is_lid;
            if same {
                Ok(whole)
            } else {
                Err(Error::invalid_input(format!("{text:?} contradicts its flags"))
                    .with_hint("leave isGroup, isNewsletter and isLid out: the id says what it is"))
            }
        }
        _ => Ok(whole),
    }
}

fn many() -> Error {
    Error::invalid_input("a send has exactly one recipient")
        .with_hint("send_many sends to many, with one request and one outcome each")
}
