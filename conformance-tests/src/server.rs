//! The server that is tested against: a mock in this process, or one by address.

use crate::http::Base;
use crate::token::Mint;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wppkit_mock::world::preset::Preset;
use wppkit_mock::worlds::Worlds;

/// The secret key that the server ships with, and a mock has unless told otherwise.
const DEFAULT_SECRET: &str = "THISISMYSECURETOKEN";

/// An open server. Dropping it stops one that lives in this process.
#[derive(Debug)]
pub struct Server {
    base: Base,
    mint: Mint,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Uses the mock at that address, or starts one on a free port.
    pub async fn open(url: Option<&str>, secret: Option<&str>) -> Result<Self, String> {
        let mint = Mint::new(secret.unwrap_or(DEFAULT_SECRET));
        if let Some(url) = url {
            let base = Base::parse(url).map_err(|error| error.to_string())?;
            return Ok(Self { base, mint, task: None });
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let worlds = Worlds::new(Default::default(), Preset::Empty);
        let task = tokio::spawn(wppkit_mock::http::serve(listener, worlds, std::future::pending()));
        let base = Base::parse(&format!("http://{address}")).map_err(|error| error.to_string())?;
        Ok(Self { base, mint, task: Some(task) })
    }

    /// Its address.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Tokens for it.
    #[must_use]
    pub fn mint(&self) -> &Mint {
        &self.mint
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
