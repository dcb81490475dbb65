//! Settings of a client as JSON.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

use super::Stores;
use crate::{
    Client, ClientBuilder, Error, FileTokenStore, Pace, RetryPolicy, Secret, SqliteLedger, Timeouts,
    TokenMint,
};

/// Thirty days: beyond it a duration is a mistake of units.
const LONGEST_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Every setting of [`ClientBuilder`]; what is left out keeps its default.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct ClientConfig {
    /// Base URL of the server.
    pub url: Option<String>,
    /// The server's secret key.
    pub secret_key: Option<Secret>,
    /// A ready token instead.
    pub token: Option<Secret>,
    /// The default session.
    pub session: Option<String>,
    /// Whether `WPPKIT_*` fills what is left out; on by default.
    pub env: bool,
    /// Region of phone numbers in national form, such as `BR`.
    pub region: Option<String>,
    /// Mint tokens here, at this bcrypt cost, instead of asking the server.
    pub token_cost: Option<u32>,
    /// Keep tokens in this file instead of memory.
    pub token_file: Option<PathBuf>,
    /// Keep the outcomes of idempotency keys in this SQLite file instead of memory.
    pub ledger_file: Option<PathBuf>,
    /// Longest time for one attempt of any operation; `timeouts` by class wins.
    pub timeout_ms: Option<u64>,
    /// Deadlines by class.
    pub timeouts: TimeoutsConfig,
    /// How failed calls are repeated.
    pub retries: RetriesConfig,
    /// The pace of polls and waits.
    pub pace: PaceConfig,
    /// Largest answer that is read.
    pub max_answer_bytes: Option<usize>,
    /// How long a number that is on WhatsApp is not checked again.
    pub number_cache_ttl_ms: Option<u64>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            url: None,
            secret_key: None,
            token: None,
            session: None,
            env: true,
            region: None,
            token_cost: None,
            token_file: None,
            ledger_file: None,
            timeout_ms: None,
            timeouts: TimeoutsConfig::default(),
            retries: RetriesConfig::default(),
            pace: PaceConfig::default(),
            max_answer_bytes: None,
            number_cache_ttl_ms: None,
        }
    }
}

/// Deadlines by class, see [`Timeouts`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct TimeoutsConfig {
    pub connect_ms: Option<u64>,
    pub normal_ms: Option<u64>,
    pub session_ms: Option<u64>,
    pub media_ms: Option<u64>,
}

/// Repetition, see [`RetryPolicy`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct RetriesConfig {
    pub attempts: Option<u32>,
    pub min_delay_ms: Option<u64>,
    pub max_delay_ms: Option<u64>,
    pub budget: Option<f32>,
}

/// The pace of polls, see [`Pace`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct PaceConfig {
    pub poll_ms: Option<u64>,
    pub poll_max_ms: Option<u64>,
    pub debounce_ms: Option<u64>,
    pub stuck_after_ms: Option<u64>,
    pub logout_settle_ms: Option<u64>,
    pub orphan_ms: Option<u64>,
    pub diagnose_patience_ms: Option<u64>,
}

impl ClientConfig {
    /// Reads settings; an unknown key or a wrong type is refused by its name.
    ///
    /// # Errors
    /// `invalid_input` that names the field.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        super::read("client settings", json)
    }

    /// A core client with these settings.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn build(&self, stores: &Stores) -> Result<Client, Error> {
        let mut builder = match &self.url {
            Some(url) => Client::builder(url),
            None => ClientBuilder::default(),
        };
        if let Some(secret) = &self.secret_key {
            builder = builder.secret_key(secret.clone());
        }
        if let Some(token) = &self.token {
            builder = builder.token(token.clone());
        }
        if let Some(session) = &self.session {
            builder = builder.default_session(session);
        }
        if let Some(region) = &self.region {
            builder = builder.default_region(region);
        }
        if let Some(cost) = self.token_cost {
            builder = builder.token_mint(TokenMint::Local { cost });
        }
        builder = match (&stores.tokens, &self.token_file) {
            (Some(store), None) => builder.shared_token_store(store.clone()),
            (None, Some(path)) => builder.token_store(FileTokenStore::new(path)),
            (None, None) => builder,
            (Some(_), Some(_)) => {
                return Err(Error::invalid_input("there are two token stores")
                    .with_hint("give either a store or a token file"));
            }
        };
        builder = match (&stores.ledger, &self.ledger_file) {
            (Some(ledger), None) => builder.shared_ledger(ledger.clone()),
            (None, Some(path)) => builder.ledger(SqliteLedger::open(path)?),
            (None, None) => builder,
            (Some(_), Some(_)) => {
                return Err(Error::invalid_input("there are two ledgers")
                    .with_hint("give either a ledger or its file"));
            }
        };
        if let Some(bytes) = self.max_answer_bytes {
            builder = builder.max_answer_bytes(bytes);
        }
        if let Some(ttl) = duration("numberCacheTtl", self.number_cache_ttl_ms)? {
            builder = builder.number_cache_ttl(ttl);
        }
        builder = builder.timeouts(self.timeouts()?).retry(self.retry()?).pace(self.pace()?);
        if self.env { builder.env()?.build() } else { builder.build() }
    }

    fn timeouts(&self) -> Result<Timeouts, Error> {
        let all = positive("timeout", self.timeout_ms)?;
        let (given, default) = (&self.timeouts, Timeouts::default());
        let of = |name, ms, default| Ok::<_, Error>(positive(name, ms)?.or(all).unwrap_or(default));
        Ok(Timeouts {
            connect: positive("timeouts.connect", given.connect_ms)?.unwrap_or(default.connect),
            normal: of("timeouts.normal", given.normal_ms, default.normal)?,
            session: of("timeouts.session", given.session_ms, default.session)?,
            media: of("timeouts.media", given.media_ms, default.media)?,
        })
    }

    fn retry(&self) -> Result<RetryPolicy, Error> {
        let (given, default) = (&self.retries, RetryPolicy::default());
        attempts("retries.attempts", given.attempts)?;
        let budget = given.budget.unwrap_or(default.budget);
        if !budget.is_finite() || budget < 0.0 {
            return Err(Error::invalid_input("retries.budget: is no share of calls")
                .with_hint("0.2 allows one retry for five calls"));
        }
        Ok(RetryPolicy {
            attempts: given.attempts.unwrap_or(default.attempts),
            min_delay: duration("retries.minDelay", given.min_delay_ms)?.unwrap_or(default.min_delay),
            max_delay: duration("retries.maxDelay", given.max_delay_ms)?.unwrap_or(default.max_delay),
            budget,
        })
    }

    fn pace(&self) -> Result<Pace, Error> {
        let (given, default) = (&self.pace, Pace::default());
        let of = |name, ms, default| Ok::<_, Error>(duration(name, ms)?.unwrap_or(default));
        Ok(Pace {
            poll: of("pace.poll", given.poll_ms, default.poll)?,
            poll_max: of("pace.pollMax", given.poll_max_ms, default.poll_max)?,
            debounce: of("pace.debounce", given.debounce_ms, default.debounce)?,
            stuck_after: of("pace.stuckAfter", given.stuck_after_ms, default.stuck_after)?,
            logout_settle: of("pace.logoutSettle", given.logout_settle_ms, default.logout_settle)?,
            orphan: of("pace.orphan", given.orphan_ms, default.orphan)?,
            diagnose_patience: of(
                "pace.diagnosePatience",
                given.diagnose_patience_ms,
                default.diagnose_patience,
            )?,
        })
    }
}

/// A time as a setting; more than thirty days are refused.
pub(super) fn duration(field: &str, ms: Option<u64>) -> Result<Option<Duration>, Error> {
    match ms {
        Some(ms) if ms > LONGEST_MS => Err(Error::invalid_input(format!("{field}: more than thirty days"))
            .with_hint("is it in the right unit? Python takes seconds, other languages milliseconds")),
        ms => Ok(ms.map(Duration::from_millis)),
    }
}

/// How often a call is made at most.
pub(super) fn attempts(field: &str, given: Option<u32>) -> Result<(), Error> {
    match given {
        Some(0) => Err(Error::invalid_input(format!("{field}: 0 attempts"))
            .with_hint("1 switches retries off, the first attempt is always made")),
        _ => Ok(()),
    }
}

/// Refuses 0 where none at all makes no sense.
pub(super) fn at_least_one<T: PartialEq + Default>(field: &str, given: Option<T>) -> Result<(), Error> {
    match given {
        Some(given) if given == T::default() => Err(Error::invalid_input(format!("{field}: is 0"))
            .with_hint("give at least 1, or leave it out for the default")),
        _ => Ok(()),
    }
}

/// A time in which something has to happen, so not zero.
pub(super) fn positive(field: &str, ms: Option<u64>) -> Result<Option<Duration>, Error> {
    if ms == Some(0) {
        return Err(Error::invalid_input(format!("{field}: no time at all"))
            .with_hint("give more, or leave it out for the default"));
    }
    duration(field, ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    fn build(json: &str) -> Result<Client, Error> {
        ClientConfig::from_json(json.as_bytes())?.build(&Stores::default())
    }

    #[test]
    fn every_setting_reaches_the_client() {
        let client = build(
            r#"{"url":"http://h:1","secretKey":"S","session":"shop","env":false,"region":"BR","tokenCost":4,
                "timeoutMs":7,"timeouts":{"connectMs":1,"mediaMs":9},
                "retries":{"attempts":5,"minDelayMs":2,"maxDelayMs":3,"budget":1},
                "pace":{"pollMs":11,"stuckAfterMs":12},"maxAnswerBytes":99,"numberCacheTtlMs":8}"#,
        )
        .unwrap();
        let ms = Duration::from_millis;
        let settings = &client.0.settings;
        assert_eq!(client.base_url(), "http://h:1");
        assert_eq!(client.default_session().unwrap().name(), "shop");
        assert_eq!(settings.mint, TokenMint::Local { cost: 4 });
        let timeouts = settings.timeouts;
        assert_eq!(
            [timeouts.connect, timeouts.normal, timeouts.session, timeouts.media],
            [ms(1), ms(7), ms(7), ms(9)]
        );
        let retry = settings.retry;
        assert_eq!((retry.attempts, retry.min_delay, retry.max_delay, retry.budget), (5, ms(2), ms(3), 1.0));
        let pace = Pace { poll: ms(11), stuck_after: ms(12), ..Pace::default() };
        assert_eq!((settings.pace, settings.answer_bytes, settings.number_ttl), (pace, 99, ms(8)));
        assert!(settings.region.is_some());
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_its_name() {
        for (json, said) in [
            ("[]", "not a JSON object"),
            ("{", "no JSON"),
            (r#"{"url":5}"#, "url: must be a text"),
            (r#"{"uri":"x"}"#, "uri: unknown field"),
            (r#"{"url":"http://h","timeouts":{"normal":5}}"#, "normal: unknown field"),
            (
                r#"{"url":"http://h","timeouts":{"normalMs":"5"}}"#,
                "timeouts.normal: must be a whole number from 0",
            ),
            (r#"{"url":"http://h","timeoutMs":0}"#, "timeout: no time"),
            (r#"{"url":"http://h","timeoutMs":99999999999}"#, "timeout: more than"),
            (r#"{"url":"http://h","timeoutMs":-1}"#, "timeout: must be a whole number from 0, not -1"),
            (r#"{"url":"http://h","retries":{"attempts":0}}"#, "retries.attempts"),
            (r#"{"url":"http://h","retries":{"budget":-1}}"#, "retries.budget"),
            (r#"{"url":"http://h","tokenCost":2}"#, "cost 2"),
            (r#"{"url":"http://h","retries":5}"#, "retries: must be an object, not a number"),
            (r#"{"url":"http://h","maxAnswerBytes":0}"#, "0 bytes"),
            (r#"{"env":false}"#, "no base URL"),
            (r#"{"url":"http://h","ledgerFile":5}"#, "ledgerFile: must be a path as text"),
        ] {
            let error = build(json).err().unwrap_or_else(|| panic!("{json}"));
            assert_eq!(error.code(), ErrorCode::InvalidInput, "{json}");
            assert!(error.message().contains(said), "{json}: {error}");
            assert!(error.hint().is_some(), "{error}");
        }
    }

    #[test]
    fn settings_print_no_secret() {
        let config = ClientConfig::from_json(br#"{"secretKey":"TOPSECRET"}"#).unwrap();
        assert!(!format!("{config:?}").contains("TOPSECRET"));
    }
}
