//! Forwarding events to an address of one's own, signed, until it is accepted.

mod signature;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
pub use signature::{EVENT_HEADER, MAX_AGE_SECONDS, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign, verify};
use url::Url;

use super::{HandlerError, Inbox, Received};
use crate::{
    BoxFuture, Error, ErrorCode, Secret,
    transport::{self, Limits},
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
    /// letters, for [`Inbox::redrive`].
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
/// off. What could not be delivered is put aside and can be sent again with [`Inbox::redrive`].
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    url: Url,
    secret: Secret,
    options: RelayOptions,
    inbox: Inbox,
    /// Events in a row that could not be delivered.
    failures: AtomicU32,
}

const OFF: u32 = u32::MAX;

impl Relay {
    /// A relay from this inbox to this address.
    ///
    /// # Errors
    /// `invalid_input` for an address that is no HTTP URL, or an empty secret.
    pub fn new(inbox: &Inbox, url: &str, secret: Secret, options: RelayOptions) -> Result<Self, Error> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = parsed else {
            return Err(Error::invalid_input("the address of the relay is no HTTP URL"));
        };
        if secret.expose().is_empty() {
            return Err(Error::invalid_input("the secret of the relay is empty")
                .with_hint("share a long random text with the receiver"));
        }
        Ok(Self(Arc::new(Inner { url, secret, options, inbox: inbox.clone(), failures: AtomicU32::new(0) })))
    }

    /// Whether it delivers. It is off after too many events in a row that could not be delivered, and after a 410.
    pub fn enabled(&self) -> bool {
        let failures = self.0.failures.load(Ordering::Acquire);
        failures != OFF && failures < self.0.options.disable_after
    }

    /// Switches it on again, and has everything that was put aside delivered; answers how much that is.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self) -> Result<usize, Error> {
        self.0.failures.store(0, Ordering::Release);
        self.0.inbox.redrive(None).await
    }

    /// The relay as a handler: `Handlers::new().on(filter, relay.handler())`. It makes its own attempts; give the
    /// dispatcher `attempts: 1`, so that what it gives up is put aside at once.
    pub fn handler(
        &self,
    ) -> impl Fn(Received) -> BoxFuture<'static, Result<(), HandlerError>> + Send + Sync + 'static {
        let relay = self.clone();
        move |event| {
            let relay = relay.clone();
            Box::pin(async move { relay.deliver(&event).await.map_err(Into::into) })
        }
    }

    /// Delivers one event, as often as the schedule says.
    ///
    /// # Errors
    /// Why it was not accepted, after the last attempt.
    pub async fn deliver(&self, event: &Received) -> Result<(), Error> {
        if !self.enabled() {
            return Err(Error::new(ErrorCode::Rejected, "the relay is off")
                .with_hint("see to the receiver, then redrive()"));
        }
        let body = Bytes::from(event.to_json().to_string());
        let mut pauses = self.pauses();
        let mut attempt = 0_u32;
        loop {
            attempt += 1;
            let error = match self.post(event, body.clone()).await {
                Ok(200..=299) => {
                    self.0.failures.store(0, Ordering::Release);
                    return Ok(());
                }
                Ok(410) => {
                    self.0.failures.store(OFF, Ordering::Release);
                    return Err(self
                        .refused(410)
                        .with_hint("the receiver wants no more events: the relay is off"));
                }
                Ok(status) => self.refused(status),
                Err(error) => error,
            };
            let Some(pause) = pauses.next().filter(|_| self.enabled()) else {
                self.count_failure();
                return Err(error);
            };
            tracing::debug!(seq = event.seq(), %error, attempt, "relaying again");
            self.0.inbox.0.clock.sleep(pause).await;
        }
    }

    fn count_failure(&self) {
        let add = |failures: u32| (failures != OFF).then_some(failures.saturating_add(1).min(OFF - 1));
        let before = self.0.failures.fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
        if before.is_ok_and(|before| before + 1 == self.0.options.disable_after) {
            tracing::error!("the relay is off: too many events in a row could not be delivered");
        }
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
        transport::post(self.0.url.clone(), &headers, body, limits).await.map_err(|failure| {
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
