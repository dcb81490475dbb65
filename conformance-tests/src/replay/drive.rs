//! Sends one request to a world with frozen time and waits for its answer, its end, and what follows from it.

use super::compare::{Event, Outcome, events_covered};
use crate::control::{Control, ControlError, Delivery, JournalEntry};
use crate::http::{Request, exchange};
use crate::token::Mint;
use std::time::Duration;

/// Virtual time that a request may take before it counts as never answered.
const VIRTUAL_LIMIT_MS: u64 = 30_000;
/// Virtual time in which an event may follow its answer.
const FOLLOWING_MS: u64 = 10_000;
/// Virtual time after the last recorded event in which no other may come.
const QUIET_MS: u64 = 250;
/// Virtual time per step while something is awaited.
const STEP_MS: u64 = 50;
/// How long a server may take to note a request in its journal: a bound on a broken server, not a pause.
const JOURNAL_LIMIT: Duration = Duration::from_secs(20);

/// One world and the tokens for it.
pub struct Driver<'a> {
    control: Control,
    mint: &'a Mint,
}

impl<'a> Driver<'a> {
    /// A driver of that world.
    pub fn new(control: Control, mint: &'a Mint) -> Self {
        Self { control, mint }
    }

    /// The world's control API.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// A token of the session.
    pub fn token(&self, session: &str) -> Result<String, String> {
        self.mint.token(session)
    }

    /// Sends the request, moving virtual time while the handler waits for it. Gives also the number of the last
    /// journal entry before it.
    pub async fn send(&self, request: Request) -> Result<(Outcome, u64), ControlError> {
        let before = self.control.requests_after(0).await?.last().map_or(0, |entry| entry.id);
        let world = self.control.world().clone();
        let mut task = tokio::spawn(async move { exchange(&world, &request).await });
        let mut virtual_ms = 0;
        let started = tokio::time::Instant::now();
        let outcome = loop {
            if let Ok(joined) = tokio::time::timeout(Duration::from_millis(4), &mut task).await {
                break match joined {
                    Ok(Ok(response)) => Outcome::Answered(response),
                    Ok(Err(error)) => Outcome::Broken(error.to_string()),
                    Err(error) => Outcome::Broken(error.to_string()),
                };
            }
            match self.entry_after(before).await?.map(|entry| entry.answered) {
                Some(Some(false)) => break Outcome::Hang,
                Some(None) if virtual_ms >= VIRTUAL_LIMIT_MS => break Outcome::Hang,
                Some(None) => {
                    self.control.advance(STEP_MS).await?;
                    virtual_ms += STEP_MS;
                }
                // Answered, and on its way; or not yet noted.
                Some(Some(true)) | None if started.elapsed() < JOURNAL_LIMIT => {}
                Some(Some(true)) | None => {
                    break Outcome::Broken("neither answered nor journalled".to_owned());
                }
            }
        };
        task.abort();
        Ok((outcome, before))
    }

    /// The first journal entry after the one of that number.
    pub async fn entry_after(&self, before: u64) -> Result<Option<JournalEntry>, ControlError> {
        Ok(self.control.requests_after(before).await?.into_iter().next())
    }

    /// Number of the last delivery.
    pub async fn last_delivery(&self) -> Result<u64, ControlError> {
        Ok(self.control.deliveries().await?.last().map_or(0, |delivery| delivery.id))
    }

    /// Moves virtual time until the recorded events have come, or no longer can, and gives all that came after the
    /// delivery of that number.
    pub async fn follow(
        &self,
        recorded: &[Event],
        since: u64,
        own: impl Fn(&Delivery) -> bool,
        limit_ms: Option<u64>,
    ) -> Result<Vec<Event>, ControlError> {
        let limit = limit_ms.unwrap_or(FOLLOWING_MS);
        let mut spent = 0;
        loop {
            let events = self.events(since, &own).await?;
            if events_covered(recorded, &events) {
                self.control.advance(QUIET_MS).await?;
                return self.events(since, &own).await;
            }
            if spent >= limit {
                return Ok(events);
            }
            // Long waits in longer steps.
            let step = STEP_MS.max(spent / 10);
            self.control.advance(step).await?;
            spent += step;
        }
    }

    async fn events(&self, since: u64, own: &impl Fn(&Delivery) -> bool) -> Result<Vec<Event>, ControlError> {
        let deliveries = self.control.deliveries().await?;
        Ok(deliveries.iter().filter(|one| one.id > since && own(one)).map(Event::of).collect())
    }
}
