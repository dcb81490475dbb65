//! Forwarding events to an address of one's own, signed, until it is accepted.

mod signature;
mod state;

use std::{fmt, sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
pub use signature::{EVENT_HEADER, MAX_AGE_SECONDS, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign, verify};
pub use state::RelayOff;
use state::{Position, State};
use url::Url;

use super::{HandlerError, Inbox, Received, handlers::GaveUp};
use crate::{
    BoxFuture, Error, ErrorCode, Secret,
    transport::{self, Address, Limits},
};

/// How a relay delivers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RelayOptions {
    /// Pauses after each failed attempt. Without a list: from 1 s doubled up to 5 min, with jitter, eight attempts.
    pub schedule: Option<Vec<Duration>>,
    /// How long the receiver may take: 15 s.
    pub timeout: Duration,
    /// After so many events in a row that could not be delivered the relay is off: 10. Events then wait, as dead
    /// letters, for [`Relay::redrive`].
    pub disable_after: u32,
}

impl Default for RelayOptions {
    fn default() -> Self {
        Self { schedule: None, timeout: Duration::from_secs(15), disable_after: 10 }
    }
}

/// A relay to one address: use [`Relay::handler`] as a handler of the inbox.
///
/// Each event is posted as JSON ([`Received::to_json`]) with the headers of [`sign`], and posted again until it is
/// answered 2xx: at least once, in the order of each chat. 410 says that the receiver wants no more: the relay is
/// off. What could not be delivered is put aside and can be sent again with [`Relay::redrive`].
///
/// Whether it is off, and how far each event is on its schedule, is kept in the inbox's file, by address: a restart
/// changes neither.
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    address: Address,
    secret: Secret,
    options: RelayOptions,
    inbox: Inbox,
    state: State,
}

impl Relay {
    /// A relay from this inbox to this address. Blocks for a moment, to read whether it is off.
    ///
    /// # Errors
    /// `invalid_input` for an address that is no HTTP URL, or an empty secret; `storage`.
    pub fn new(inbox: &Inbox, url: &str, secret: Secret, options: RelayOptions) -> Result<Self, Error> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = parsed else {
            return Err(Error::invalid_input("the address of the relay is no HTTP URL")
                .with_hint("give the http(s) URL that takes the events, such as http://10.0.0.5:8080/in"));
        };
        signature::check_secret(&secret)?;
        let address = Address::of(&url).map_err(|failure| {
            Error::invalid_input(failure.cause)
                .with_hint("look for characters in the address of the relay that no URL has")
        })?;
        let state = State::open(inbox, &url)?;
        Ok(Self(Arc::new(Inner { address, secret, options, inbox: inbox.clone(), state })))
    }

    /// Whether it delivers. It is off after too many events in a row that could not be delivered, and after a 410.
    pub fn enabled(&self) -> bool {
        self.0.state.is_on()
    }

    /// Why and since when it is off; `None` while it delivers.
    pub fn off(&self) -> Option<RelayOff> {
        self.0.state.off()
    }

    /// Switches it on again. What was put aside stays there; every other event begins its schedule anew.
    ///
    /// # Errors
    /// `storage`.
    pub async fn switch_on(&self) -> Result<(), Error> {
        self.0.state.switch_on().await
    }

    /// Switches it on again, and has everything that was put aside delivered; answers how much that is.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self) -> Result<usize, Error> {
        self.switch_on().await?;
        self.0.inbox.redrive(None).await
    }

    /// The relay as a handler: `Handlers::new().on(filter, relay.handler())`. It makes its own attempts: what it gives
    /// up is put aside at once.
    pub fn handler(
        &self,
    ) -> impl Fn(Received) -> BoxFuture<'static, Result<(), HandlerError>> + Send + Sync + 'static {
        let relay = self.clone();
        move |event| {
            let relay = relay.clone();
            Box::pin(async move { relay.deliver(&event).await.map_err(|error| GaveUp(error).into()) })
        }
    }

    /// Delivers one event, as often as the schedule says, from where it stood when the process before this one ended.
    ///
    /// # Errors
    /// Why it was not accepted, after the last attempt; `storage` if how it went cannot be written down.
    pub async fn deliver(&self, event: &Received) -> Result<(), Error> {
        let (state, seq, inbox) = (&self.0.state, event.seq(), &self.0.inbox.0);
        let mut pauses = self.pauses();
        let mut attempts = 0_u32;
        if let Some(stood) = state.position(seq) {
            // One pause of the schedule came after each attempt; the last of them may still be going on.
            attempts = stood.attempts;
            let last = pauses.by_ref().take(attempts as usize).last().unwrap_or_default();
            let rest = u64::try_from(stood.next_ms.saturating_sub(inbox.time.now_ms())).unwrap_or_default();
            // A clock that was set back must not stretch it; jitter at most doubles it.
            inbox.clock.sleep(Duration::from_millis(rest).min(last * 2)).await;
        }
        if let Some(off) = state.off() {
            return Err(Error::new(ErrorCode::Rejected, format!("the relay is off: {off}"))
                .with_hint("see to the receiver, then redrive()"));
        }
        let body = Bytes::from(event.to_json().to_string());
        loop {
            attempts += 1;
            let error = match self.post(event, body.clone()).await {
                Ok(200..=299) => {
                    state.place(seq, None).await?;
                    return state.succeeded().await;
                }
                Ok(410) => {
                    state.place(seq, None).await?;
                    state.switch_off("the receiver answered 410, it wants no more events").await?;
                    return Err(self
                        .refused(410)
                        .with_hint("the receiver wants no more events: the relay is off"));
                }
                Ok(status) => self.refused(status),
                Err(error) => error,
            };
            let Some(pause) = pauses.next().filter(|_| self.enabled()) else {
                state.place(seq, None).await?;
                self.count_failure(&error).await?;
                return Err(error);
            };
            tracing::debug!(seq, %error, attempts, "relaying again");
            let pause_ms = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            let next_ms = inbox.time.now_ms().saturating_add(pause_ms);
            state.place(seq, Some(Position { attempts, next_ms })).await?;
            inbox.clock.sleep(pause).await;
        }
    }

    async fn count_failure(&self, error: &Error) -> Result<(), Error> {
        let failures = self.0.state.failed().await?;
        if failures < self.0.options.disable_after || !self.enabled() {
            return Ok(());
        }
        let reason = format!(
            "{failures} events in a row could not be delivered, the last of them because {}",
            error.message()
        );
        tracing::error!(reason, "the relay is off");
        self.0.state.switch_off(&reason).await
    }

    fn pauses(&self) -> Box<dyn Iterator<Item = Duration> + Send> {
        match &self.0.options.schedule {
            Some(schedule) => Box::new(schedule.clone().into_iter()),
            None => Box::new(
                ExponentialBuilder::default()
                    .with_min_delay(Duration::from_secs(1))
                    .with_max_delay(Duration::from_secs(300))
                    .with_max_times(7)
                    .with_jitter()
                    .build(),
            ),
        }
    }

    fn refused(&self, status: u16) -> Error {
        let temporary = status >= 500 || status == 429 || status == 408;
        Error::new(ErrorCode::Rejected, format!("the receiver of the relay answered {status}"))
            .with_status(status)
            .with_temporary(temporary)
    }

    async fn post(&self, event: &Received, body: Bytes) -> Result<u16, Error> {
        let timestamp = self.0.inbox.0.time.now_ms().div_euclid(1_000);
        let headers = [
            (TIMESTAMP_HEADER, timestamp.to_string()),
            (SIGNATURE_HEADER, sign(&self.0.secret, timestamp, &body)),
            (EVENT_HEADER, event.seq().to_string()),
        ];
        let limits = Limits {
            connect: Duration::from_secs(10),
            total: self.0.options.timeout,
            answer_bytes: 64 * 1024,
        };
        transport::post(self.0.address.clone(), &headers, body, limits).await.map_err(|failure| {
            Error::new(
                ErrorCode::Connect,
                format!("the receiver of the relay is not reached: {}", failure.cause),
            )
            .with_temporary(true)
        })
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may carry a secret.
        formatter.debug_struct("Relay").field("enabled", &self.enabled()).finish_non_exhaustive()
    }
}
