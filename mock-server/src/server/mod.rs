//! A mock in this process: started in one line, stopped when it is dropped.

mod controls;
mod options;

use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use controls::{BrowserControl, ClockControl, PhoneControl, SessionControl};
pub use options::{Options, StartError};

use crate::driver::Driver;
use crate::http;
use crate::world::World;
use crate::world::deliveries::Delivery;
use crate::world::faults::Fault;
use crate::world::journal::Entry;
use crate::world::preset::Preset;
use crate::worlds::Worlds;

/// A running mock. Its methods act on the default world.
#[derive(Debug)]
pub struct MockServer {
    url: String,
    control_url: String,
    secret: String,
    worlds: Worlds,
    world: Driver,
    serving: JoinHandle<()>,
}

impl MockServer {
    /// Starts an empty mock on a free port of this machine, on a running clock.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> Result<Self, StartError> {
        Self::start_with(Options::default()).await
    }

    /// Options to start with, one by one: `MockServer::builder().frozen().start().await`.
    #[must_use]
    pub fn builder() -> Options {
        Options::default()
    }

    /// Starts a mock.
    ///
    /// # Errors
    /// When the address cannot be listened on, the seed cannot be read, or the preset does not exist.
    pub async fn start_with(options: Options) -> Result<Self, StartError> {
        let address = format!("{}:{}", options.host, options.port);
        let failed = |source| StartError::Listen { address: address.clone(), source };
        let listener = TcpListener::bind(&address).await.map_err(failed)?;
        let url = base(listener.local_addr().map_err(failed)?, &options.host);
        let worlds = options.worlds()?;
        let world = worlds.get(None);
        let secret = world.lock().secret.clone();
        let serving = tokio::spawn(http::serve(listener, worlds.clone(), std::future::pending()));
        Ok(Self { control_url: format!("{url}/__mock__"), url, secret, worlds, world, serving })
    }

    /// Base URL, e.g. `http://127.0.0.1:21465`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Base URL of the control API.
    #[must_use]
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The secret key that the mock started with.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The default world.
    #[must_use]
    pub fn world(&self) -> &Driver {
        &self.world
    }

    /// All worlds.
    #[must_use]
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// One session.
    #[must_use]
    pub fn session<'a>(&'a self, name: &'a str) -> SessionControl<'a> {
        SessionControl { world: &self.world, name }
    }

    /// The person with the phone of a session.
    #[must_use]
    pub fn phone<'a>(&'a self, session: &'a str) -> PhoneControl<'a> {
        PhoneControl { world: &self.world, session }
    }

    /// The browser of a session.
    #[must_use]
    pub fn browser<'a>(&'a self, session: &'a str) -> BrowserControl<'a> {
        BrowserControl { world: &self.world, session }
    }

    /// Virtual time.
    #[must_use]
    pub fn clock(&self) -> ClockControl<'_> {
        ClockControl { world: &self.world }
    }

    /// Replaces all faults.
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.world.lock().faults.replace(faults.into_iter().collect());
    }

    /// Changes who is on WhatsApp: `{"numbers": {"5521…": {"exists": false}}, "default": "exists"}` is merged.
    ///
    /// # Errors
    /// Says what is wrong with the change; nothing is merged then.
    pub fn directory(&self, change: &Value) -> Result<(), String> {
        self.world.lock().directory.merge(change)
    }

    /// The journal, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Entry> {
        self.world.lock().journal.iter().cloned().collect()
    }

    /// Webhooks and socket events, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.world.lock().deliveries.iter().cloned().collect()
    }

    /// Begins anew with a known world.
    pub fn reset(&self, preset: Preset) {
        self.world.lock().reset(preset);
    }

    /// Restarts the server process: memory is lost, stored sessions are started.
    pub fn restart(&self) {
        self.world.lock().restart();
    }

    /// Waits until the world is as wanted. Looks whenever a session, a request, a delivery or the clock changes.
    pub async fn until(&self, wanted: impl Fn(&World) -> bool) {
        self.world.until(wanted).await;
    }

    /// Waits until the server process of the default world ends itself, by `GET /unhealthy`.
    pub async fn ended(&self) {
        self.world.ended().await;
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A URL that reaches the listener from this machine.
fn base(address: SocketAddr, host: &str) -> String {
    let port = address.port();
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{port}"),
        _ if host.eq_ignore_ascii_case("localhost") => format!("http://localhost:{port}"),
        _ => format!("http://{address}"),
    }
}
