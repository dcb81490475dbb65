//! The server that is tested against: a mock in this process, or one by address.

use crate::control::{Control, ControlError};
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
    /// Whether it has a control API, and if not, why that is thought.
    control: Result<(), String>,
    _own: Option<MockServer>,
}

impl Server {
    /// Uses the mock at that address, or starts one on a free port. Refuses a server without control API: its
    /// sessions are somebody's.
    pub async fn open(url: Option<&str>, secret: Option<&str>) -> Result<Self, String> {
        let server = Self::reach(url, secret).await?;
        match &server.control {
            Ok(()) => Ok(server),
            Err(error) => Err(format!(
                "{} has no control API, so it cannot be put into states: {error}",
                server.base.url()
            )),
        }
    }

    /// The server at that address, whatever it is, or a mock on a free port.
    pub async fn reach(url: Option<&str>, secret: Option<&str>) -> Result<Self, String> {
        let mint = Arc::new(Mint::new(secret.unwrap_or(DEFAULT_SECRET)));
        crate::secrets::watch_for(mint.secret());
        let own = match url {
            Some(_) => None,
            None => Some(MockServer::start().await.map_err(|error| error.to_string())?),
        };
        let url = own.as_ref().map_or(url, |mock| Some(mock.url())).unwrap_or_default();
        let base = Base::parse(url).map_err(|error| error.to_string())?;
        let control = match Control::new(base.clone()).call("GET", "/health", None).await {
            Ok(_) => Ok(()),
            Err(ControlError::Http { source, .. }) => return Err(format!("{url}: {source}")),
            Err(error) => Err(error.to_string()),
        };
        Ok(Self { base, mint, control, _own: own })
    }

    /// Whether it has a control API, so that its sessions are nobody's.
    #[must_use]
    pub fn has_control(&self) -> bool {
        self.control.is_ok()
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
        assert!(!Server::reach(Some(&format!("{url}/nothing")), None).await.unwrap().has_control());
        assert!(Server::reach(Some("http://127.0.0.1:1"), None).await.is_err(), "nobody listens there");
    }
}
