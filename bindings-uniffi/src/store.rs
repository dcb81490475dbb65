//! A token store that the language keeps.

use std::{fmt, sync::Arc};

use wppkit::{BoxFuture, Error, Secret, TokenKey, TokenStore, bridge};

use crate::Failure;

/// Where minted tokens are kept.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait ForeignTokenStore: Send + Sync {
    /// The token of a session, if there is one.
    async fn load(&self, server: String, session: String) -> Result<Option<String>, Failure>;
    /// Keeps a token.
    async fn save(&self, server: String, session: String, token: String) -> Result<(), Failure>;
    /// Forgets a token.
    async fn remove(&self, server: String, session: String) -> Result<(), Failure>;
}

/// Asks the language's store.
pub(crate) struct StoreOfLanguage(pub(crate) Arc<dyn ForeignTokenStore>);

impl fmt::Debug for StoreOfLanguage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StoreOfLanguage")
    }
}

fn told(verb: &str, failure: Failure) -> Error {
    let (Failure::Foreign { reason } | Failure::Wpp { record: reason }) = failure;
    bridge::invalid_input("tokenStore", &format!("{verb} failed: {reason}"), "look at your own token store")
}

impl TokenStore for StoreOfLanguage {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async move {
            let loaded = self.0.load(key.server.clone(), key.session.clone()).await;
            loaded.map(|token| token.map(Secret::from)).map_err(|failure| told("load", failure))
        })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        let token = token.expose().to_owned();
        Box::pin(async move {
            let saved = self.0.save(key.server.clone(), key.session.clone(), token).await;
            saved.map_err(|failure| told("save", failure))
        })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let removed = self.0.remove(key.server.clone(), key.session.clone()).await;
            removed.map_err(|failure| told("remove", failure))
        })
    }
}
