//! One WhatsApp account on the server.

mod backup;
mod connect;
mod diagnose;
pub(crate) mod health;
mod helpers;
mod look;
mod observe;
mod pages;
mod panel;
mod refresh_qr;
mod shared;
mod stage;
mod status;
mod verbs;
mod wait;

use std::{fmt, sync::Arc};

pub use connect::{Connect, Login};
pub use health::Changes;
pub use pages::Listing;
use serde_json::Value;
pub(crate) use shared::SessionShared;
pub use stage::{PairingCode, Stage};
use wppkit_api::Operation;

use crate::{Answer, CallOptions, Client, Error, Media, state::Observation};

/// One WhatsApp account on the server. Cloning is cheap; handles of one name share token, poller and caches.
#[derive(Clone)]
pub struct Session {
    pub(crate) client: Client,
    pub(crate) shared: Arc<SessionShared>,
    pub(crate) options: CallOptions,
}

impl Session {
    pub(crate) fn new(client: Client, shared: Arc<SessionShared>) -> Self {
        Self { client, shared, options: CallOptions::default() }
    }

    /// The session's name.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// The client that made the handle.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same session with other limits for its calls.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { options: options.or(self.options), ..self.clone() }
    }

    /// Calls an operation. The groups' methods do the same: `session.messages().send_message(…)`.
    ///
    /// # Errors
    /// As every call: see [`Error::code`].
    pub async fn call<O: Operation>(&self, request: O) -> Result<Answer<O::Response>, Error> {
        self.call_with(request, &CallOptions::default()).await
    }

    /// [`Session::call`] with limits of its own.
    ///
    /// # Errors
    /// As every call: see [`Error::code`].
    pub async fn call_with<O: Operation>(
        &self,
        request: O,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        let result = self.client.0.call(self.target(), &request, &options.or(self.options), None).await;
        self.learn(result)
    }

    /// [`Session::call`] with a file beside the fields, for operations that take an upload, such as group-pic.
    ///
    /// # Errors
    /// `invalid_input` if the operation takes no file or the file cannot be read; else as every call.
    pub async fn call_with_file<O: Operation>(
        &self,
        request: O,
        file: Media,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        let client = &self.client.0;
        let upload = client.upload(self.target(), &O::META, file).await?;
        let options = options.or(self.options);
        let result = client.call(self.target(), &request, &options, Some(upload)).await;
        self.learn(result)
    }

    /// Calls an operation or a helper by its id, with a JSON request.
    ///
    /// # Errors
    /// `invalid_input` if there is no such operation or the request has other fields; else as every call.
    pub async fn call_json(
        &self,
        operation: &str,
        request: Value,
        options: &CallOptions,
    ) -> Result<Answer<Value>, Error> {
        self.call_json_with_file(operation, request, None, options).await
    }

    /// [`Session::call_json`] with a file beside the JSON, for operations that take an upload.
    ///
    /// # Errors
    /// As [`Session::call_json`].
    pub async fn call_json_with_file(
        &self,
        operation: &str,
        request: Value,
        file: Option<Media>,
        options: &CallOptions,
    ) -> Result<Answer<Value>, Error> {
        if let Some(entry) = wppkit_api::helper_by_id(operation) {
            return self.with_options(*options).help_answering(entry, request, file).await;
        }
        let options = options.or(self.options);
        let result = self.client.0.call_json(self.target(), operation, request, &options, file).await;
        self.learn(result)
    }

    /// A refusal tells something of the session's state.
    pub(crate) fn learn<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if result.as_ref().is_err_and(|error| error.code() == crate::ErrorCode::NotConnected) {
            self.shared.observe(&Observation::Refused);
        }
        result
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("name", &self.name())
            .field("server", &self.client.base_url())
            .finish_non_exhaustive()
    }
}
