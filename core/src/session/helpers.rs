//! Helpers by id, for callers that speak JSON.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wppkit_api::{
    HelperEntry,
    helpers::{Close, Diagnose, Helper, Logout, RefreshQr, Restart, Status, WaitUntilConnected, Wipe},
};

use crate::{BoxFuture, Error, Session};

/// A helper's body.
trait Run: Helper {
    fn run(self, session: &Session) -> BoxFuture<'_, Result<Self::Response, Error>>;
}

macro_rules! run {
    ($($helper:ident => |$session:ident, $request:ident| $body:expr;)*) => {
        $(impl Run for $helper {
            fn run(self, $session: &Session) -> BoxFuture<'_, Result<Self::Response, Error>> {
                let $request = self;
                Box::pin(async move { $body.await })
            }
        })*
    };
}

run! {
    Status => |session, request| session.status_with(request);
    WaitUntilConnected => |session, request| session.wait_until_connected(request);
    Close => |session, _request| session.close();
    Logout => |session, request| session.logout_with(request);
    Wipe => |session, _request| session.wipe();
    Restart => |session, _request| session.restart();
    RefreshQr => |session, request| session.refresh_qr(request);
    Diagnose => |session, request| async { Ok(session.diagnose_with(request).await) };
}

macro_rules! dispatch {
    ($($helper:ident,)*) => {
        impl Session {
            /// Runs a helper by its entry; the list of helpers decides which there are.
            pub(super) async fn help(&self, entry: &HelperEntry, request: Value) -> Result<Value, Error> {
                $(if entry.meta.id == <$helper as Helper>::META.id {
                    return self.help_typed::<$helper>(request).await;
                })*
                Err(Error::invalid_input(format!("there is no helper {}", entry.meta.id)))
            }
        }
    };
}

wppkit_api::for_each_helper!(dispatch);

impl Session {
    async fn help_typed<H: Run + DeserializeOwned>(&self, request: Value) -> Result<Value, Error> {
        let id = H::META.id;
        let request = if request.is_null() { Value::Object(Map::new()) } else { request };
        let request: H = self.within(
            id,
            serde_json::from_value(request).map_err(|error| Error::invalid_input(error.to_string())),
        )?;
        self.within(id, request.validate().map_err(|invalid| Error::invalid_input(invalid.to_string())))?;
        let response = request.run(self).await?;
        self.within(
            id,
            serde_json::to_value(response)
                .map_err(|error| Error::invalid_input("the result is no JSON").with_source(error)),
        )
    }
}
