//! Why a command failed, as people and as scripts read it.

use std::{error::Error as _, io, ops::Deref};

use serde::Serialize;
use wppkit::{Delivery, ErrorCode, api::Effect};

use crate::exit::Exit;

/// A failed command: what happened, what was not done, what to do next.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Failure(Box<Facts>);

/// Serialized with every key present, in this order.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Facts {
    /// The SDK's error code.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) operation: Option<String>,
    pub(crate) session: Option<String>,
    /// HTTP status of the answer.
    pub(crate) status: Option<u16>,
    /// `not_sent` or `unknown`.
    pub(crate) delivery: Option<&'static str>,
    pub(crate) temporary: bool,
    pub(crate) hint: Option<String>,
    /// Id of a message that may have been sent.
    pub(crate) message_id: Option<String>,
    /// What lies below, outermost first.
    pub(crate) causes: Vec<String>,
    #[serde(skip)]
    pub(crate) exit: Exit,
}

impl Facts {
    fn new(code: ErrorCode, exit: Exit, message: impl Into<String>) -> Self {
        Self {
            code: code.as_str(),
            message: message.into(),
            operation: None,
            session: None,
            status: None,
            delivery: None,
            temporary: false,
            hint: None,
            message_id: None,
            causes: Vec::new(),
            exit,
        }
    }

    /// Whether it was about a message.
    pub(crate) fn is_send(&self) -> bool {
        let entry = self.operation.as_deref().and_then(wppkit::api::by_id);
        entry.is_some_and(|entry| entry.meta.effect == Effect::Send)
    }
}

impl Failure {
    /// Arguments that cannot mean anything.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::hinted(Facts::new(ErrorCode::InvalidInput, Exit::Usage, message), hint)
    }

    /// Something local that did not work, such as a port that is taken.
    pub(crate) fn local(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::hinted(Facts::new(ErrorCode::Rejected, Exit::Failed, message), hint)
    }

    /// Ctrl-C; the message says what was left as it is.
    pub(crate) fn cancelled(message: impl Into<String>) -> Self {
        Self(Box::new(Facts::new(ErrorCode::Cancelled, Exit::Cancelled, message)))
    }

    /// Ctrl-C while a message was on its way.
    pub(crate) fn cancelled_send(operation: &str) -> Self {
        let message = "cancelled while the message was on its way";
        let mut facts = Facts::new(ErrorCode::Cancelled, Exit::Unknown, message);
        facts.operation = Some(operation.to_owned());
        facts.delivery = Some(Delivery::Unknown.as_str());
        Self::hinted(facts, "look into the chat before you send it again")
    }

    fn hinted(mut facts: Facts, hint: impl Into<String>) -> Self {
        facts.hint = Some(hint.into());
        Self(Box::new(facts))
    }
}

impl Deref for Failure {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

/// The terminal, the disk or a pipe failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let message = format!("input or output failed: {error}");
        Self(Box::new(Facts::new(ErrorCode::Rejected, Exit::Failed, message)))
    }
}

impl From<wppkit::Error> for Failure {
    fn from(error: wppkit::Error) -> Self {
        let causes = std::iter::successors(error.source(), |cause| (**cause).source());
        let causes = causes.map(ToString::to_string).collect();
        Self(Box::new(Facts {
            code: error.code().as_str(),
            message: error.message().to_owned(),
            operation: error.operation().map(str::to_owned),
            session: error.session().map(str::to_owned),
            status: error.status(),
            delivery: error.delivery().map(Delivery::as_str),
            temporary: error.temporary(),
            hint: error.hint().map(str::to_owned),
            message_id: error.message_id().map(str::to_owned),
            causes,
            exit: Exit::of(error.code(), error.delivery(), error.operation()),
        }))
    }
}
