//! The demo's props: a mock with its control API, and a client as an application has one.

use serde_json::Value;
use wppkit::{Client, ClientBuilder, Session};
use wppkit_mock::{
    MockServer,
    world::journal::{Entry, Progress},
};

use super::story::Broken;
use crate::connection;

/// The session that the demo logs in.
pub(super) const SHOP: &str = "shop";
/// The mock's secret key; no real server has it.
pub(super) const SECRET: &str = "demo-secret-key-1";
/// How much faster than real time the simulated people and browsers are.
const SPEED: f64 = 10.0;

/// What the steps share.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) server: MockServer,
    pub(super) shop: Session,
}

impl Set {
    /// Starts the mock on a free port.
    pub(super) async fn build() -> Result<Self, Broken> {
        let server = MockServer::builder().secret(SECRET).speed(SPEED).start().await?;
        let shop = client(server.url()).secret_key(SECRET).build()?.session(SHOP)?;
        Ok(Self { server, shop })
    }

    /// The session as the mock's world has it, not as the API tells it.
    pub(super) fn world(&self) -> Value {
        self.server.session(SHOP).view()
    }

    /// The place in the journal at which the next request will stand.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.server.requests().len())
    }

    /// The requests that arrived since then.
    pub(super) fn since(&self, mark: Mark) -> Journal {
        Journal(self.server.requests().split_off(mark.0))
    }
}

/// A client that polls as much faster as the world turns.
pub(super) fn client(url: &str) -> ClientBuilder {
    Client::builder(url).pace(connection::pace(SPEED.recip()))
}

/// A place in the journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

/// A part of the journal.
#[derive(Debug)]
pub(super) struct Journal(Vec<Entry>);

impl Journal {
    /// How often this operation was answered with this status.
    pub(super) fn answered(&self, operation: &str, status: u16) -> usize {
        self.of(operation).filter(|entry| entry.progress == Progress::Answered(status)).count()
    }

    /// How often this operation was asked for.
    pub(super) fn requests(&self, operation: &str) -> usize {
        self.of(operation).count()
    }

    /// How often the library below the server was told to do this: what reaches WhatsApp.
    pub(super) fn calls(&self, method: &str) -> usize {
        self.0.iter().flat_map(|entry| &entry.client_calls).filter(|call| &*call.method == method).count()
    }

    /// How many requests the server refused for their token.
    pub(super) fn refused(&self) -> usize {
        self.0.iter().filter(|entry| entry.progress == Progress::Answered(401)).count()
    }

    fn of<'j>(&'j self, operation: &'j str) -> impl Iterator<Item = &'j Entry> {
        self.0.iter().filter(move |entry| entry.arrival.operation == Some(operation))
    }
}
