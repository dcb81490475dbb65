//! One request to the server that is imitated, from arrival to answer.

use bytes::Bytes;
use hyper::header;
use hyper::http::request::Parts;
use hyper::{Method, Response};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::body::{AnswerBody, Cut};
use super::express::auth::{self, Credentials, NoToken};
use super::express::pages::{self, Page};
use super::express::{error_page, upload};
use super::prepare::{Operation, PendingUpload, Prepared, text};
use super::record;
use super::respond::{Sender, respond};
use super::service::Server;
use super::wire::Fate;
use crate::dispatch;
use crate::driver::{Driver, WorldGuard};
use crate::exchange::{Answer, HTML, Hook, Lost, Outcome};
use crate::strict;
use crate::world::effect::{Reply, RequestId};
use crate::world::faults::{Reset, WireFault};
use crate::world::journal::Progress;

/// A request to the server that is imitated.
pub(crate) struct Call<'a> {
    pub(crate) server: &'a Server,
    pub(crate) driver: &'a Driver,
    pub(crate) fate: &'a Fate,
    pub(crate) head: &'a Parts,
    /// The path within the world.
    pub(crate) path: &'a str,
}

/// What a request needs next.
enum Step {
    /// To be sent.
    Answer(Answer, Sender),
    /// A comparison by bcrypt.
    Verify { secret: String, credentials: Credentials },
    /// A token.
    Mint { secret: String, session: String, cost: u32 },
    /// Its multipart body read.
    Upload { upload: PendingUpload, now_ms: u64 },
    /// An answer of the world's, some time.
    Wait(Hook, oneshot::Receiver<Reply>),
    /// Nothing: it is never answered.
    Never(oneshot::Receiver<Reply>),
}

impl Call<'_> {
    /// Answers it, or ends its connection.
    pub(crate) async fn run(&self, mut prepared: Prepared, body: Bytes) -> Result<Response<AnswerBody>, Cut> {
        let (id, fault, mut step) = {
            let mut world = self.driver.lock();
            if world.has_ended() {
                self.fate.reset();
                return Err(Cut);
            }
            let arrival = record::arrival(self.head, self.path, &prepared, body, &world.secret);
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
        let fault = fault.as_ref();
        if let Some(fault) = fault
            && let Some(early) = self.before(id, fault).await
        {
            return early;
        }
        loop {
            let next = match step.take() {
                Some(step) => step,
                None => self.advance(&mut self.driver.lock(), id, &mut prepared, fault),
            };
            match next {
                Step::Answer(answer, sender) => return self.send(id, answer, sender, fault).await,
                Step::Wait(hook, receiver) => {
                    let reply = self.wait(id, receiver).await?;
                    step = Some(self.reply(id, &hook, reply, fault));
                }
                Step::Never(receiver) => {
                    self.wait(id, receiver).await?;
                }
                other => self.work(other, id, &mut prepared).await?,
            }
        }
    }

    /// What a fault does before the handler runs; the end of the request, if it is that.
    async fn before(&self, id: RequestId, fault: &WireFault) -> Option<Result<Response<AnswerBody>, Cut>> {
        match fault {
            WireFault::Answer { status, body } => {
                self.driver.lock().departed(id, Progress::Answered(*status));
                Some(Ok(self.respond(ordered(*status, body), Sender::Raw)))
            }
            WireFault::Reset(Reset::Before) => {
                self.driver.lock().departed(id, Progress::Lost);
                self.fate.reset();
                Some(Err(Cut))
            }
            WireFault::Delay(ms) if self.driver.sleep(*ms).await => None,
            WireFault::Delay(_) => {
                self.fate.reset();
                Some(Err(Cut))
            }
            WireFault::Hang
            | WireFault::Reset(Reset::After)
            | WireFault::Truncate(_)
            | WireFault::Garbage => None,
        }
    }

    /// Waits for an answer of the world's. The connection is cut when the server process ends meanwhile.
    async fn wait(&self, id: RequestId, receiver: oneshot::Receiver<Reply>) -> Result<Reply, Cut> {
        let _forget = Forget { driver: self.driver, id };
        receiver.await.map_err(|_| {
            self.fate.reset();
            Cut
        })
    }

    /// What takes too long to be done under the world's lock.
    async fn work(&self, step: Step, id: RequestId, prepared: &mut Prepared) -> Result<(), Cut> {
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
                let right = spawn_blocking(move || auth::verify(&of, &by)).await.map_err(|_| Cut)?;
                self.server.tokens.remember(&secret, &credentials, right);
            }
            Step::Mint { secret, session, cost } => {
                let (of, by) = (session.clone(), secret.clone());
                let token = spawn_blocking(move || auth::mint(&of, &by, cost)).await.map_err(|_| Cut)?;
                if let (Some(token), Prepared::Operation(operation)) = (token, prepared) {
                    let credentials = Credentials { session, hash: auth::unescape(&token) };
                    self.server.tokens.remember(&secret, &credentials, true);
                    operation.request.minted = Some(token);
                }
            }
            Step::Answer(..) | Step::Wait(..) | Step::Never(_) => {}
        }
        Ok(())
    }

    /// Goes as far as it can under the world's lock.
    fn advance(
        &self,
        world: &mut WorldGuard<'_>,
        id: RequestId,
        prepared: &mut Prepared,
        fault: Option<&WireFault>,
    ) -> Step {
        match prepared {
            Prepared::Refused(refusal) => answered(world, id, refusal.answer(), Sender::FinalHandler, fault),
            Prepared::NotFound => {
                let page = error_page::not_found(self.head.method.as_str(), self.path);
                answered(world, id, page, Sender::FinalHandler, fault)
            }
            Prepared::Page(page) => self.page(world, id, *page, fault),
            Prepared::Operation(operation) => self.operation(world, id, operation, fault),
        }
    }

    fn page(&self, world: &mut WorldGuard<'_>, id: RequestId, page: Page, fault: Option<&WireFault>) -> Step {
        let active = text(&self.head.headers, header::CONTENT_TYPE) == Some("application/json");
        let hook = Hook { active, ..Hook::default() };
        let sent = match page {
            Page::Metrics => {
                let (now_ms, uptime_ms) = (world.now_ms(), world.clock().uptime_ms());
                hook.text(200, pages::METRICS, pages::metrics(now_ms, uptime_ms))
            }
            Page::DocumentationIndex => hook.text(200, HTML, pages::documentation()),
            Page::Documentation => {
                return answered(
                    world,
                    id,
                    error_page::redirecting("/api-docs/"),
                    Sender::FinalHandler,
                    fault,
                );
            }
            Page::Unhealthy => {
                let step = answered(world, id, Answer::empty(503), Sender::Raw, fault);
                world.end();
                return step;
            }
        };
        match sent {
            Ok(answer) => answered(world, id, answer, Sender::Send, fault),
            Err(lost) => never(world, id, lost),
        }
    }

    fn operation(
        &self,
        world: &mut WorldGuard<'_>,
        id: RequestId,
        operation: &mut Operation,
        fault: Option<&WireFault>,
    ) -> Step {
        if let Some(upload) = operation.upload.take() {
            return Step::Upload { upload, now_ms: world.now_ms() };
        }
        let refused = match &operation.credentials {
            None => None,
            Some(Err(NoToken)) => Some(auth::missing()),
            Some(Ok(credentials)) => match self.server.tokens.verdict(&world.secret, credentials) {
                Some(true) => None,
                Some(false) => Some(auth::wrong()),
                None => {
                    return Step::Verify { secret: world.secret.clone(), credentials: credentials.clone() };
                }
            },
        };
        if let Some(body) = refused {
            return answered(world, id, auth::unauthorized(&body), Sender::Send, fault);
        }
        let request = &mut operation.request;
        if request.entry.meta.id == "generate-token"
            && request.minted.is_none()
            && request.parameter("secretkey") == world.secret
        {
            let (secret, cost) = (world.secret.clone(), world.settings.bcrypt_cost);
            return Step::Mint { secret, session: request.session.clone(), cost };
        }
        if world.settings.strict
            && let Some(answer) = strict::refuse(request)
        {
            return answered(world, id, answer, Sender::Send, fault);
        }
        match dispatch::run(world, request, id) {
            Outcome::Answered(answer) => {
                let sender = if answer.is_raw { Sender::Raw } else { Sender::Send };
                answered(world, id, answer, sender, fault)
            }
            Outcome::Deferred(hook) => Step::Wait(hook, world.expect(id)),
            Outcome::Never => {
                world.departed(id, Progress::Never);
                world.defer(id);
                Step::Never(world.expect(id))
            }
        }
    }

    /// An answer that its handler left for later.
    fn reply(&self, id: RequestId, hook: &Hook, reply: Reply, fault: Option<&WireFault>) -> Step {
        let mut world = self.driver.lock();
        match hook.reply(reply) {
            Ok(answer) => answered(&mut world, id, answer, Sender::Send, fault),
            Err(lost) => never(&mut world, id, lost),
        }
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
        let conditional = self.head.method == Method::GET || self.head.method == Method::HEAD;
        let none_match = self.head.headers.get(header::IF_NONE_MATCH).filter(|_| conditional);
        let redirect = answer.status == 301;
        let mut response = respond(answer, sender, none_match);
        if redirect {
            response.headers_mut().insert(header::LOCATION, header::HeaderValue::from_static("/api-docs/"));
        }
        response
    }
}

/// Forgets a waiting request, also when its client left.
struct Forget<'a> {
    driver: &'a Driver,
    id: RequestId,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.driver.lock().forget(self.id);
    }
}

/// Writes the answer into the journal as the client will see it.
fn answered(
    world: &mut WorldGuard<'_>,
    id: RequestId,
    answer: Answer,
    sender: Sender,
    fault: Option<&WireFault>,
) -> Step {
    let arrives = !matches!(fault, Some(WireFault::Hang | WireFault::Reset(_)));
    world.departed(id, if arrives { Progress::Answered(answer.status) } else { Progress::Lost });
    Step::Answer(answer, sender)
}

/// Writes down that the only answer was lost on the server's side.
fn never(world: &mut WorldGuard<'_>, id: RequestId, lost: Lost) -> Step {
    world.journal.server_error(id, None, lost.0);
    world.departed(id, Progress::Never);
    world.defer(id);
    Step::Never(world.expect(id))
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
