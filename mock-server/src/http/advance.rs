//! How far a request gets under its world's lock: refused, authenticated, handled, answered.

use hyper::header;
use tokio::sync::oneshot;

use super::call::Call;
use super::express::auth::{self, Credentials, NoToken};
use super::express::error_page;
use super::express::pages;
use super::prepare::{Operation, PendingUpload, Prepared, text};
use super::profile;
use super::respond::Sender;
use crate::dispatch;
use crate::driver::WorldGuard;
use crate::exchange::{Answer, HTML, Hook, Lost, Outcome};
use crate::strict;
use crate::world::effect::{Reply, RequestId};
use crate::world::faults::WireFault;
use crate::world::journal::Progress;

/// What a request needs next.
pub(crate) enum Step {
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
    /// The end of its connection.
    Cut,
}

impl Step {
    /// Whether the handler is through, or will not run.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self, Self::Answer(..) | Self::Wait(..) | Self::Never(_) | Self::Cut)
    }
}

impl Call {
    /// Goes as far as it can.
    pub(crate) fn advance(
        &self,
        world: &mut WorldGuard<'_>,
        id: RequestId,
        prepared: &mut Prepared,
        fault: Option<&WireFault>,
    ) -> Step {
        let refused = match prepared {
            Prepared::Operation(operation) => {
                profile::refusal(world.settings.profile, operation.request.entry)
            }
            Prepared::NotFound => profile::not_found(world.settings.profile),
            Prepared::Refused(_) | Prepared::Documentation => None,
        };
        if let Some(answer) = refused {
            return answered(world, id, answer, Sender::Raw, fault);
        }
        match prepared {
            Prepared::Refused(refusal) => answered(world, id, refusal.answer(), Sender::FinalHandler, fault),
            Prepared::NotFound => {
                let page = error_page::not_found(self.head.method.as_str(), self.path());
                answered(world, id, page, Sender::FinalHandler, fault)
            }
            Prepared::Documentation => self.documentation(world, id, fault),
            Prepared::Operation(operation) => self.operation(world, id, operation, fault),
        }
    }

    /// The page is sent through the hook, which loses it.
    fn documentation(&self, world: &mut WorldGuard<'_>, id: RequestId, fault: Option<&WireFault>) -> Step {
        let active = text(&self.head.headers, header::CONTENT_TYPE) == Some("application/json");
        let hook = Hook { active, ..Hook::default() };
        match hook.text(200, HTML, pages::documentation()) {
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
            && !operation.is_minted
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
                let sender = match answer.status {
                    // Express's own redirect, with the headers of its error pages.
                    301 => Sender::FinalHandler,
                    _ if answer.is_raw => Sender::Raw,
                    _ => Sender::Send,
                };
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
}

/// Writes the answer into the journal as the client will see it.
pub(crate) fn answered(
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
pub(crate) fn never(world: &mut WorldGuard<'_>, id: RequestId, lost: Lost) -> Step {
    world.journal.server_error(id, None, lost.0);
    world.departed(id, Progress::Never);
    world.defer(id);
    Step::Never(world.expect(id))
}
