//! A client that JavaScript holds.

use napi_derive::napi;
use wppkit::bridge::ClientHandle;

use crate::refused;

/// A client; made by `Bridge.createClient`.
#[napi]
pub struct NativeClient(pub(crate) ClientHandle);

#[napi]
impl NativeClient {
    /// The server's base URL, without credentials.
    #[napi(getter)]
    pub fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    /// Checks a session's name and gives it; the default session's if none is given.
    #[napi]
    pub fn session_name(&self, name: Option<String>) -> napi::Result<String> {
        let session = self.0.client().and_then(|client| match &name {
            Some(name) => client.session(name),
            None => client.default_session(),
        });
        session.map(|session| session.name().to_owned()).map_err(|error| refused(&error))
    }

    /// Refuses every further call.
    #[napi]
    pub fn close(&self) {
        self.0.close();
    }
}
