//! Whether a number is on WhatsApp, and under which id: asked once, remembered for a while.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use moka::sync::Cache;
use wppkit_api::ops::contacts::check_number_status::CheckNumberStatus;

use crate::{CallOptions, Delivery, Error, ErrorCode, Phone, Recipient, Session};

/// Numbers remembered per client.
const REMEMBERED: u64 = 100_000;
/// A number that is missing today may register tomorrow.
const MISSING_TTL: Duration = Duration::from_secs(60);

/// (session, digits)
type Key = (Arc<str>, Arc<str>);

/// What is known of numbers.
///
/// An empty cache takes 30 kB already, so both are made by the first number that is checked: clients that check
/// none stay small.
pub(crate) struct Numbers {
    ttl: Duration,
    known: OnceLock<Cache<Key, Recipient>>,
    missing: OnceLock<Cache<Key, ()>>,
}

impl Numbers {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self { ttl, known: OnceLock::new(), missing: OnceLock::new() }
    }

    fn known(&self) -> &Cache<Key, Recipient> {
        self.known.get_or_init(|| cache(self.ttl))
    }

    fn missing(&self) -> &Cache<Key, ()> {
        self.missing.get_or_init(|| cache(MISSING_TTL.min(self.ttl)))
    }
}

fn cache<T: Clone + Send + Sync + 'static>(ttl: Duration) -> Cache<Key, T> {
    Cache::builder().max_capacity(REMEMBERED).time_to_live(ttl).build()
}

impl Session {
    /// The recipient under the id that WhatsApp knows it by; numbers are checked, in Brazil with and without the
    /// ninth digit. Groups, newsletters and LIDs are ids already.
    ///
    /// # Errors
    /// `number_not_found` if WhatsApp knows none of the forms; else as every call. Nothing was sent in any case.
    pub(crate) async fn resolve(
        &self,
        recipient: Recipient,
        options: &CallOptions,
    ) -> Result<Recipient, Error> {
        let Recipient::Phone(phone) = recipient else { return Ok(recipient) };
        let asked = self.key(&phone);
        if let Some(known) = self.client.0.numbers.known().get(&asked) {
            return Ok(known);
        }
        for form in std::iter::once(phone.clone()).chain(phone.variants()) {
            if let Some(found) = self.check(&form, options).await? {
                if form != phone {
                    tracing::debug!("the number is known under its other Brazilian form");
                }
                self.client.0.numbers.known().insert(asked, found.clone());
                return Ok(found);
            }
        }
        let message = if phone.variants().is_empty() {
            format!("{phone} is not on WhatsApp")
        } else {
            format!("{phone} is not on WhatsApp, nor is its form with or without the ninth digit")
        };
        Err(Error::new(ErrorCode::NumberNotFound, message).with_delivery(Delivery::NotSent).with_hint(
            "check the country code and the area code; a number in national form needs a default region",
        ))
    }

    /// Whether the number is on WhatsApp, and as whom; for groups and other ids, always as itself.
    ///
    /// # Errors
    /// `number_not_found`, or as every call.
    pub async fn find_recipient(&self, to: impl crate::IntoRecipient) -> Result<Recipient, Error> {
        let recipient = to.into_recipient(self.client.0.settings.region)?;
        self.resolve(recipient, &CallOptions::default())
            .await
            .map_err(|error| error.with_session(&self.shared.name))
    }

    fn key(&self, phone: &Phone) -> Key {
        (Arc::clone(&self.shared.name), Arc::from(phone.digits()))
    }

    async fn check(&self, phone: &Phone, options: &CallOptions) -> Result<Option<Recipient>, Error> {
        let key = self.key(phone);
        let numbers = &self.client.0.numbers;
        if numbers.missing().contains_key(&key) {
            return Ok(None);
        }
        let status = self.call_with(CheckNumberStatus::new(phone.digits()), options).await?.into_value();
        if !status.number_exists {
            numbers.missing().insert(key, ());
            return Ok(None);
        }
        // The canonical id may be another number or a LID. An id of an unknown kind is not guessed at.
        let canonical = Recipient::parse(status.id.as_str(), None).ok();
        Ok(Some(match canonical {
            Some(found @ (Recipient::Phone(_) | Recipient::Lid(_))) => found,
            _ => Recipient::Phone(phone.clone()),
        }))
    }
}
