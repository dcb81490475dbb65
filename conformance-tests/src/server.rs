//! The server that is tested against: a mock in this process, or one by address.

use crate::http::Base;
use crate::token::Mint;
use std::sync::Arc;
use wppkit_mock::MockServer;

/// The secret key that the server ships with, and a mock has unless told otherwise.
const DEFAULT_SECRET: &str = "THISISMYSECURETOKEN";

/// An open server. Dropping it stops one that lives in this process.
#[derive(Debug)]
pub struct Server {
    base: Base,
    mint: Arc<Mint>,
    _own: Option<MockServer>,
}

impl Server {
    /// Uses the mock at that address, or starts one on a free port.
    pub async fn open(url: Option<&str>, secret: Option<&str>) -> Result<Self, String> {
        let mint = Arc::new(Mint::new(secret.unwrap_or(DEFAULT_SECRET)));
        let own = match url {
            Some(_) => None,
            None => Some(MockServer::start().await.map_err(|error| error.to_string())?),
        };
        let url = own.as_ref().map_or(url, |mock| Some(mock.url())).unwrap_or_default();
        let base = Base::parse(url).map_err(|error| error.to_string())?;
        Ok(Self { base, mint, _own: own })
    }

    /// Its address.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Tokens for it.
    #[must_use]
    pub fn mint(&self) -> &Arc<Mint> {
        &self.mint
    }
}
