//! Settles a send whose outcome is unknown, by looking into the chat.

use wppkit_api::{
    ops::messages::{get_messages::GetMessages, message_by_id::MessageById},
    types::{Ack, Message},
};

use super::{Attempt, Sent};
use crate::{Answer, Delivery, Error, ErrorCode, Session};

/// Messages of the chat that are looked through.
const LOOKED_THROUGH: i64 = 50;

/// What looking into the chat has shown.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reconciled {
    /// The message is there.
    Sent(Sent),
    /// The message is there, and marked as failed.
    Failed(Ack),
    /// The message is not there, which proves nothing: it may still come.
    NotFound,
}

impl Session {
    /// Looks into the chat for the message of a send whose outcome is unknown.
    ///
    /// Finds it by its id where that is known (the server told it, or [`SendOptions::fixed_id`](crate::SendOptions)
    /// chose it), else by direction, content and time among the last 50 messages. Two equal texts within two minutes
    /// cannot be told apart.
    ///
    /// # Errors
    /// `invalid_input` unless the error comes from a send with an unknown outcome; else as every call.
    pub async fn reconcile(&self, unknown: &Error) -> Result<Reconciled, Error> {
        let Some(attempt) = unknown.attempt().filter(|_| unknown.delivery() == Some(Delivery::Unknown))
        else {
            return Err(Error::invalid_input("the error does not come from a send with an unknown outcome")
                .with_session(&self.shared.name)
                .with_hint("give the error of a send whose delivery is unknown"));
        };
        self.look_for(attempt, unknown.message_id()).await
    }

    /// [`Session::reconcile`] for the send of this idempotency key, also of a process that died. What is found becomes
    /// the key's outcome.
    ///
    /// # Errors
    /// `invalid_input` if the ledger does not know the key; else as every call.
    pub async fn reconcile_key(&self, key: &str) -> Result<Reconciled, Error> {
        let refuse = |error: Error| error.with_session(&self.shared.name);
        let key = self.ledger_key(key).map_err(refuse)?;
        let ledger = &self.client.0.settings.ledger;
        let Some(entry) = ledger.load(&key).await.map_err(refuse)? else {
            return Err(refuse(
                Error::invalid_input("the ledger does not know this idempotency key")
                    .with_hint("it was never used in this session, or proven not sent, or is too old"),
            ));
        };
        let unknown = match entry.clone().outcome() {
            Ok(sent) => return Ok(Reconciled::Sent(sent)),
            Err(unknown) => unknown,
        };
        let found = self.reconcile(&unknown).await?;
        if let Reconciled::Sent(sent) = &found
            && let Some(entry) = entry.settled(&Ok(sent.clone()))
        {
            ledger.settle(&key, &entry).await.map_err(refuse)?;
        }
        Ok(found)
    }

    pub(crate) async fn look_for(&self, attempt: &Attempt, id: Option<&str>) -> Result<Reconciled, Error> {
        if let Some(id) = id.or(attempt.message_id.as_deref()) {
            return match self.call(MessageById::new(id)).await {
                Ok(answer) => {
                    let message = answer.value.clone();
                    Ok(settled(&message, answer, attempt))
                }
                // The server has a status and a text of its own for every library version; all mean: not there.
                Err(error) if matches!(error.code(), ErrorCode::Rejected | ErrorCode::Server) => {
                    Ok(Reconciled::NotFound)
                }
                Err(error) => Err(error),
            };
        }
        match self.look_in(&attempt.chat, attempt).await? {
            Reconciled::NotFound => {}
            found => return Ok(found),
        }
        // WhatsApp moves chats from numbers to LIDs: the message may be in the chat of the person's other id.
        for id in self.ids_of(&attempt.chat).await.into_iter().filter(|id| *id != attempt.chat) {
            match self.look_in(&id, attempt).await? {
                Reconciled::NotFound => {}
                found => return Ok(found),
            }
        }
        Ok(Reconciled::NotFound)
    }

    async fn look_in(&self, chat: &str, attempt: &Attempt) -> Result<Reconciled, Error> {
        let mut request = GetMessages::new(chat);
        request.count = Some(LOOKED_THROUGH);
        let answer = match self.call(request).await {
            Ok(answer) => answer,
            // A chat that does not exist yet holds no messages.
            Err(error) if matches!(error.code(), ErrorCode::Rejected | ErrorCode::Server) => {
                return Ok(Reconciled::NotFound);
            }
            Err(error) => return Err(error),
        };
        let found = answer.value.iter().rev().find(|message| attempt.matches(message)).cloned();
        Ok(found.map_or(Reconciled::NotFound, |message| settled(&message, answer, attempt)))
    }
}

fn settled<T>(message: &Message, answer: Answer<T>, attempt: &Attempt) -> Reconciled {
    let ack = message.ack.unwrap_or(Ack::PENDING);
    if ack.is_failure() {
        return Reconciled::Failed(ack);
    }
    Reconciled::Sent(Sent { id: message.id.to_string(), ack, chat: attempt.chat.clone(), raw: answer.raw })
}
