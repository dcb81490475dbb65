//! The one path that every send takes: refuse, look the key up, check the number, claim, send once, judge, settle.

use std::future::Future;

use serde_json::{Map, Value, json};
use tokio::sync::OwnedMutexGuard;
use wppkit_api::{Addressing, KIND_FLAGS, OperationEntry};

use super::{
    Attempt, LedgerEntry, LedgerKey, SendOptions, Sent,
    fixed_id::fixed_id,
    outcome::{after_check, read_success},
};
use crate::{CallOptions, Delivery, Error, IntoRecipient, Recipient, Session, media::Upload};

/// An operation that sends to one chat.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    pub(crate) entry: &'static OperationEntry,
    pub(crate) addressing: Addressing,
}

impl Sending {
    /// The sending operation of this id.
    pub(crate) fn of(id: &str) -> Result<Self, Error> {
        let entry = wppkit_api::by_id(id);
        match entry.and_then(|entry| Some(Self { entry, addressing: entry.addressing()? })) {
            Some(sending) => Ok(sending),
            None => {
                if entry.is_none() {
                    return Err(crate::call::unknown_operation(id));
                }
                Err(Error::invalid_input(format!("{id:?} sends nothing to a chat"))
                    .with_hint("call it as an operation of the session; send-message and send-file send"))
            }
        }
    }

    pub(crate) fn id(self) -> &'static str {
        self.entry.meta.id
    }

    /// Writes the recipient into the request, with the flag of its kind.
    pub(super) fn address(self, fields: &mut Map<String, Value>, to: &Recipient) {
        if self.addressing.field == "phones" {
            fields.insert("phones".to_owned(), json!([to.chat_id()]));
            return;
        }
        fields.insert(self.addressing.field.to_owned(), Value::String(to.wire_user().to_owned()));
        let flags = to.flags();
        let flags = [flags.is_group, flags.is_newsletter, flags.is_lid];
        for ((name, set), known) in KIND_FLAGS.into_iter().zip(flags).zip(self.addressing.flags) {
            fields.remove(name);
            if set && known {
                fields.insert(name.to_owned(), Value::Bool(true));
            }
        }
    }
}

/// What goes beside the recipient.
pub(super) struct Content {
    pub(super) fields: Map<String, Value>,
    pub(super) upload: Option<Upload>,
}

/// A key whose turn it is.
struct Claim {
    key: LedgerKey,
    _turn: OwnedMutexGuard<()>,
}

impl Session {
    /// Reads a recipient of messages.
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

    /// Sends once to one recipient. `content` is asked for only if the key has no outcome yet.
    pub(super) async fn deliver(
        &self,
        sending: Sending,
        to: Recipient,
        options: &SendOptions,
        content: impl Future<Output = Result<Content, Error>>,
    ) -> Result<Sent, Error> {
        let refuse = |error: Error| error.before_sending(sending.id()).with_session(&self.shared.name);
        let claim = match options.idempotency_key.as_deref() {
            Some(key) => Some(self.take_turn(key).await.map_err(refuse)?),
            None => None,
        };
        let ledger = &self.client.0.settings.ledger;
        if let Some(claim) = &claim
            && let Some(known) = ledger.load(&claim.key).await.map_err(refuse)?
        {
            return self.again(sending, known);
        }
        let Content { mut fields, upload } = content.await.map_err(refuse)?;
        // What the server would misread is refused before anybody is asked.
        sending.address(&mut fields, &to);
        let mut fields = (sending.entry.check_request)(Value::Object(fields))
            .map_err(|invalid| refuse(Error::invalid_field(invalid)))?;
        let checked = matches!(to, Recipient::Phone(_));
        let to = self.resolve(to, &CallOptions::default()).await.map_err(refuse)?;
        sending.address(&mut fields, &to);
        let mut attempt = Attempt::new(sending.id(), to.chat_id(), &fields);
        if options.fixed_id {
            let id = fixed_id(options, sending, &to, self).map_err(refuse)?;
            choose_id(&mut fields, &id);
            attempt.message_id = Some(id);
        }
        let entry = LedgerEntry::begun(attempt.clone());
        if let Some(claim) = &claim
            && let Some(known) = ledger.claim(&claim.key, &entry).await.map_err(refuse)?
        {
            // Another process was quicker.
            return self.again(sending, known);
        }
        let result = self.send_once(sending, fields, upload, &to, checked, attempt).await;
        self.shared.note_send(sending.id(), &result);
        if let Some(claim) = &claim {
            self.settle(&claim.key, entry, &result).await;
        }
        result
    }

    /// The request itself, and what its answer proves.
    async fn send_once(
        &self,
        sending: Sending,
        fields: Map<String, Value>,
        upload: Option<Upload>,
        to: &Recipient,
        checked: bool,
        attempt: Attempt,
    ) -> Result<Sent, Error> {
        let meta = &sending.entry.meta;
        let context = |error: Error| error.with_operation(meta.id).with_session(&self.shared.name);
        let answer = self.client.0.exchange(self.target(), meta, fields, &self.options, upload).await;
        self.learn(answer)
            .map_err(|error| after_check(error, checked))
            .and_then(|answer| read_success(answer, to).map_err(context))
            .map_err(|error| match error.delivery() {
                Some(Delivery::Unknown) => error.with_attempt(attempt),
                _ => error,
            })
    }

    pub(super) fn ledger_key(&self, key: &str) -> Result<LedgerKey, Error> {
        if key.is_empty() {
            return Err(Error::invalid_input("the idempotency key is empty")
                .with_hint("give a text of your own for each message, or leave the key out"));
        }
        Ok(LedgerKey::new(self.client.base_url(), self.name(), key))
    }

    async fn take_turn(&self, key: &str) -> Result<Claim, Error> {
        let ledger_key = self.ledger_key(key)?;
        Ok(Claim { key: ledger_key, _turn: self.shared.turns.of(key).await })
    }

    /// The outcome that the key has already.
    fn again(&self, sending: Sending, known: LedgerEntry) -> Result<Sent, Error> {
        known.outcome().map_err(|error| error.with_operation(sending.id()).with_session(&self.shared.name))
    }

    async fn settle(&self, key: &LedgerKey, entry: LedgerEntry, result: &Result<Sent, Error>) {
        let ledger = &self.client.0.settings.ledger;
        let settled = match entry.settled(result) {
            Some(entry) => ledger.settle(key, &entry).await,
            None => ledger.release(key).await,
        };
        if let Err(error) = settled {
            // The claim stays: the key can only be taken for unknown, never be sent with again.
            tracing::warn!(%error, session = self.name(), "the ledger could not keep the outcome of a send");
        }
    }
}

/// Sets `options.messageId`.
fn choose_id(fields: &mut Map<String, Value>, id: &str) {
    let options = fields.entry("options").or_insert_with(|| json!({}));
    if !options.is_object() {
        *options = json!({});
    }
    options["messageId"] = Value::String(id.to_owned());
}

/// An outcome without the server's answer: it was given before.
pub(crate) fn made_sent(id: String, ack: wppkit_api::types::Ack, chat: String) -> Sent {
    let raw = crate::Answer::made(json!({"id": &id, "ack": ack, "chat": &chat})).raw;
    Sent { id, ack, chat, raw }
}
