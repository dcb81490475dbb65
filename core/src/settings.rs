//! What a client was built with.

use std::{sync::Arc, time::Duration};

use crate::{
    Clock, Pace, Region, RetryPolicy, Secret, SystemClock, Timeouts,
    base_url::BaseUrl,
    send::{Ledger, MemoryLedger},
    token::{MemoryTokenStore, TokenMint, TokenStore},
};

/// Largest answer that is read: 256 MB, since files come back as base64.
const ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// Settings that every handle of a client shares.
pub(crate) struct Settings {
    pub(crate) base: BaseUrl,
    pub(crate) secret: Option<Secret>,
    pub(crate) token: Option<Secret>,
    pub(crate) session: Option<String>,
    pub(crate) mint: TokenMint,
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) pace: Pace,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) region: Option<Region>,
    pub(crate) answer_bytes: usize,
    pub(crate) ledger: Arc<dyn Ledger>,
    /// How long a positive answer of check-number-status is believed.
    pub(crate) number_ttl: Duration,
}

impl Settings {
    pub(crate) fn new(base: BaseUrl) -> Self {
        Self {
            base,
            secret: None,
            token: None,
            session: None,
            mint: TokenMint::default(),
            store: Arc::new(MemoryTokenStore::default()),
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            pace: Pace::default(),
            clock: Arc::new(SystemClock),
            region: None,
            answer_bytes: ANSWER_BYTES,
            ledger: Arc::new(MemoryLedger::default()),
            number_ttl: Duration::from_secs(24 * 60 * 60),
        }
    }
}
