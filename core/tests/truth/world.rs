//! A world of its own for every case, on one shared server.

use std::time::Duration;

use serde_json::Value;
use wppkit::{CallOptions, Client, Delivery, Error, Pace, RetryPolicy, Secret, Sent, Session, mint_local};
use wppkit_mock::{
    MockServer,
    driver::Driver,
    world::{preset::Preset, session::StateWord},
};

use crate::watch;

/// The secret key, which nobody may see.
pub(crate) const SECRET: &str = "the-secret-key-that-nobody-may-see";
/// The name of the session in every world.
pub(crate) const SHOP: &str = "shop";
/// Who gets everything.
pub(crate) const PHONE: &str = "5511999990001";

/// The shared server with its secret and the token of [`SHOP`].
pub(crate) struct Server {
    mock: MockServer,
    pub(crate) token: Secret,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let mock = MockServer::builder().frozen().secret(SECRET).start().await.unwrap();
        let token = mint_local(SHOP, &Secret::new(SECRET), 4).unwrap();
        watch::watch_for(SECRET);
        watch::watch_for(token.expose());
        Self { mock, token }
    }

    /// The world of this name, which it keeps between cases.
    pub(crate) fn world(&self, name: &str) -> Case {
        let driver = self.mock.worlds().get(Some(name));
        let url = format!("{}/__mock__/worlds/{name}", self.mock.url());
        Case { driver, url, token: self.token.clone() }
    }
}

impl Server {
    /// Drops the world of this name.
    pub(crate) fn forget(&self, name: &str) {
        self.mock.worlds().remove(name);
    }
}

/// One world, in which one case runs after the other.
pub(crate) struct Case {
    pub(crate) driver: Driver,
    url: String,
    token: Secret,
}

impl Case {
    /// Begins anew: an empty world in which [`SHOP`] is connected.
    pub(crate) fn begin(&self) {
        let mut world = self.driver.lock();
        world.reset(Preset::Empty);
        world.place(SHOP, &StateWord::Connected.into());
    }

    /// A client that nobody used yet, whose calls wait so long at most.
    pub(crate) fn session(&self, timeout: Duration) -> Session {
        self.session_at(&self.url, timeout)
    }

    pub(crate) fn session_at(&self, url: &str, timeout: Duration) -> Session {
        let ms = Duration::from_millis;
        let mut pace = Pace::default();
        (pace.poll, pace.poll_max, pace.debounce) = (ms(1), ms(5), ms(1));
        let mut retry = RetryPolicy::default();
        (retry.min_delay, retry.max_delay, retry.budget) = (ms(0), ms(1), 10.0);
        let client = Client::builder(url).token(self.token.clone()).pace(pace).retry(retry).build().unwrap();
        client.session(SHOP).unwrap().with_options(CallOptions::new().timeout(timeout))
    }

    /// How many own messages stand in the account's chats, as `wanted` chooses them.
    pub(crate) fn delivered(&self, wanted: impl Fn(&wppkit_mock::world::account::Message) -> bool) -> usize {
        let world = self.driver.lock();
        let account = world.sessions.get(SHOP).and_then(|session| session.account.as_ref());
        let chats = account.map(|account| &account.data().chats);
        let messages = chats.into_iter().flatten().flat_map(|chat| &chat.messages);
        messages.filter(|message| message.key.from_me && wanted(message)).count()
    }
}

/// How a send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Ending {
    Sent,
    Rejected,
    Unknown,
}

pub(crate) fn ending(result: &Result<Sent, Error>) -> Ending {
    if let Err(error) = result {
        watch::check_error(error);
    }
    match result.as_ref().map_err(Error::delivery) {
        Ok(_) => Ending::Sent,
        Err(Some(Delivery::NotSent)) => Ending::Rejected,
        Err(Some(Delivery::Unknown)) => Ending::Unknown,
        Err(None) => panic!("a send without a word on its delivery: {result:?}"),
    }
}

/// The bodies of Express and of proxies.
pub(crate) fn page(text: &str) -> Value {
    Value::String(format!("<html><body>{text}</body></html>"))
}
