//! Builds clients from arguments and from the environment.

use std::{env, sync::Arc, time::Duration};

use wppkit_api::GIVE_SECRET_KEY;

use crate::{
    Client, Clock, Error, Pace, Region, RetryPolicy, Secret, Timeouts,
    base_url::check_base_url,
    send::Ledger,
    session_name::BCRYPT_BYTES,
    settings::Settings,
    token::{FileTokenStore, TokenMint, TokenStore, check_token},
};

#[cfg(feature = "sqlite")]
use crate::send::SqliteLedger;

/// Collects the settings of a [`Client`]. Explicit values win over [`ClientBuilder::env`].
///
/// ```
/// # fn main() -> wppkit::Result<()> {
/// let client = wppkit::Client::builder("http://127.0.0.1:21465").secret_key("THISISMYSECURETOKEN").build()?;
/// let shop = client.session("shop")?;
/// # Ok(()) }
/// ```
#[must_use]
#[derive(Default)]
pub struct ClientBuilder {
    url: Option<String>,
    secret: Option<Secret>,
    token: Option<Secret>,
    session: Option<String>,
    mint: Option<TokenMint>,
    store: Option<Arc<dyn TokenStore>>,
    timeouts: Option<Timeouts>,
    retry: Option<RetryPolicy>,
    pace: Option<Pace>,
    clock: Option<Arc<dyn Clock>>,
    region: Option<String>,
    answer_bytes: Option<usize>,
    number_ttl: Option<Duration>,
    ledger: Option<Arc<dyn Ledger>>,
}

impl ClientBuilder {
    /// A builder for the server at this base URL.
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..Self::default() }
    }

    /// Fills what was not given from `WPPKIT_URL`, `WPPKIT_SECRET_KEY`, `WPPKIT_TOKEN`, `WPPKIT_SESSION`,
    /// `WPPKIT_TOKEN_COST` (mint locally at this bcrypt cost), `WPPKIT_TOKEN_FILE`, `WPPKIT_LEDGER_FILE` (a
    /// [`SqliteLedger`](crate::SqliteLedger)) and `WPPKIT_REGION`.
    ///
    /// # Errors
    /// `invalid_input` if a variable holds no value of its kind; `storage` if the ledger's file cannot be used.
    pub fn env(self) -> Result<Self, Error> {
        self.fill_from(|name| env::var(name).ok())
    }

    fn fill_from(mut self, variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        self.url = self.url.or_else(|| variable("WPPKIT_URL"));
        self.session = self.session.or_else(|| variable("WPPKIT_SESSION"));
        self.region = self.region.or_else(|| variable("WPPKIT_REGION"));
        // A token given as an argument must not meet a secret key of the environment, nor the reverse.
        if self.secret.is_none() && self.token.is_none() {
            self.secret = variable("WPPKIT_SECRET_KEY").map(Secret::from);
            self.token = variable("WPPKIT_TOKEN").map(Secret::from);
        }
        if let (None, Some(cost)) = (self.mint, variable("WPPKIT_TOKEN_COST")) {
            let cost = cost.trim().parse().map_err(|_| {
                Error::invalid_input("WPPKIT_TOKEN_COST is no number").with_hint("use 4 to 31; 10 is usual")
            })?;
            self.mint = Some(TokenMint::Local { cost });
        }
        if let (None, Some(path)) = (&self.store, variable("WPPKIT_TOKEN_FILE")) {
            self.store = Some(Arc::new(FileTokenStore::new(path)));
        }
        #[cfg(feature = "sqlite")]
        if let (None, Some(path)) = (&self.ledger, variable("WPPKIT_LEDGER_FILE")) {
            self.ledger = Some(Arc::new(SqliteLedger::open(path)?));
        }
        Ok(self)
    }

    /// The server's secret key, from which tokens are minted and renewed.
    pub fn secret_key(mut self, secret: impl Into<Secret>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// A ready token. It fits one session only, and without a secret key it cannot be renewed.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The session of [`Client::default_session`].
    pub fn default_session(mut self, name: impl Into<String>) -> Self {
        self.session = Some(name.into());
        self
    }

    /// Where tokens are minted; the default asks the server.
    pub fn token_mint(mut self, mint: TokenMint) -> Self {
        self.mint = Some(mint);
        self
    }

    /// Where minted tokens are kept; the default is memory.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    #[cfg(feature = "bridge")]
    pub(crate) fn shared_token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Deadlines by class of operation.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = Some(timeouts);
        self
    }

    /// How failed calls are repeated.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// The pace of polls and waits.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = Some(pace);
        self
    }

    /// Where waits take their time from; for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The region of phone numbers in national form, such as `BR`.
    pub fn default_region(mut self, code: impl Into<String>) -> Self {
        self.region = Some(code.into());
        self
    }

    /// Largest answer that is read, in bytes; the default is 256 MB.
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.answer_bytes = Some(bytes);
        self
    }

    /// How long a number that is on WhatsApp is not checked again; the default is a day.
    pub fn number_cache_ttl(mut self, ttl: Duration) -> Self {
        self.number_ttl = Some(ttl);
        self
    }

    /// Where the outcomes of idempotency keys are kept: for the life of the process by default. A ledger on disk survives
    /// a crash between a request and its answer.
    pub fn ledger(mut self, ledger: impl Ledger) -> Self {
        self.ledger = Some(Arc::new(ledger));
        self
    }

    #[cfg(feature = "bridge")]
    pub(crate) fn shared_ledger(mut self, ledger: Arc<dyn Ledger>) -> Self {
        self.ledger = Some(ledger);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// `invalid_input` with advice for bad URLs, tokens, costs and regions.
    pub fn build(self) -> Result<Client, Error> {
        let Some(url) = self.url else {
            return Err(Error::invalid_input("there is no base URL")
                .with_hint("give it, or set WPPKIT_URL=http://127.0.0.1:21465"));
        };
        let mut settings = Settings::new(check_base_url(&url)?);
        settings.secret = self.secret.map(check_secret).transpose()?;
        settings.token = self.token.map(|token| check_token(token.expose())).transpose()?;
        settings.session = self.session;
        settings.region = self.region.as_deref().map(Region::new).transpose()?;
        settings.mint = self.mint.unwrap_or_default();
        settings.mint.check()?;
        settings.store = self.store.unwrap_or(settings.store);
        settings.timeouts = self.timeouts.unwrap_or(settings.timeouts);
        settings.retry = self.retry.unwrap_or(settings.retry);
        settings.pace = self.pace.unwrap_or(settings.pace);
        settings.clock = self.clock.unwrap_or(settings.clock);
        if self.answer_bytes == Some(0) {
            return Err(Error::invalid_input("an answer of at most 0 bytes is none")
                .with_hint("give max_answer_bytes (maxAnswerBytes) at least 1, or leave it out for 256 MB"));
        }
        settings.answer_bytes = self.answer_bytes.unwrap_or(settings.answer_bytes);
        settings.number_ttl = self.number_ttl.unwrap_or(settings.number_ttl);
        settings.ledger = self.ledger.unwrap_or(settings.ledger);
        Ok(Client::new(settings))
    }
}

fn check_secret(secret: Secret) -> Result<Secret, Error> {
    let text = secret.expose();
    if text.trim().is_empty() {
        return Err(Error::invalid_input("the secret key is empty").with_hint(GIVE_SECRET_KEY));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid_input("the secret key contains a control character")
            .with_hint("was it read from a file with a line break at its end?"));
    }
    if text.len() >= BCRYPT_BYTES {
        return Err(Error::invalid_input(format!(
            "the secret key has {} bytes, and bcrypt reads 72",
            text.len()
        ))
        .with_hint("session name and secret key together must stay within 72 bytes"));
    }
    if check_token(text).is_ok() {
        return Err(Error::invalid_input("the secret key is a minted token")
            .with_hint("give it to the client as token (WPPKIT_TOKEN)"));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    const TOKEN: &str = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";

    fn variables(name: &str) -> Option<String> {
        let value = match name {
            "WPPKIT_URL" => "http://env:1",
            "WPPKIT_SECRET_KEY" => "ENVSECRET",
            "WPPKIT_SESSION" => "envshop",
            "WPPKIT_REGION" => "BR",
            "WPPKIT_TOKEN" => "",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn the_environment_fills_what_was_not_given() {
        let client = ClientBuilder::default().fill_from(variables).unwrap().build().unwrap();
        assert_eq!(client.base_url(), "http://env:1");
        assert_eq!(client.default_session().unwrap().name(), "envshop");
        let given = ClientBuilder::new("http://given:2").token(TOKEN).fill_from(variables).unwrap();
        assert!(given.secret.is_none(), "a given token does not meet the environment's secret key");
        assert_eq!(given.build().unwrap().base_url(), "http://given:2");
    }

    #[test]
    fn what_cannot_work_is_refused_while_building() {
        let builder = || ClientBuilder::new("http://127.0.0.1:1");
        for (builder, said) in [
            (ClientBuilder::default(), "no base URL"),
            (ClientBuilder::new("localhost:21465"), "no scheme"),
            (builder().secret_key(""), "empty"),
            (builder().secret_key("secret\n"), "control"),
            (builder().secret_key("x".repeat(72)), "72"),
            (builder().secret_key(TOKEN), "minted token"),
            (builder().token("THISISMYSECURETOKEN"), "secret key itself"),
            (builder().token_mint(TokenMint::Local { cost: 2 }), "cost 2"),
            (builder().default_region("Brasil"), "no region"),
            (builder().max_answer_bytes(0), "0 bytes"),
        ] {
            let error = builder.build().err().unwrap_or_else(|| panic!("{said}"));
            assert_eq!(error.code(), ErrorCode::InvalidInput);
            assert!(error.message().contains(said), "{said}: {error}");
            assert!(error.hint().is_some(), "{error}");
        }
    }

    #[test]
    fn a_client_prints_no_secret() {
        let client =
            ClientBuilder::new("http://127.0.0.1:1").secret_key("TOPSECRET").token(TOKEN).build().unwrap();
        let shown = format!("{client:?} {:?}", client.session("shop").unwrap());
        assert!(!shown.contains("TOPSECRET") && !shown.contains(TOKEN), "{shown}");
    }
}
