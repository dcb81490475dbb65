//! Waiting until a message has got somewhere.

use std::time::Duration;

use wppkit_api::{
    Operation,
    ops::messages::message_by_id::MessageById,
    types::{Ack, Message},
};

use crate::{Delivery, Error, ErrorCode, Session};

impl Session {
    /// Waits until the message has reached this level: [`Ack::SENT`], [`Ack::RECEIVED`], [`Ack::READ`], …
    ///
    /// Asks sparsely, and gives the level reached, which may be higher. Levels never go backwards here.
    ///
    /// # Errors
    /// `send_failed` if WhatsApp reports a failure; `timeout` otherwise, with the level reached in the message.
    pub async fn wait_for_ack(&self, id: &str, level: Ack, timeout: Duration) -> Result<Ack, Error> {
        let mut reached = None;
        let context =
            |error: Error| error.with_operation(MessageById::META.id).with_session(&self.shared.name);
        tokio::select! {
            result = self.until_ack(id, level, &mut reached) => return result,
            () = self.client.0.settings.clock.sleep(timeout) => {}
        }
        let reached = reached.map_or("nothing is known of it", Ack::name);
        let message = format!(
            "the message has not got to {} within {} s: {reached}",
            level.name(),
            timeout.as_secs_f32()
        );
        Err(context(
            Error::new(ErrorCode::Timeout, message)
                .with_temporary(true)
                .with_hint("it may get there later; a phone that is switched off receives nothing"),
        ))
    }

    async fn until_ack(&self, id: &str, level: Ack, reached: &mut Option<Ack>) -> Result<Ack, Error> {
        let settings = &self.client.0.settings;
        let mut pause = settings.pace.debounce;
        loop {
            match self.call(MessageById::new(id)).await.map(|answer| answer.into_value()) {
                Ok(Message { ack: Some(ack), .. }) => *reached = (*reached).max(Some(ack)),
                Ok(_) => {}
                // The library may not find it at once.
                Err(error) if matches!(error.code(), ErrorCode::Rejected | ErrorCode::Server) => {}
                Err(error) if error.temporary() => {}
                Err(error) => return Err(error),
            }
            match *reached {
                Some(ack) if ack.is_failure() => {
                    return Err(Error::new(
                        ErrorCode::SendFailed,
                        format!("WhatsApp reports {}", ack.name()),
                    )
                    .with_operation(MessageById::META.id)
                    .with_session(&self.shared.name)
                    .with_delivery(Delivery::Unknown)
                    .with_message_id(id)
                    .with_hint("it stays in the chat as failed, and the phone may still send it"));
                }
                Some(ack) if ack >= level => return Ok(ack),
                _ => {}
            }
            settings.clock.sleep(pause).await;
            pause = (pause * 3 / 2).min(settings.pace.poll_max);
        }
    }
}
