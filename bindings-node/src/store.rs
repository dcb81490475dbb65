//! A token store that JavaScript keeps.

use std::{fmt, sync::Arc};

use serde_json::json;
use wppkit::{BoxFuture, Error, Secret, TokenKey, TokenStore, bridge};

use crate::{question::Questions, queue::Queue};

/// Asks the JavaScript store with this number.
pub(crate) struct JavaScriptStore {
    pub(crate) number: u32,
    pub(crate) queue: Arc<Queue>,
    pub(crate) questions: Arc<Questions>,
}

impl fmt::Debug for JavaScriptStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JavaScriptStore")
    }
}

impl JavaScriptStore {
    async fn ask(&self, verb: &str, key: &TokenKey, token: Option<&Secret>) -> Result<Option<String>, Error> {
        let question = json!({
            "store": self.number, "do": verb, "server": key.server, "session": key.session,
            "token": token.map(Secret::expose),
        });
        self.questions
            .ask(&self.queue, question.to_string())
            .await
            .map_err(|problem| bridge::invalid_input("tokenStore", &problem, "look at your own token store"))
    }
}

impl TokenStore for JavaScriptStore {
    fn load<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async move { Ok(self.ask("load", key, None).await?.map(Secret::from)) })
    }

    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a Secret) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { self.ask("save", key, Some(token)).await.map(drop) })
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move { self.ask("remove", key, None).await.map(drop) })
    }
}
