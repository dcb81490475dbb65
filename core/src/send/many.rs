//! Sends to many recipients: bounded, in order per session, and resumable.

use std::{collections::HashMap, time::Duration};

use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{SendOptions, Sent};
use crate::{Client, Error, ErrorCode, Session};

/// One send of many.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Job {
    /// Name of the session that sends.
    pub session: String,
    /// Id of the operation, such as `send-message`.
    pub operation: String,
    /// The recipient.
    pub to: String,
    /// The operation's own fields, without `phone` and its flags.
    pub fields: Value,
    /// Idempotency key and the like.
    pub options: SendOptions,
}

impl Job {
    /// A send with this operation.
    pub fn new(
        session: impl Into<String>,
        operation: impl Into<String>,
        to: impl Into<String>,
        fields: Value,
    ) -> Self {
        Self {
            session: session.into(),
            operation: operation.into(),
            to: to.into(),
            fields,
            options: SendOptions::default(),
        }
    }

    /// A text.
    pub fn text(session: impl Into<String>, to: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(session, "send-message", to, serde_json::json!({ "message": text.into() }))
    }

    /// Sends once per key.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }
}

/// What became of one job.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JobOutcome {
    /// Place of the job in the list, from 0.
    pub index: usize,
    /// What became of it; `None` if it was not tried: somebody stopped, or the session cannot send now.
    pub result: Option<Result<Sent, Error>>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Jobs in all.
    pub total: usize,
    /// Jobs with an outcome, or left out.
    pub done: usize,
    /// Messages that WhatsApp has taken.
    pub sent: usize,
    /// Proven not sent.
    pub rejected: usize,
    /// May have been sent.
    pub unknown: usize,
    /// Not tried.
    pub left: usize,
}

impl Progress {
    /// Counts one more outcome.
    pub(crate) fn count(&mut self, outcome: &JobOutcome) {
        self.done += 1;
        match &outcome.result {
            None => self.left += 1,
            Some(Ok(_)) => self.sent += 1,
            Some(Err(error)) if error.delivery() == Some(crate::Delivery::NotSent) => self.rejected += 1,
            Some(Err(_)) => self.unknown += 1,
        }
    }
}

/// Stops a run: sends under way end, the others are not tried, pauses end at once.
#[derive(Debug, Clone, Default)]
pub struct Stopper(CancellationToken);

impl Stopper {
    /// Stops.
    pub fn stop(&self) {
        self.0.cancel();
    }

    /// Whether somebody stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Many sends, about to run; made by [`Client::send_many`].
#[must_use]
pub struct SendMany {
    client: Client,
    jobs: Vec<Job>,
    concurrency: usize,
    pause: Duration,
    limit: usize,
    stopper: Stopper,
}

impl Client {
    /// Sends many messages, of one session or several: each session's in their order, one after the other, and as many
    /// sessions at once as [`SendMany::concurrency`] allows.
    ///
    /// One request and one outcome per job; no job fails the others. What concerns a session and not a recipient (not
    /// connected, wrong token, no connection) ends that session's jobs: the rest is not tried. With
    /// [`SendMany::batch`] the same list can be run again, also by another process: who has an outcome is not sent to
    /// again, unless it was proven that nothing was sent.
    ///
    /// ```no_run
    /// # async fn example(client: wppkit::Client) {
    /// use wppkit::Job;
    ///
    /// let jobs = ["5521999999999", "5521988888888"].map(|to| Job::text("shop", to, "Olá"));
    /// let outcomes = client
    ///     .send_many(jobs)
    ///     .batch("july")
    ///     .run(|outcome, progress| println!("{}: {}/{}", outcome.index, progress.done, progress.total))
    ///     .await;
    /// # }
    /// ```
    pub fn send_many(&self, jobs: impl IntoIterator<Item = Job>) -> SendMany {
        SendMany {
            client: self.clone(),
            jobs: jobs.into_iter().collect(),
            concurrency: 8,
            pause: Duration::ZERO,
            limit: usize::MAX,
            stopper: Stopper::default(),
        }
    }
}

impl SendMany {
    /// How many sessions send at once; 8 by default.
    pub fn concurrency(mut self, sessions: usize) -> Self {
        self.concurrency = sessions.max(1);
        self
    }

    /// Pause between two sends of one session; none by default. Jobs that the ledger has an outcome of cost none.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// At most so many sends per session in this run; the rest is not tried.
    pub fn limit(mut self, sends: usize) -> Self {
        self.limit = sends;
        self
    }

    /// Gives each job without an idempotency key one: the batch's name and the job's place and recipient.
    pub fn batch(mut self, name: &str) -> Self {
        for (index, job) in self.jobs.iter_mut().enumerate() {
            job.options.idempotency_key.get_or_insert_with(|| format!("{name}/{index}/{}", job.to));
        }
        self
    }

    /// A handle that stops this run.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// The outcomes as they come. Dropping the stream cancels the sends under way.
    pub fn stream(self) -> impl Stream<Item = JobOutcome> + Send {
        let Self { client, jobs, concurrency, pause, limit, stopper } = self;
        let mut lanes: Vec<Vec<(usize, Job)>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, job) in jobs.into_iter().enumerate() {
            let place = *places.entry(job.session.clone()).or_insert_with(|| {
                lanes.push(Vec::new());
                lanes.len() - 1
            });
            lanes[place].push((index, job));
        }
        let lanes = lanes.into_iter().map(move |jobs| {
            let lane = Lane {
                client: client.clone(),
                pause,
                left: limit,
                stopper: stopper.clone(),
                sent: false,
                ended: false,
            };
            lane.run(jobs).boxed()
        });
        stream::iter(lanes).flatten_unordered(concurrency)
    }

    /// Runs to the end, telling each outcome as it comes, and gives all of them in the order of the jobs.
    pub async fn run(self, mut on_progress: impl FnMut(&JobOutcome, Progress)) -> Vec<JobOutcome> {
        let mut progress = Progress { total: self.jobs.len(), ..Progress::default() };
        let mut outcomes = Vec::with_capacity(self.jobs.len());
        let mut stream = std::pin::pin!(self.stream());
        while let Some(outcome) = stream.next().await {
            progress.count(&outcome);
            on_progress(&outcome, progress);
            outcomes.push(outcome);
        }
        outcomes.sort_by_key(|outcome| outcome.index);
        outcomes
    }
}

/// The jobs of one session, one after the other.
struct Lane {
    client: Client,
    pause: Duration,
    left: usize,
    stopper: Stopper,
    /// The job before this one was sent, so that a pause is due.
    sent: bool,
    /// The session cannot send now.
    ended: bool,
}

impl Lane {
    fn run(self, jobs: Vec<(usize, Job)>) -> impl Stream<Item = JobOutcome> + Send {
        stream::unfold((self, jobs.into_iter()), |(mut lane, mut jobs)| async move {
            let (index, job) = jobs.next()?;
            let result = lane.next(job).await;
            Some((JobOutcome { index, result }, (lane, jobs)))
        })
    }

    async fn next(&mut self, job: Job) -> Option<Result<Sent, Error>> {
        if self.ended || self.left == 0 || self.stopper.is_stopped() {
            return None;
        }
        if self.sent && !self.pause.is_zero() {
            tokio::select! {
                () = self.client.0.settings.clock.sleep(self.pause) => {}
                () = self.stopper.0.cancelled() => return None,
            }
        }
        let session = match self.client.session(&job.session) {
            Ok(session) => session,
            Err(error) => {
                self.ended = true;
                return Some(Err(error));
            }
        };
        let before = session.sends_made();
        let result = session.send_operation(&job.operation, &job.to, job.fields, job.options).await;
        // An outcome that the ledger had does not count against the limit, and nobody has to pause after it.
        self.sent = session.sends_made() != before;
        if self.sent {
            self.left -= 1;
        }
        self.ended = result.as_ref().is_err_and(concerns_session);
        Some(result)
    }
}

/// Whether the next recipient would get the same error.
fn concerns_session(error: &Error) -> bool {
    match error.code() {
        ErrorCode::NotConnected
        | ErrorCode::Unauthorized
        | ErrorCode::WrongSecret
        | ErrorCode::NotSupported => true,
        // A connection that broke may be the only one that did.
        ErrorCode::Connect => error.delivery() == Some(crate::Delivery::NotSent),
        _ => false,
    }
}

impl Session {
    /// How many sends left this client for this session.
    fn sends_made(&self) -> u64 {
        let counts = self.shared.sends.counts();
        counts.sent + counts.rejected + counts.unknown
    }
}
