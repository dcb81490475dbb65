//! The server that is tested against: a mock in this process, or one by address.

use crate::control::Control;
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
    /// Uses the mock at that address, or starts one on a free port. Refuses a server without control API: its
    /// sessions are somebody's.
    pub async fn open(url: Option<&str>, secret: Option<&str>) -> Result<Self, String> {
        let mint = Arc::new(Mint::new(secret.unwrap_or(DEFAULT_SECRET)));
        let own = match url {
            Some(_) => None,
            None => Some(MockServer::start().await.map_err(|error| error.to_string())?),
        };
        let url = own.as_ref().map_or(url, |mock| Some(mock.url())).unwrap_or_default();
        let base = Base::parse(url).map_err(|error| error.to_string())?;
        Control::new(base.clone())
            .call("GET", "/health", None)
            .await
            .map_err(|error| format!("{url} has no control API, so it cannot be put into states: {error}"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_without_control_api_is_refused() {
        let mock = Server::open(None, None).await.unwrap();
        let url = mock.base().url();
        assert!(Server::open(Some(&url), None).await.is_ok());
        // Below a path there is neither an API nor its control.
        let error = Server::open(Some(&format!("{url}/nothing")), None).await.unwrap_err();
        assert!(error.contains("has no control API"), "{error}");
    }
}
