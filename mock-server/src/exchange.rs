//! What a handler works with: the request, the world below it, and the answer it gives.
//!
//! The rules of answering are the real server's. An answer does not end a handler. The first one that is
//! delivered counts, and every later one throws. With the request content type `application/json` every answer
//! runs through a [hook](Hook) in which some are lost; then the handler goes on as if it had answered.

mod answer;
mod request;

#[cfg(test)]
mod tests;

pub use answer::{Answer, HTML, Hook, JSON, Lost, SessionEcho};
pub use request::{ApiRequest, UploadedFile};

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use wppkit_api::Auth;

use crate::library::{Json, Returned, Thrown, Upload};
use crate::world::World;
use crate::world::effect::RequestId;

/// One request in the hands of its handler.
pub struct Exchange<'w> {
    /// The world.
    pub world: &'w mut World,
    /// The request, without its body.
    pub request: &'w ApiRequest,
    body: Value,
    id: RequestId,
    hook: Hook,
    answer: Option<Answer>,
    deferred: bool,
    stuck: bool,
}

const HEADERS_SENT: &str = "ERR_HTTP_HEADERS_SENT";

fn headers_sent() -> Thrown {
    Thrown::coded(HEADERS_SENT, "Cannot set headers after they are sent to the client")
}

/// How a handler left its request.
#[derive(Debug)]
pub enum Outcome {
    /// With an answer.
    Answered(Answer),
    /// The world answers later, through this hook.
    Deferred(Hook),
    /// Without any answer: the client waits for ever.
    Never,
}

impl<'w> Exchange<'w> {
    /// Takes the request's body; `id` is its number in the journal.
    pub fn new(world: &'w mut World, request: &'w mut ApiRequest, id: RequestId) -> Self {
        let body = request.body.take();
        let echo = echo(world, request);
        let hook = Hook { active: request.is_hooked(), echo };
        Self { world, request, body, id, hook, answer: None, deferred: false, stuck: false }
    }

    /// Number of the request in the journal.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.id
    }

    /// Name of the session.
    #[must_use]
    pub fn session(&self) -> &'w str {
        let request: &'w ApiRequest = self.request;
        &request.session
    }

    /// The body: an object or an array.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The body, for the middlewares that rewrite it.
    pub fn body_mut(&mut self) -> &mut Value {
        &mut self.body
    }

    /// A query parameter: text, a boolean for `true` and `false`, or a list or object of them.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&'w Value> {
        let request: &'w ApiRequest = self.request;
        request.query.get(name)
    }

    /// A path parameter, percent-decoded.
    #[must_use]
    pub fn path(&self, name: &str) -> &'w str {
        let request: &'w ApiRequest = self.request;
        request.parameter(name)
    }

    /// The uploaded file.
    #[must_use]
    pub fn file(&self) -> Option<&'w UploadedFile> {
        let request: &'w ApiRequest = self.request;
        request.file.as_ref()
    }

    /// The token minted for generate-token; none when the path's secret is wrong.
    #[must_use]
    pub fn minted(&self) -> Option<&'w str> {
        let request: &'w ApiRequest = self.request;
        request.minted.as_deref()
    }

    /// `res.status(status).json(value)`.
    ///
    /// # Errors
    /// `ERR_HTTP_HEADERS_SENT` when an answer was delivered before. A lost answer is no error.
    pub fn json(&mut self, status: u16, value: impl Serialize) -> Result<(), Thrown> {
        self.deliver(|hook| hook.json(status, &value))
    }

    /// `res.status(status).json(value)`, of which the text is there already.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn json_text(&mut self, status: u16, text: Vec<u8>) -> Result<(), Thrown> {
        self.deliver(|hook| hook.json_text(status, text))
    }

    /// `res.status(status).json(undefined)`: an empty body, which the hook loses.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn json_undefined(&mut self, status: u16) -> Result<(), Thrown> {
        self.deliver(|hook| hook.undefined(status))
    }

    /// `res.status(status).send(object)`.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn send_object(&mut self, status: u16, value: Value) -> Result<(), Thrown> {
        self.deliver(|hook| hook.object(status, &value))
    }

    /// `res.status(status).send(text)`: a page or a plain text.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn html(&mut self, status: u16, text: String) -> Result<(), Thrown> {
        self.deliver(|hook| hook.text(status, HTML, text))
    }

    /// `res.status(status).send(text)` with a media type that was set before.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn text(&mut self, status: u16, media_type: &'static str, text: String) -> Result<(), Thrown> {
        self.deliver(|hook| hook.text(status, media_type, text))
    }

    /// `res.status(status).json(undefined)`: no text at all, which the hook cannot read.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn empty_json(&mut self, status: u16) -> Result<(), Thrown> {
        self.deliver(|hook| hook.text(status, JSON, String::new()))
    }

    /// A PNG written straight to the response, past the hook.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn png(&mut self, bytes: impl Into<Bytes>) -> Result<(), Thrown> {
        self.raw(200, Some("image/png"), bytes)
    }

    /// A status without body, past the hook.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn empty(&mut self, status: u16) -> Result<(), Thrown> {
        self.raw(status, None, Bytes::new())
    }

    /// An answer written straight to the response, past the hook.
    ///
    /// # Errors
    /// As for [`json`](Self::json).
    pub fn raw(
        &mut self,
        status: u16,
        media_type: Option<&'static str>,
        body: impl Into<Bytes>,
    ) -> Result<(), Thrown> {
        let body = body.into();
        self.deliver(|_| Ok(Answer { status, media_type, body, is_raw: true }))
    }

    fn deliver(&mut self, make: impl FnOnce(&Hook) -> Result<Answer, Lost>) -> Result<(), Thrown> {
        if self.stuck {
            return Err(Thrown::Hang);
        }
        if self.answer.is_some() {
            return Err(headers_sent());
        }
        match make(&self.hook) {
            Ok(answer) => self.answer = Some(answer),
            Err(lost) => self.world.journal.server_error(self.id, None, lost.0),
        }
        Ok(())
    }

    /// Whether an answer was delivered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// Leaves the answer to the world, which gives it by `Effect::Answer` with this number.
    pub fn defer(&mut self) -> RequestId {
        self.deferred = true;
        self.world.defer(self.id);
        self.id
    }

    /// Whether the session's client has the library's methods.
    #[must_use]
    pub fn has_client(&self) -> bool {
        self.world.has_client(self.session())
    }

    /// Calls a method of the session's client: journals it, lets it fail if a fault says so, performs it.
    ///
    /// # Errors
    /// What the call throws; a `TypeError` when there is no client to call.
    pub fn lib(&mut self, method: &str, args: Vec<Value>) -> Returned {
        if self.stuck {
            return Err(Thrown::Hang);
        }
        let upload = self.file().map(|file| Upload { path: &file.path, bytes: &file.bytes });
        let result = self.world.call_client(Some(self.id), self.session(), method, &args, upload);
        self.stuck = result == Err(Thrown::Hang);
        result
    }

    /// Broadcasts a Socket.IO event.
    pub fn emit_socket(&mut self, event: &'static str, data: impl Serialize) {
        if !self.stuck {
            self.world.emit_socket(event, data);
        }
    }

    /// The same with what a call returned.
    pub fn emit_socket_json(&mut self, event: &'static str, data: &Json) {
        if !self.stuck {
            let mut text = Vec::with_capacity(data.room());
            data.write(&mut text);
            self.world.emit_socket_text(self.session(), event, text);
        }
    }

    /// Sends the session's webhook, if it has one.
    pub fn emit_webhook(&mut self, event: &str, data: Value) {
        if !self.stuck {
            self.world.emit_webhook(self.session(), event, data);
        }
    }

    /// Ends the exchange with what the handler returned.
    pub fn finish(self, returned: Result<(), Thrown>) -> Outcome {
        match returned {
            Ok(()) | Err(Thrown::Hang) => {}
            Err(thrown) => {
                let code = match &thrown {
                    Thrown::Error { properties, .. } => properties.get("code").and_then(Value::as_str),
                    Thrown::Value(_) | Thrown::Hang => None,
                };
                self.world.journal.server_error(self.id, code, thrown.message());
            }
        }
        match self.answer {
            Some(answer) => Outcome::Answered(answer),
            None if self.deferred => Outcome::Deferred(self.hook),
            None => Outcome::Never,
        }
    }
}

/// What `req.client.session` is once the token was found right. Routes of the whole server never set
/// `req.client`, which then is the TCP socket.
fn echo(world: &World, request: &ApiRequest) -> SessionEcho {
    if request.entry.meta.auth != Auth::Token {
        return SessionEcho::Absent;
    }
    match world.client(&request.session) {
        None => SessionEcho::Name(String::new()),
        Some(client) if client.named => SessionEcho::Name(request.session.clone()),
        Some(_) => SessionEcho::Absent,
    }
}
