//! `connect`: a login as a stream of stages.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::{Stream, StreamExt, stream};
use wppkit_api::{
    helpers::{SessionState, SessionStatus},
    ops::session::{qrcode_session::QrcodeSession, start_session::StartSession},
    types::StartSessionAnswer,
};

use super::{
    look::{Failures, Watch},
    stage::{PairingCode, Stage},
    wait::Stopwatch,
};
use crate::{
    Answer, BoxFuture, CallOptions, Error, ErrorCode, IntoRecipient, Observation, Phone, Qr, Recipient,
    Session,
};

const CONNECT: &str = "connect";
/// Looks after a start during which the server may still show the state from before.
const GRACE: u32 = 3;

/// How a session logs in.
///
/// A start without settings of its own sends an empty request, so that the server reuses the stored webhook and
/// proxy. **Any** setting here replaces *all* stored ones: with a device name but without the webhook, the
/// webhook is gone. Pairing is such a setting, too.
#[derive(Debug, Clone)]
#[must_use]
pub struct Connect {
    pairing: Option<String>,
    settings: StartSession,
    restart: bool,
    timeout: Duration,
}

impl Connect {
    /// With a QR code, unless a stored login still holds.
    pub fn qr() -> Self {
        Self {
            pairing: None,
            settings: StartSession::default(),
            restart: false,
            timeout: Duration::from_secs(300),
        }
    }

    /// With a pairing code for this number, unless a stored login still holds.
    ///
    /// The server tells the code in its first start of the name since its boot, and after that only to the webhook.
    pub fn pairing(phone: impl Into<String>) -> Self {
        Self { pairing: Some(phone.into()), ..Self::qr() }
    }

    /// The URL that gets the session's events. Replaces all stored settings.
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.settings.webhook = Some(url.into());
        self
    }

    /// The name in the phone's list of linked devices. Replaces all stored settings.
    pub fn device_name(mut self, name: impl Into<String>) -> Self {
        self.settings.device_name = Some(name.into());
        self
    }

    /// Whether a dead browser or a start that hangs is closed and started again, once. Not by default.
    pub fn restart(mut self, restart: bool) -> Self {
        self.restart = restart;
        self
    }

    /// The longest time for the whole login; 300 s by default. The server's own limit for a person with a phone
    /// is its autoClose, 60 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl Default for Connect {
    fn default() -> Self {
        Self::qr()
    }
}

/// A login under way: a stream that ends after [`Stage::Connected`]; every other end is an error.
///
/// Dropping it stops watching; the server goes on by itself and closes the browser if nobody logs in.
#[must_use = "a login does nothing unless it is polled"]
pub struct Login(Pin<Box<dyn Stream<Item = Result<Stage, Error>> + Send>>);

impl Login {
    /// The next stage; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Stage, Error>> {
        self.0.next().await
    }

    /// Runs to the end without showing the stages: for sessions with a stored login, or tests.
    ///
    /// # Errors
    /// Why the login failed.
    pub async fn connected(mut self) -> Result<SessionStatus, Error> {
        while let Some(stage) = self.next().await {
            if let Stage::Connected(status) = stage? {
                return Ok(status);
            }
        }
        Err(Error::new(ErrorCode::Cancelled, "the login had ended before").with_operation(CONNECT))
    }
}

impl Stream for Login {
    type Item = Result<Stage, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Login")
    }
}

impl Session {
    /// Logs the session in, stage by stage.
    ///
    /// Idempotent: a connected session answers [`Stage::Connected`] after two checks, one that waits for a QR
    /// code is joined. Nothing is sent before the stream is polled, and nothing after it is dropped.
    ///
    /// ```no_run
    /// # async fn example(shop: wppkit::Session) -> wppkit::Result<()> {
    /// use wppkit::{Connect, Stage};
    ///
    /// let mut login = shop.connect(Connect::qr());
    /// while let Some(stage) = login.next().await {
    ///     match stage? {
    ///         Stage::Qr(qr) => println!("{}", qr.terminal()?),
    ///         Stage::Connected(_) => println!("connected"),
    ///         other => println!("{}", other.name()),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn connect(&self, options: Connect) -> Login {
        let session = self.clone();
        let stages = stream::unfold(Progress::Waiting(session, Box::new(options)), |progress| async move {
            let mut driver = match progress {
                Progress::Waiting(session, options) => match Driver::new(&session, *options) {
                    Ok(driver) => Box::new(driver),
                    Err(error) => return Some((session.within(CONNECT, Err(error)), Progress::Over)),
                },
                Progress::Running(driver) => driver,
                Progress::Over => return None,
            };
            match driver.next_stage().await {
                Ok(stage @ Stage::Connected(_)) => Some((Ok(stage), Progress::Over)),
                Ok(stage) => Some((Ok(stage), Progress::Running(driver))),
                Err(error) => Some((driver.session.within(CONNECT, Err(error)), Progress::Over)),
            }
        });
        Login(Box::pin(stages))
    }
}

enum Progress {
    Waiting(Session, Box<Connect>),
    Running(Box<Driver>),
    Over,
}

type Starting = BoxFuture<'static, Result<Answer<StartSessionAnswer>, Error>>;

/// What the next step is made of.
enum Heard {
    Code(Result<Answer<StartSessionAnswer>, Error>),
    Look(Result<SessionStatus, Error>),
}

/// Follows one login from look to look.
struct Driver {
    session: Session,
    settings: StartSession,
    pairing: Option<Phone>,
    restart: bool,
    end: Instant,
    limit: Duration,
    watch: Watch,
    failures: Failures,
    starting: Stopwatch,
    /// Stages that are due.
    due: VecDeque<Stage>,
    /// The start request that waits for a pairing code. It may never be answered.
    code: Option<Starting>,
    started: bool,
    looks_since_start: u32,
    told_starting: bool,
    told_syncing: bool,
    told_code: bool,
    /// A person had to do something, and it is not done yet.
    waiting_for_person: bool,
    last_qr: Option<String>,
    sequence: u32,
}

impl Driver {
    fn new(session: &Session, options: Connect) -> Result<Self, Error> {
        let settings = &session.client.0.settings;
        let pairing = match options.pairing {
            None => None,
            Some(text) => match text.into_recipient(settings.region)? {
                Recipient::Phone(phone) => Some(phone),
                _ => return Err(Error::invalid_input("a pairing code needs a phone number")),
            },
        };
        Ok(Self {
            session: session.clone(),
            settings: options.settings,
            pairing,
            restart: options.restart,
            end: settings.clock.now() + options.timeout,
            limit: options.timeout,
            watch: session.watch(),
            failures: Failures::default(),
            starting: session.stopwatch(),
            due: VecDeque::new(),
            code: None,
            started: false,
            looks_since_start: 0,
            told_starting: false,
            told_syncing: false,
            told_code: false,
            waiting_for_person: false,
            last_qr: None,
            sequence: 0,
        })
    }

    fn left(&self) -> Duration {
        self.end.saturating_duration_since(self.session.client.0.settings.clock.now())
    }

    async fn next_stage(&mut self) -> Result<Stage, Error> {
        let overtime = self.session.client.0.settings.clock.sleep(self.left());
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
            self.step().await?;
        }
    }

    /// Waits for the next look, or the answer with the pairing code.
    async fn step(&mut self) -> Result<(), Error> {
        let heard = match &mut self.code {
            None => Heard::Look(self.watch.next().await),
            Some(code) => tokio::select! {
                answer = code => Heard::Code(answer),
                looked = self.watch.next() => Heard::Look(looked),
            },
        };
        match heard {
            Heard::Code(answer) => {
                self.code = None;
                self.take_code(answer)
            }
            Heard::Look(Ok(status)) => {
                self.failures.forget();
                self.take_look(status).await
            }
            Heard::Look(Err(error)) => {
                self.failures.count(error)?;
                self.watch.slower();
                Ok(())
            }
        }
    }

    async fn take_look(&mut self, status: SessionStatus) -> Result<(), Error> {
        self.looks_since_start += 1;
        if status.state != SessionState::Starting {
            self.starting.reset();
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
            SessionState::AwaitingQr => self.take_qr(&status)?,
            SessionState::AwaitingPairing => self.take_pairing()?,
            SessionState::Starting => {
                self.tell_starting();
                self.watch.usual();
                if let Err(stuck) = self.starting.check(&self.session) {
                    self.again_or(stuck).await?;
                }
            }
            SessionState::Degraded => {
                let dead = self.session.hopeless(SessionState::Degraded).unwrap_or_else(|| self.too_late());
                self.again_or(dead).await?;
            }
            SessionState::Closed | SessionState::AutoClosed | SessionState::Unlinked if !self.started => {
                self.start().await?;
            }
            state @ (SessionState::Closed | SessionState::AutoClosed | SessionState::Unlinked) => {
                // The start answers before it takes effect.
                if self.waiting_for_person || self.looks_since_start > GRACE {
                    return Err(self.ended(state));
                }
                self.watch.soon();
            }
            SessionState::Unknown => self.watch.slower(),
        }
        Ok(())
    }

    fn take_qr(&mut self, status: &SessionStatus) -> Result<(), Error> {
        if self.pairing.is_some() {
            return Err(Error::new(ErrorCode::Rejected, "a QR code waits, so no pairing code can be asked for").with_hint(
                "scan the QR code (connect with Connect::qr()), or wait for the server's auto close (60 s) and \
                 connect again",
            ));
        }
        self.watch.usual();
        self.waiting_for_person = true;
        if let Some(qr) = status.qr.as_ref().filter(|qr| self.last_qr.as_ref() != Some(&qr.text)) {
            self.sequence += 1;
            self.last_qr = Some(qr.text.clone());
            self.due.push_back(Stage::Qr(Qr::from(qr).renumbered(self.sequence)));
        }
        Ok(())
    }

    fn take_pairing(&mut self) -> Result<(), Error> {
        self.watch.usual();
        self.waiting_for_person = true;
        let Some(phone) = self.pairing.clone() else {
            return Err(Error::new(ErrorCode::Rejected, "a pairing code waits, so no QR code can be shown").with_hint(
                "type the code into the phone, or wait for the server's auto close (60 s) and connect again",
            ));
        };
        // While the start is unanswered, the code may still come with it.
        if self.code.is_none() && !self.told_code {
            self.told_code = true;
            self.due.push_back(Stage::PairingCode(PairingCode { code: None, phone }));
        }
        Ok(())
    }

    fn take_code(&mut self, answer: Result<Answer<StartSessionAnswer>, Error>) -> Result<(), Error> {
        let answer = match answer {
            Ok(answer) => answer.into_value(),
            // Never answered, as happens when a stored login holds or the browser fails: the looks decide.
            Err(error) if error.code() == ErrorCode::Timeout => return Ok(()),
            Err(error) => return Err(error),
        };
        self.session.shared.observe(Observation::Started { status: answer.status });
        if let (Some(code), Some(phone)) = (answer.phone_code, self.pairing.clone()) {
            self.told_code = true;
            self.waiting_for_person = true;
            self.due.push_back(Stage::PairingCode(PairingCode { code: Some(code), phone }));
        }
        Ok(())
    }

    async fn start(&mut self) -> Result<(), Error> {
        self.tell_starting();
        if let Some((busy, why)) = self.session.shared.busy() {
            tracing::debug!(session = self.session.name(), seconds = busy.as_secs_f32(), why, "start waits");
            self.session.client.0.settings.clock.sleep(busy).await;
        }
        let mut request = self.settings.clone();
        if let Some(phone) = &self.pairing {
            request.phone = Some(phone.digits().to_owned());
            if tells_code(&self.session, self.settings.webhook.is_some()).await? {
                request.wait_qr_code = Some(true);
                let options = CallOptions::new().timeout(self.left()).attempts(1);
                let session = self.session.clone();
                self.code = Some(Box::pin(async move { session.call_with(request, &options).await }));
                self.has_started();
                return Ok(());
            }
        }
        let answer = self.session.call(request).await?;
        self.session.shared.observe(Observation::Started { status: answer.into_value().status });
        self.has_started();
        Ok(())
    }

    fn has_started(&mut self) {
        self.started = true;
        self.looks_since_start = 0;
        self.watch.soon();
    }

    /// Closes and starts once more if that was asked for; else the error.
    async fn again_or(&mut self, error: Error) -> Result<(), Error> {
        if !std::mem::take(&mut self.restart) {
            return Err(error);
        }
        tracing::debug!(%error, "closing and starting again");
        self.session.close().await?;
        self.starting.reset();
        self.start().await
    }

    fn ended(&self, state: SessionState) -> Error {
        let shared = &self.session.shared;
        if state == SessionState::Closed && shared.has_entry() {
            return Error::new(ErrorCode::Server, "the server gave up starting the browser").with_hint(
                "its log names the reason: Chrome missing, out of memory, or a profile locked by another process",
            );
        }
        if state == SessionState::Closed && !self.waiting_for_person {
            return Error::new(ErrorCode::NotConnected, "the session vanished while it was starting")
                .with_hint("somebody closed it, or a logout shortly before erased it: connect again");
        }
        self.session.hopeless(state).unwrap_or_else(|| self.too_late())
    }

    fn too_late(&self) -> Error {
        let state = self.session.shared.state();
        let message = format!("not logged in within {} s; the session is {state}", self.limit.as_secs_f32());
        Error::new(ErrorCode::Timeout, message)
            .with_temporary(true)
            .with_hint(super::status::hint(state).unwrap_or("connect again, or diagnose()"))
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

/// Whether the server's answer to a start will tell the pairing code.
async fn tells_code(session: &Session, has_webhook: bool) -> Result<bool, Error> {
    let answer = session.call(QrcodeSession::default()).await?;
    let unknown = answer.message.as_deref().is_some_and(|message| message.starts_with("Session not started"));
    if unknown || has_webhook {
        return Ok(unknown);
    }
    Err(Error::new(
        ErrorCode::NotSupported,
        "the server would not tell the pairing code: it does so only in the first start of a name since its \
         boot, and to the webhook",
    )
    .with_hint("give a webhook that gets the phoneCode event, use a QR code, or a new session name"))
}
