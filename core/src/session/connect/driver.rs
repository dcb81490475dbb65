//! Follows one login from look to look.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use wppkit_api::{
    Operation,
    helpers::{SessionState, SessionStatus},
    ops::session::{qrcode_session::QrcodeSession, start_session::StartSession},
    types::StartSessionAnswer,
};

use super::Connect;
use crate::{
    Answer, BoxFuture, CallOptions, Error, ErrorCode, IntoRecipient, Phone, Recipient, Session,
    session::{
        look::{Failures, Watch},
        stage::{PairingCode, Stage},
        wait::Stopwatch,
    },
    state::{Observation, hint},
};

/// Looks during which a state may be a passing one: a start answers before it takes effect, and the server
/// sometimes drops and regains a session that waits for its code.
const GRACE: u32 = 3;

type Starting = BoxFuture<'static, Result<Answer<StartSessionAnswer>, Error>>;

/// Follows one login from look to look.
pub(super) struct Driver {
    session: Session,
    settings: StartSession,
    pairing: Option<Phone>,
    code_by_webhook: bool,
    #[cfg(feature = "events")]
    receiver: Option<crate::events::Receiver>,
    restart: bool,
    resumes: u32,
    end: Instant,
    limit: Duration,
    watch: Watch,
    failures: Failures,
    starting: Stopwatch,
    /// Stages that are due.
    due: VecDeque<Stage>,
    /// The session has to be started before the next look.
    start_next: bool,
    /// The start request. One that waits for a pairing code may never be answered.
    pending: Option<Starting>,
    /// Why the start's answer is missing; the looks decide whether it took effect.
    start_failed: Option<Error>,
    started: bool,
    /// Looks in a row that showed a stopped or dead session.
    bad_looks: u32,
    told_starting: bool,
    told_syncing: bool,
    /// A person had to do something, and it is not done yet.
    waiting_for_person: bool,
    told_qr: Option<String>,
    told_code: Option<Option<String>>,
}

impl Driver {
    pub(super) fn new(session: &Session, options: Connect) -> Result<Self, Error> {
        options.settings.validate().map_err(Error::invalid_field)?;
        // The request may carry an empty one, which is none; who logs in with it has lost it on the way.
        if options.settings.webhook.as_deref() == Some("") {
            return Err(Error::invalid_input("webhook: is empty")
                .with_hint("leave it out, or give the URL that gets the events: is its variable set?"));
        }
        let pairing = match options.pairing {
            None => None,
            Some(text) => match text.into_recipient(session.client.0.settings.region)? {
                Recipient::Phone(phone) => Some(phone),
                _ => {
                    return Err(Error::invalid_input("a pairing code needs a phone number").with_hint(
                        "give the account's number with its country code, such as 5521999999999",
                    ));
                }
            },
        };
        Ok(Self {
            session: session.clone(),
            settings: options.settings,
            #[cfg(feature = "events")]
            receiver: options.receiver,
            pairing,
            code_by_webhook: options.code_by_webhook,
            restart: options.restart,
            resumes: options.resumes,
            end: session.clock().now() + options.timeout,
            limit: options.timeout,
            watch: session.watch(),
            failures: Failures::default(),
            starting: session.stopwatch(),
            due: VecDeque::new(),
            start_next: false,
            pending: None,
            start_failed: None,
            started: false,
            bad_looks: 0,
            told_starting: false,
            told_syncing: false,
            waiting_for_person: false,
            told_qr: None,
            told_code: None,
        })
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    fn left(&self) -> Duration {
        self.end.saturating_duration_since(self.session.clock().now())
    }

    pub(super) async fn next_stage(&mut self) -> Result<Stage, Error> {
        let overtime = self.session.clock().sleep(self.left());
        tokio::select! {
            biased;
            stage = self.until_stage() => stage,
            () = overtime => Err(self.too_late()),
        }
    }

    async fn until_stage(&mut self) -> Result<Stage, Error> {
        loop {
            if let Some(stage) = self.due.pop_front() {
                return Ok(stage);
            }
            if std::mem::take(&mut self.start_next) {
                self.start().await?;
            }
            self.step().await?;
        }
    }

    /// Waits for the next look, or for the answer with the pairing code.
    async fn step(&mut self) -> Result<(), Error> {
        let looked = match &mut self.pending {
            None => self.watch.next().await,
            Some(pending) => tokio::select! {
                answer = pending => {
                    self.pending = None;
                    return self.take_answer(answer);
                }
                looked = self.watch.next() => looked,
            },
        };
        match looked {
            Ok(status) => {
                self.failures.forget();
                self.take_look(status).await
            }
            Err(error) => {
                self.failures.count(error)?;
                self.watch.slower();
                Ok(())
            }
        }
    }

    async fn take_look(&mut self, status: SessionStatus) -> Result<(), Error> {
        if status.state != SessionState::Starting {
            self.starting.reset();
        }
        if !status.state.is_stopped() && status.state != SessionState::Degraded {
            self.bad_looks = 0;
        }
        match status.state {
            SessionState::Connected => {
                self.tell_scanned();
                self.due.push_back(Stage::Connected(status));
            }
            SessionState::Syncing => {
                self.watch.soon();
                if !self.tell_scanned() && !self.told_syncing {
                    self.told_syncing = true;
                    self.due.push_back(Stage::Syncing);
                }
            }
            SessionState::AwaitingQr => self.take_qr()?,
            SessionState::AwaitingPairing => self.take_pairing()?,
            SessionState::Starting => {
                self.tell_starting();
                self.watch.usual();
                if let Err(stuck) = self.starting.check(&self.session) {
                    self.again_or(stuck).await?;
                }
            }
            SessionState::Degraded => {
                self.bad_looks += 1;
                self.watch.soon();
                if self.bad_looks > 1 {
                    let dead =
                        self.session.hopeless(SessionState::Degraded).unwrap_or_else(|| self.too_late());
                    self.again_or(dead).await?;
                }
            }
            SessionState::Closed | SessionState::AutoClosed | SessionState::Unlinked => {
                self.take_stopped(status.state)?;
            }
            SessionState::Unknown => self.watch.slower(),
        }
        Ok(())
    }

    fn take_stopped(&mut self, state: SessionState) -> Result<(), Error> {
        if !self.started {
            self.tell_starting();
            self.start_next = true;
            return Ok(());
        }
        // Until the start is answered, the server may not have begun with it.
        self.bad_looks += u32::from(self.pending.is_none());
        let waited = self.waiting_for_person && state == SessionState::AutoClosed;
        if waited && self.resumes > 0 {
            self.resumes -= 1;
            self.told_starting = false;
            self.tell_starting();
            self.start_next = true;
        } else if waited || self.bad_looks > GRACE {
            return Err(self.ended(state));
        } else {
            self.watch.usual();
        }
        Ok(())
    }

    fn take_qr(&mut self) -> Result<(), Error> {
        if self.pairing.is_some() {
            return Err(Error::new(ErrorCode::Rejected, "a QR code waits, so no pairing code can be asked for")
                .with_hint(
                    "connect without a phone number and scan the QR code, or wait for the server's autoclose (60 s) and connect again",
                ));
        }
        self.watch.usual();
        self.waiting_for_person = true;
        if let Some(qr) = self.session.shared.fresh_qr()
            && self.told_qr.as_deref() != Some(qr.text())
        {
            self.told_qr = Some(qr.text().to_owned());
            self.due.push_back(Stage::Qr(qr));
        }
        Ok(())
    }

    fn take_pairing(&mut self) -> Result<(), Error> {
        let Some(phone) = self.pairing.clone() else {
            return Err(Error::new(ErrorCode::Rejected, "a pairing code waits, so no QR code can be shown")
                .with_hint(
                    "the session's stored settings, or another client, name a phone: type the code into it, or wait \
                     for the server's autoclose (60 s) and connect with settings of your own (Connect::webhook), \
                     which replace the stored ones",
                ));
        };
        self.watch.usual();
        self.waiting_for_person = true;
        let code = self.session.shared.pairing_code();
        // While the start is unanswered, the code may still come with it.
        if (code.is_some() || self.pending.is_none()) && self.told_code.as_ref() != Some(&code) {
            self.told_code = Some(code.clone());
            self.due.push_back(Stage::PairingCode(PairingCode { code, phone }));
        }
        Ok(())
    }

    /// The start is answered: with the state before it, or with the pairing code.
    fn take_answer(&mut self, answer: Result<Answer<StartSessionAnswer>, Error>) -> Result<(), Error> {
        match answer {
            Ok(answer) => {
                // Looks that were quicker than the answer know better.
                if self.session.shared.state().is_stopped() || answer.phone_code.is_some() {
                    self.session.shared.observe(&Observation::from(&*answer));
                }
                if let Some(code) = &answer.phone_code {
                    self.session.shared.observe_pairing_code(code);
                    return self.take_pairing();
                }
            }
            // Never answered, as happens when a stored login holds or the browser fails: the looks decide.
            Err(error) if passing(&error) => self.start_failed = Some(error),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Starts the session, and goes on without waiting for the answer, which may never come.
    async fn start(&mut self) -> Result<(), Error> {
        if let Some((busy, why)) = self.session.shared.busy() {
            tracing::debug!(session = self.session.name(), seconds = busy.as_secs_f32(), why, "start waits");
            self.session.clock().sleep(busy).await;
        }
        #[cfg(feature = "events")]
        if let Some(receiver) = &self.receiver {
            receiver.inbox().feed(self.session.client());
            self.settings.webhook = Some(receiver.webhook_url(self.session.name()).await?);
        }
        let mut request = self.settings.clone();
        request.phone = self.pairing.as_ref().map(|phone| phone.digits().to_owned());
        let mut options = CallOptions::new();
        if self.pairing.is_some() && self.tells_code().await? {
            request.wait_qr_code = Some(true);
            options = options.timeout(self.left()).attempts(1);
        }
        let session = self.session.clone();
        session.shared.starts();
        self.pending = Some(Box::pin(async move { session.call_with(request, &options).await }));
        self.start_failed = None;
        self.started = true;
        self.waiting_for_person = false;
        self.bad_looks = 0;
        self.starting.reset();
        self.watch.soon();
        Ok(())
    }

    /// Whether the server's answer to a start will tell the pairing code.
    async fn tells_code(&mut self) -> Result<bool, Error> {
        let answer = self.session.call(QrcodeSession::default()).await?;
        let unknown =
            answer.message.as_deref().is_some_and(|message| message.starts_with("Session not started"));
        if unknown || self.code_by_webhook || self.settings.webhook.is_some() {
            return Ok(unknown);
        }
        Err(Error::new(
            ErrorCode::NotSupported,
            "the server would not tell the pairing code: it does so only in the first start of a name since its \
             boot or a logout, and to the webhook",
        )
        .with_hint(
            "give a webhook and hand its bodies to observe_webhook (observeWebhook), use a QR code or a new session \
             name, or restart the server",
        ))
    }

    /// Closes and starts once more if that was asked for; else the error.
    async fn again_or(&mut self, error: Error) -> Result<(), Error> {
        if !std::mem::take(&mut self.restart) {
            return Err(error);
        }
        tracing::debug!(%error, "closing and starting again");
        self.pending = None;
        self.session.close().await?;
        self.told_starting = false;
        self.tell_starting();
        self.start_next = true;
        Ok(())
    }

    fn ended(&mut self, state: SessionState) -> Error {
        if let Some(error) = self.start_failed.take() {
            return error;
        }
        if state == SessionState::AutoClosed && !self.waiting_for_person {
            return Error::new(ErrorCode::Server, "the server gave up starting the browser").with_hint(
                "its log names the reason: Chrome missing, out of memory, or a profile locked by another process",
            );
        }
        if state == SessionState::Closed {
            return Error::new(ErrorCode::NotConnected, "the session vanished while it was logging in").with_hint(
                "somebody closed it, the server restarted, or a logout shortly before erased it: connect again",
            );
        }
        self.session.hopeless(state).unwrap_or_else(|| self.too_late())
    }

    fn too_late(&self) -> Error {
        let state = self.session.shared.state();
        let message = format!("not logged in within {} s; the session is {state}", self.limit.as_secs_f32());
        Error::new(ErrorCode::Timeout, message)
            .with_temporary(true)
            .with_hint(hint(state).unwrap_or("connect again, or diagnose()"))
    }

    fn tell_starting(&mut self) {
        if !std::mem::replace(&mut self.told_starting, true) {
            self.due.push_back(Stage::Starting);
        }
    }

    /// The phone was needed and has done its part: says so, once.
    fn tell_scanned(&mut self) -> bool {
        let scanned = std::mem::take(&mut self.waiting_for_person);
        if scanned {
            self.told_syncing = true;
            self.due.push_back(Stage::Scanned);
        }
        scanned
    }
}

/// Whether a start may have taken effect although its answer is missing.
fn passing(error: &Error) -> bool {
    error.temporary() || error.code() == ErrorCode::Timeout
}
