//! The first outcome of every idempotency key.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Sent;
use crate::{Delivery, Error, ErrorCode};

/// How long a key is remembered.
const TTL: Duration = Duration::from_secs(24 * 60 * 60);
/// Keys remembered per session.
const REMEMBERED: usize = 10_000;

/// Remembers the outcomes of one session's keys.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<HashMap<String, Entry>>);

struct Entry {
    since: Instant,
    outcome: Arc<tokio::sync::Mutex<Outcome>>,
}

enum Outcome {
    /// Nobody has tried, or what was tried provably sent nothing.
    Free,
    /// Somebody is at it; if nobody holds the lock, whoever it was has gone away in the middle.
    Begun,
    Known(Result<Sent, Error>),
}

impl Ledger {
    /// Sends, unless the key already has an outcome. Concurrent calls with one key wait for the first.
    pub(crate) async fn once(
        &self,
        key: Option<&str>,
        send: impl Future<Output = Result<Sent, Error>>,
    ) -> Result<Sent, Error> {
        let Some(key) = key else { return send.await };
        if key.is_empty() {
            return Err(Error::invalid_input("the idempotency key is empty"));
        }
        let outcome = self.outcome(key);
        let mut outcome = outcome.lock().await;
        match &*outcome {
            Outcome::Known(known) => return known.clone(),
            Outcome::Begun => return Err(abandoned()),
            Outcome::Free => *outcome = Outcome::Begun,
        }
        let result = send.await;
        let nothing_sent = result.as_ref().is_err_and(|error| error.delivery() == Some(Delivery::NotSent));
        *outcome = if nothing_sent { Outcome::Free } else { Outcome::Known(result.clone()) };
        result
    }

    /// Whether a key has an outcome, or is about to.
    pub(crate) fn remembers(&self) -> bool {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.values().any(|entry| entry.since.elapsed() < TTL)
    }

    fn outcome(&self, key: &str) -> Arc<tokio::sync::Mutex<Outcome>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= REMEMBERED && !entries.contains_key(key) {
            entries.retain(|_, entry| entry.since.elapsed() < TTL);
            if entries.len() >= REMEMBERED
                && let Some(oldest) =
                    entries.iter().min_by_key(|(_, entry)| entry.since).map(|(key, _)| key.clone())
            {
                entries.remove(&oldest);
            }
        }
        let entry = entries.entry(key.to_owned()).or_insert_with(|| Entry {
            since: Instant::now(),
            outcome: Arc::new(tokio::sync::Mutex::new(Outcome::Free)),
        });
        if entry.since.elapsed() >= TTL {
            *entry =
                Entry { since: Instant::now(), outcome: Arc::new(tokio::sync::Mutex::new(Outcome::Free)) };
        }
        Arc::clone(&entry.outcome)
    }
}

fn abandoned() -> Error {
    Error::new(ErrorCode::Cancelled, "the first send with this idempotency key was cancelled in the middle")
        .with_delivery(Delivery::Unknown)
        .with_hint("look for the message in the chat before sending it under another key")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Counter(AtomicUsize);

    impl Counter {
        async fn send(&self, delivery: Option<Delivery>) -> Result<Sent, Error> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            match delivery {
                None => Ok(Sent::for_test("true_5521@c.us_3EB0")),
                Some(delivery) => Err(Error::new(ErrorCode::SendFailed, "no").with_delivery(delivery)),
            }
        }

        fn count(&self) -> usize {
            self.0.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn one_key_sends_once_however_many_ask() {
        let (ledger, counter) = (Ledger::default(), Counter(AtomicUsize::new(0)));
        let sends = (0..20).map(|_| ledger.once(Some("order-1"), counter.send(None)));
        let outcomes = futures_util::future::join_all(sends).await;
        assert!(outcomes.iter().all(|outcome| outcome.as_ref().unwrap().id == "true_5521@c.us_3EB0"));
        assert_eq!(counter.count(), 1);
        ledger.once(Some("order-2"), counter.send(None)).await.unwrap();
        ledger.once(None, counter.send(None)).await.unwrap();
        assert_eq!(counter.count(), 3);
    }

    #[tokio::test]
    async fn an_unknown_outcome_holds_and_a_proof_of_nothing_sent_frees_the_key() {
        let (ledger, counter) = (Ledger::default(), Counter(AtomicUsize::new(0)));
        assert!(ledger.once(Some("a"), counter.send(Some(Delivery::NotSent))).await.is_err());
        assert!(ledger.once(Some("a"), counter.send(Some(Delivery::Unknown))).await.is_err());
        assert!(ledger.once(Some("a"), counter.send(None)).await.is_err(), "the unknown outcome is kept");
        assert_eq!(counter.count(), 2);
    }

    #[tokio::test]
    async fn a_cancelled_send_leaves_an_unknown_outcome() {
        let (ledger, counter) = (Ledger::default(), Counter(AtomicUsize::new(0)));
        {
            let mut first = Box::pin(ledger.once(Some("a"), counter.send(None)));
            assert!(futures_util::poll!(&mut first).is_pending());
        }
        let error = ledger.once(Some("a"), counter.send(None)).await.unwrap_err();
        assert_eq!((error.code(), error.delivery()), (ErrorCode::Cancelled, Some(Delivery::Unknown)));
        assert_eq!(counter.count(), 1);
    }
}
