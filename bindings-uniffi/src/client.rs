//! A client, and the one call that every operation and helper goes through.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use wppkit::{
    TokenStore,
    bridge::{self, Call, ClientConfig, ClientHandle},
};

use crate::{Attachment, Failure, ForeignTokenStore, NativeLogin, store::StoreOfLanguage, work};

/// A client with its settings. The facade's `Client` and `Session` share one.
#[derive(uniffi::Object)]
pub struct NativeClient(ClientHandle);

/// What a call brought.
#[derive(uniffi::Record)]
pub struct Reply {
    /// The typed payload as JSON text.
    pub payload: String,
    /// The whole answer as it came; absent where it is the payload.
    pub raw: Option<Vec<u8>>,
    /// HTTP status.
    pub status: u16,
    /// Content type of the answer.
    pub content_type: String,
    /// Bytes beside the payload: the file of `download`.
    pub attachment: Option<Vec<u8>>,
}

#[uniffi::export]
impl NativeClient {
    /// Checks the settings, which are JSON; sends nothing.
    #[uniffi::constructor]
    pub fn new(config: String, store: Option<Arc<dyn ForeignTokenStore>>) -> Result<Arc<Self>, Failure> {
        let store = store.map(|store| Arc::new(StoreOfLanguage(store)) as Arc<dyn TokenStore>);
        let config = ClientConfig::from_json(config.as_bytes())?;
        Ok(Arc::new(Self(ClientHandle::new(config, store)?)))
    }

    /// The server's base URL, without credentials.
    pub fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    /// Checks a session's name and gives it; the default session's if none is given.
    pub fn session_name(&self, name: Option<String>) -> Result<String, Failure> {
        let client = self.0.client()?;
        let session = match &name {
            Some(name) => client.session(name)?,
            None => client.default_session()?,
        };
        Ok(session.name().to_owned())
    }

    /// Refuses every further call. What is under way goes on. (`close` would be the end of the object in Kotlin.)
    pub fn refuse_calls(&self) {
        self.0.close();
    }

    /// Calls an operation or a helper by its id; `request` and `settings` are JSON.
    pub async fn call(
        &self,
        operation: String,
        session: Option<String>,
        request: String,
        settings: Option<String>,
        attachment: Option<Attachment>,
    ) -> Result<Reply, Failure> {
        let mut call = Call::new(operation).request(request);
        call.session = session;
        if let Some(settings) = settings {
            call = call.limits_json(settings.as_bytes())?;
        }
        if let Some(attachment) = attachment {
            call = call.attachment(attachment.open()?);
        }
        let reply = work::run(bridge::call(self.0.clone(), call)).await?;
        let is_same = reply.raw.as_ptr() == reply.payload.as_ptr() && reply.raw.len() == reply.payload.len();
        Ok(Reply {
            payload: text(&reply.payload),
            raw: (!is_same).then(|| reply.raw.to_vec()),
            status: reply.status,
            content_type: reply.content_type,
            attachment: reply.attachment.map(|bytes| bytes.to_vec()),
        })
    }

    /// Opens a login; nothing is sent before the first stage is asked for. `options` are JSON.
    pub fn connect(&self, session: String, options: String) -> Result<Arc<NativeLogin>, Failure> {
        let stages = bridge::connect(&self.0, &session, options.as_bytes())?;
        Ok(Arc::new(NativeLogin::new(stages)))
    }

    /// Hands a webhook's JSON body to a session; tells whether it was about the session's life.
    pub fn observe_webhook(&self, session: String, body: String) -> Result<bool, Failure> {
        let session = self.0.client()?.session(&session)?;
        Ok(serde_json::from_str(&body).is_ok_and(|body| session.observe_webhook(&body)))
    }
}

impl fmt::Debug for NativeClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// JSON text of the core, which is UTF-8.
pub(crate) fn text(json: &Bytes) -> String {
    String::from_utf8_lossy(json).into_owned()
}
