//! Who handles which events.

use std::{any::Any, fmt, future::Future, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;
use serde::Deserialize;

use super::{Filter, Received};
use crate::BoxFuture;

/// Why a handler could not handle an event.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

type Run = Arc<dyn Fn(Received) -> BoxFuture<'static, Result<(), HandlerError>> + Send + Sync>;

/// Which of the handlers whose filter an event passes get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Matching {
    /// The first, in the order in which they were added.
    #[default]
    First,
    /// All, one after the other; one that fails does not keep the others from it.
    All,
}

/// Handlers with their filters. An event that nobody wants is done.
///
/// ```
/// use wppkit::events::{EventKind, Filter, Handlers};
///
/// let handlers = Handlers::new().on(Filter::kind(EventKind::Message), |event| async move {
///     println!("{}: {}", event.chat().unwrap_or("?"), event.text().unwrap_or_default());
///     Ok(())
/// });
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Handlers {
    list: Vec<(Filter, Run)>,
    matching: Matching,
}

impl Handlers {
    /// None yet; an event goes to the first that wants it.
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet; an event goes to all that want it.
    pub fn all() -> Self {
        Self { matching: Matching::All, ..Self::default() }
    }

    /// Adds a handler. An error or a panic has the event handled again, later, and in the end put aside; it does
    /// not concern the events of other chats.
    pub fn on<F, R>(mut self, filter: Filter, handler: F) -> Self
    where
        F: Fn(Received) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        self.list.push((filter, Arc::new(move |event| Box::pin(handler(event)))));
        self
    }

    /// Which handlers want the event, by place.
    pub(crate) fn wanting(&self, event: &Received) -> Vec<usize> {
        let passing = self.list.iter().enumerate().filter(|(_, (filter, _))| filter.passes(event));
        let passing = passing.map(|(place, _)| place);
        match self.matching {
            Matching::First => passing.take(1).collect(),
            Matching::All => passing.collect(),
        }
    }

    /// Runs one handler; a panic is an error.
    pub(crate) async fn run(&self, place: usize, event: Received) -> Result<(), Failed> {
        let Some((_, handler)) = self.list.get(place) else { return Ok(()) };
        let handling = AssertUnwindSafe(async { handler(event).await }).catch_unwind();
        match handling.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Failed { error: error.to_string(), for_good: error.is::<GaveUp>() }),
            Err(panic) => {
                let error = format!("the handler panicked: {}", said(&*panic));
                Err(Failed { error, for_good: false })
            }
        }
    }
}

/// A handler that could not handle an event.
pub(crate) struct Failed {
    /// Why.
    pub(crate) error: String,
    /// It has made its own attempts: the event is not to be given to it again.
    pub(crate) for_good: bool,
}

/// The error of a handler that has made its own attempts.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct GaveUp(#[from] pub(crate) crate::Error);

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a word")
}

impl fmt::Debug for Handlers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut handlers = formatter.debug_struct("Handlers");
        handlers.field("count", &self.list.len()).field("matching", &self.matching).finish()
    }
}
