//! One request to the server that is imitated, from arrival to answer.

use std::sync::Arc;

use bytes::Bytes;
use hyper::Response;
use hyper::header;
use hyper::http::request::Parts;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::advance::{Step, answered, never};
use super::body::{AnswerBody, Cut};
use super::express::auth::{self, Credentials};
use super::express::upload;
use super::prepare::{PendingUpload, Prepared};
use super::record;
use super::respond::{Sender, known_tags, respond};
use super::service::Server;
use super::wire::Fate;
use crate::driver::Driver;
use crate::exchange::{Answer, HTML};
use crate::world::effect::{Reply, RequestId};
use crate::world::faults::{Reset, WireFault};
use crate::world::journal::Progress;

/// A request to the server that is imitated.
pub(crate) struct Call {
    pub(crate) server: Arc<Server>,
    pub(crate) driver: Driver,
    pub(crate) fate: Fate,
    pub(crate) head: Parts,
    /// Where the path within the world begins.
    pub(crate) path_start: usize,
}

impl Call {
    /// The path within the world.
    pub(crate) fn path(&self) -> &str {
        self.head.uri.path().get(self.path_start..).filter(|path| !path.is_empty()).unwrap_or("/")
    }

    /// Answers it, or ends its connection.
    pub(crate) async fn run(self, mut prepared: Prepared, body: Bytes) -> Result<Response<AnswerBody>, Cut> {
        let (id, fault, step) = {
            let mut world = self.driver.lock();
            if world.has_ended() {
                self.fate.reset();
                return Err(Cut);
            }
            let arrival = record::arrival(&self.head, self.path(), &prepared, body, &world.secret);
            let fault = if world.faults.is_empty() {
                None
            } else {
                world.faults.on_request(arrival.session.as_deref(), arrival.operation)
            };
            let id = world.arrived(arrival);
            match fault {
                None => {
                    let step = self.advance(&mut world, id, &mut prepared, None);
                    (id, None, Some(step))
                }
                Some(fault) => {
                    world.journal.faulted(id, record::fault(&fault));
                    (id, Some(fault), None)
                }
            }
        };
        match step {
            Some(step) if step.is_settled() => self.settle(id, step, fault.as_ref()).await,
            unsettled => {
                // The real server does not notice that a client left: the handler runs all the same.
                let call = Arc::new(self);
                let (sender, receiver) = oneshot::channel();
                let work = Arc::clone(&call).proceed(id, prepared, fault.clone(), unsettled, sender);
                call.server.in_background(work);
                let step = receiver.await.map_err(|_| Cut)?;
                call.settle(id, step, fault.as_ref()).await
            }
        }
    }

    /// Does what takes time before the handler can run, and runs it.
    async fn proceed(
        self: Arc<Self>,
        id: RequestId,
        mut prepared: Prepared,
        fault: Option<WireFault>,
        mut step: Option<Step>,
        settled: oneshot::Sender<Step>,
    ) {
        if let Some(fault) = &fault {
            step = self.before(id, fault).await;
        }
        let step = loop {
            match step.take() {
                Some(step) if step.is_settled() => break step,
                Some(step) => self.work(step, id, &mut prepared).await,
                None => {
                    let mut world = self.driver.lock();
                    step = Some(self.advance(&mut world, id, &mut prepared, fault.as_ref()));
                }
            }
        };
        if settled.send(step).is_err() {
            self.driver.lock().forget(id);
        }
    }

    /// What a fault does before the handler runs, if that ends the request.
    async fn before(&self, id: RequestId, fault: &WireFault) -> Option<Step> {
        match fault {
            WireFault::Answer { status, body } => {
                self.driver.lock().departed(id, Progress::Answered(*status));
                Some(Step::Answer(ordered(*status, body), Sender::Raw))
            }
            WireFault::Reset(Reset::Before) => {
                self.driver.lock().departed(id, Progress::Lost);
                Some(Step::Cut)
            }
            WireFault::Delay(ms) => {
                if self.driver.sleep(*ms).await {
                    return None;
                }
                self.driver.lock().departed(id, Progress::Lost);
                Some(Step::Cut)
            }
            WireFault::Hang
            | WireFault::Reset(Reset::After)
            | WireFault::Truncate(_)
            | WireFault::Garbage => None,
        }
    }

    /// What takes too long to be done under the world's lock.
    async fn work(&self, step: Step, id: RequestId, prepared: &mut Prepared) {
        match step {
            Step::Upload { upload, now_ms } => {
                let PendingUpload { boundary, field, bytes } = upload;
                match (upload::read(boundary.as_deref(), field, bytes, now_ms).await, &mut *prepared) {
                    (Ok((body, file)), Prepared::Operation(operation)) => {
                        self.driver.lock().journal.set_body(id, &body);
                        operation.request.body = body;
                        operation.request.file = file;
                    }
                    (Err(refusal), _) => *prepared = Prepared::Refused(refusal),
                    (Ok(_), _) => {}
                }
            }
            Step::Verify { secret, credentials } => {
                let (of, by) = (credentials.clone(), secret.clone());
                let right = spawn_blocking(move || auth::verify(&of, &by)).await.unwrap_or(false);
                self.server.tokens.remember(&secret, &credentials, right);
            }
            Step::Mint { secret, session, cost } => {
                let (of, by) = (session.clone(), secret.clone());
                let token = spawn_blocking(move || auth::mint(&of, &by, cost)).await.ok().flatten();
                if let Some(token) = &token {
                    let credentials = Credentials { session, hash: auth::unescape(token) };
                    self.server.tokens.remember(&secret, &credentials, true);
                }
                if let Prepared::Operation(operation) = prepared {
                    operation.request.minted = token;
                    operation.is_minted = true;
                }
            }
            Step::Answer(..) | Step::Wait(..) | Step::Never(_) | Step::Cut => {}
        }
    }

    /// Sends what there is to send, waits for what is still to come.
    async fn settle(
        &self,
        id: RequestId,
        step: Step,
        fault: Option<&WireFault>,
    ) -> Result<Response<AnswerBody>, Cut> {
        let step = match step {
            Step::Wait(hook, receiver) => {
                let reply = self.wait(id, receiver).await?;
                let mut world = self.driver.lock();
                match hook.reply(reply) {
                    Ok(answer) => answered(&mut world, id, answer, Sender::Send, fault),
                    Err(lost) => never(&mut world, id, lost),
                }
            }
            step => step,
        };
        match step {
            Step::Answer(answer, sender) => self.send(id, answer, sender, fault).await,
            Step::Never(receiver) => {
                drop(self.wait(id, receiver).await);
                Err(Cut)
            }
            _ => {
                self.fate.reset();
                Err(Cut)
            }
        }
    }

    /// Waits for an answer of the world's. The connection is cut when the server process ends meanwhile.
    async fn wait(&self, id: RequestId, receiver: oneshot::Receiver<Reply>) -> Result<Reply, Cut> {
        let mut forget = Forget { driver: &self.driver, id, armed: true };
        let reply = receiver.await;
        forget.armed = false;
        reply.map_err(|_| {
            self.fate.reset();
            Cut
        })
    }

    /// Sends an answer, unless a fault keeps it from arriving.
    async fn send(
        &self,
        id: RequestId,
        mut answer: Answer,
        sender: Sender,
        fault: Option<&WireFault>,
    ) -> Result<Response<AnswerBody>, Cut> {
        match fault {
            Some(WireFault::Hang) => {
                let receiver = {
                    let mut world = self.driver.lock();
                    world.defer(id);
                    world.expect(id)
                };
                self.wait(id, receiver).await?;
                Err(Cut)
            }
            Some(WireFault::Reset(_)) => {
                self.fate.reset();
                Err(Cut)
            }
            Some(WireFault::Truncate(length)) => {
                let body = AnswerBody::cut(&answer.body, *length);
                Ok(self.respond(answer, sender).map(|_| body))
            }
            Some(WireFault::Garbage) => {
                answer.body = Bytes::from_static(b"{\"status\":\"succ\xff\xfe<<garbage>>");
                Ok(self.respond(answer, sender))
            }
            Some(WireFault::Answer { .. } | WireFault::Delay(_)) | None => Ok(self.respond(answer, sender)),
        }
    }

    fn respond(&self, answer: Answer, sender: Sender) -> Response<AnswerBody> {
        let redirect = answer.status == 301;
        let mut response = respond(answer, sender, known_tags(&self.head));
        if redirect {
            response.headers_mut().insert(header::LOCATION, header::HeaderValue::from_static("/api-docs/"));
        }
        response
    }
}

/// Forgets a request whose client left while it waited.
struct Forget<'a> {
    driver: &'a Driver,
    id: RequestId,
    armed: bool,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        if self.armed {
            let mut world = self.driver.lock();
            world.forget(self.id);
            world.departed(self.id, Progress::Lost);
        }
    }
}

/// The answer that a fault orders.
fn ordered(status: u16, body: &Value) -> Answer {
    match body {
        Value::String(text) => {
            Answer { status, media_type: Some(HTML), body: Bytes::from(text.clone()), is_raw: true }
        }
        body => Answer::json(status, body),
    }
}
