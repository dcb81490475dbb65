//! From the inbox to the handlers: in the order of each chat, many chats at once, at least once.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    time::Duration,
};

use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::{StreamExt, stream::FuturesUnordered};

use super::{Handlers, Inbox, Received, inbox::Settled};
use crate::{BoxFuture, Error};

/// How often the time is written down until which events could be received.
const BEAT: Duration = Duration::from_secs(15);
/// Outcomes that are written at once, at the latest.
const SETTLE_AT: usize = 512;

/// How events are handed to handlers.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DispatchOptions {
    /// Chats that are handled at the same time: 16. Events of one chat follow one another.
    pub concurrency: usize,
    /// How often a failing handler is tried before the event is put aside: 5.
    pub attempts: u32,
    /// Pause before the second attempt, doubled before each further one, with jitter: 500 ms.
    pub min_delay: Duration,
    /// Longest pause: 30 s.
    pub max_delay: Duration,
    /// Events in memory at most: 1,024.
    pub buffer: usize,
    /// End when nothing waits any more, instead of waiting for more.
    pub until_empty: bool,
    /// How often to look for what other processes have put into the file, or want handled again; never by default. Let
    /// one of them hand out at a time ([`Inbox::turn`]).
    pub look_every: Option<Duration>,
}

impl Default for DispatchOptions {
    fn default() -> Self {
        Self {
            concurrency: 16,
            attempts: 5,
            min_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            buffer: 1_024,
            until_empty: false,
            look_every: None,
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dispatched {
    /// Events that were handled, or that nobody wanted.
    pub handled: u64,
    /// Events that were put aside.
    pub dead: u64,
}

impl Inbox {
    /// Hands events to handlers until the future is dropped, or, with [`DispatchOptions::until_empty`], until nothing
    /// waits.
    ///
    /// An event counts as handled when its handlers ended well; if the process ends before that is written, it is
    /// handed out again. One dispatcher at a time is enough, and keeps the order.
    ///
    /// # Errors
    /// `storage` if the inbox cannot be read or written: start it again.
    pub async fn run(&self, handlers: &Handlers, options: DispatchOptions) -> Result<Dispatched, Error> {
        Dispatcher::new(self, handlers, options).run().await
    }
}

/// A chat's events, or a session's that belong to no chat.
type Lane = (String, String);

struct Dispatcher<'a> {
    inbox: &'a Inbox,
    handlers: &'a Handlers,
    options: DispatchOptions,
    /// Events of each lane that has some; the first of a running lane is not among them.
    lanes: HashMap<Lane, VecDeque<Received>>,
    /// Lanes with events that nobody works on.
    ready: VecDeque<Lane>,
    running: FuturesUnordered<BoxFuture<'a, (Lane, Settled)>>,
    settled: Vec<Settled>,
    settling: Option<BoxFuture<'a, Result<(), Error>>>,
    /// Numbers of the events in memory, until their outcome is written.
    loaded: HashSet<i64>,
    cursor: i64,
    more: bool,
    /// What other processes have written, as far as it is known here.
    version: Option<i64>,
    done: Dispatched,
}

impl<'a> Dispatcher<'a> {
    fn new(inbox: &'a Inbox, handlers: &'a Handlers, options: DispatchOptions) -> Self {
        Self {
            inbox,
            handlers,
            options,
            lanes: HashMap::new(),
            ready: VecDeque::new(),
            running: FuturesUnordered::new(),
            settled: Vec::new(),
            settling: None,
            loaded: HashSet::new(),
            cursor: 0,
            more: true,
            version: None,
            done: Dispatched::default(),
        }
    }

    async fn run(mut self) -> Result<Dispatched, Error> {
        self.inbox.beat().await?;
        let mut beat = self.inbox.0.clock.sleep(BEAT);
        let mut look = self.pause_before_look();
        loop {
            if let Some(seq) = self.inbox.take_rewound() {
                self.cursor = self.cursor.min(seq);
                self.more = true;
            }
            let room = self.options.buffer.saturating_sub(self.loaded.len());
            if self.more && room > self.options.buffer / 4 {
                self.load(room).await?;
            }
            self.start();
            let idle = self.running.is_empty();
            if self.settling.is_none()
                && !self.settled.is_empty()
                && (idle || self.settled.len() >= SETTLE_AT)
            {
                self.settle();
            }
            if idle && self.settling.is_none() && !self.more && self.options.until_empty {
                return Ok(self.done);
            }
            tokio::select! {
                biased;
                written = async { match &mut self.settling { Some(writing) => writing.await, None => std::future::pending().await } } => {
                    self.settling = None;
                    written?;
                }
                Some((lane, outcome)) = self.running.next(), if !idle => self.ended(lane, outcome),
                () = self.inbox.changed() => self.more = true,
                () = &mut look => {
                    self.look(idle).await?;
                    look = self.pause_before_look();
                }
                () = &mut beat => {
                    self.inbox.beat().await?;
                    beat = self.inbox.0.clock.sleep(BEAT);
                }
            }
        }
    }

    fn pause_before_look(&self) -> BoxFuture<'static, ()> {
        match self.options.look_every {
            Some(pause) => self.inbox.0.clock.sleep(pause),
            None => Box::pin(std::future::pending()),
        }
    }

    /// Looks whether another process has written.
    async fn look(&mut self, idle: bool) -> Result<(), Error> {
        let version = self.inbox.data_version().await?;
        if self.version != Some(version) {
            self.more = true;
            if idle && self.settling.is_none() && self.settled.is_empty() {
                // Nothing is in memory: what is to be handled again may be read from the start.
                self.cursor = 0;
                self.version = Some(version);
            }
        }
        Ok(())
    }

    async fn load(&mut self, room: usize) -> Result<(), Error> {
        let page = self.inbox.waiting_after(self.cursor, room).await?;
        self.more = page.len() == room;
        for stored in page {
            self.cursor = stored.seq;
            if !self.loaded.insert(stored.seq) {
                continue;
            }
            let lane = (stored.session.clone(), stored.chat.clone());
            let event = self.inbox.received(stored);
            if self.inbox.0.replies.offer(&event) {
                self.done.handled += 1;
                self.settled.push(Settled::Done(event.seq()));
                continue;
            }
            match self.lanes.get_mut(&lane) {
                Some(waiting) => waiting.push_back(event),
                None => {
                    self.lanes.insert(lane.clone(), VecDeque::from([event]));
                    self.ready.push_back(lane);
                }
            }
        }
        Ok(())
    }

    /// Sets lanes going, as many as may run at once.
    fn start(&mut self) {
        while self.running.len() < self.options.concurrency.max(1)
            && let Some(lane) = self.ready.pop_front()
        {
            let Some(event) = self.lanes.get_mut(&lane).and_then(VecDeque::pop_front) else { continue };
            let (inbox, handlers, options) = (self.inbox, self.handlers, self.options);
            self.running.push(Box::pin(async move { (lane, handle(inbox, handlers, options, event).await) }));
        }
    }

    fn ended(&mut self, lane: Lane, outcome: Settled) {
        match outcome {
            Settled::Done(_) => self.done.handled += 1,
            Settled::Dead { .. } => self.done.dead += 1,
        }
        self.settled.push(outcome);
        if self.lanes.get(&lane).is_some_and(|waiting| !waiting.is_empty()) {
            self.ready.push_back(lane);
        } else {
            self.lanes.remove(&lane);
        }
    }

    fn settle(&mut self) {
        let settled = std::mem::take(&mut self.settled);
        for one in &settled {
            let (Settled::Done(seq) | Settled::Dead { seq, .. }) = one;
            self.loaded.remove(seq);
        }
        let inbox = self.inbox;
        self.settling = Some(Box::pin(async move { inbox.settle(settled).await }));
    }
}

/// Runs the handlers that want an event, those that fail again after a pause.
async fn handle(inbox: &Inbox, handlers: &Handlers, options: DispatchOptions, event: Received) -> Settled {
    let seq = event.seq();
    let mut wanting = handlers.wanting(&event);
    let mut pauses = ExponentialBuilder::default()
        .with_min_delay(options.min_delay)
        .with_max_delay(options.max_delay)
        .with_max_times(options.attempts.saturating_sub(1) as usize)
        .with_jitter()
        .build();
    let mut attempts = 0;
    let mut given_up = None;
    loop {
        attempts += 1;
        let mut failed = Vec::new();
        let mut error = String::new();
        for place in wanting {
            if let Err(failure) = handlers.run(place, event.clone()).await {
                tracing::warn!(seq, kind = %event.kind(), error = %failure.error, attempts, "a handler failed");
                if failure.for_good {
                    given_up = Some(failure.error);
                } else {
                    failed.push(place);
                    error = failure.error;
                }
            }
        }
        if failed.is_empty() {
            return match given_up {
                Some(error) => Settled::Dead { seq, attempts, error },
                None => Settled::Done(seq),
            };
        }
        let Some(pause) = pauses.next() else { return Settled::Dead { seq, attempts, error } };
        inbox.0.clock.sleep(pause).await;
        wanting = failed;
    }
}
