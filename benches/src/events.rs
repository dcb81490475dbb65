//! Events in a process of its own: read, received, handled, relayed.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    sync::{Arc, Mutex},
    time::Instant,
};

use bytes::Bytes;
use serde_json::{Value, json};
use wppkit::{
    Durability, Secret,
    events::{
        DispatchOptions, Filter, Handlers, Inbox, InboxOptions, Receiver, ReceiverOptions, parse_webhook,
        relay::{Relay, RelayOptions},
    },
};

use crate::{Result, exchange::SEND_ANSWER, process::Process, sample::Sample};

/// Requests that are under way at the same time, as the server sends them.
const AT_ONCE: u32 = 64;

/// `events parse|machine|process|memory|relay COUNT [URL]`: prints what it cost as JSON.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let (what, count) = match words {
        [what, count, ..] => (*what, count.parse::<u32>()?),
        _ => return Err("events parse|machine|process|memory|relay COUNT [URL]".into()),
    };
    let result = match what {
        "parse" => json!(parse(count)?),
        "machine" => json!(receive(count, Durability::Machine)?.0),
        "process" => json!(receive(count, Durability::Process)?.0),
        "memory" => json!(receive(count, Durability::Process)?.1),
        "relay" => json!(relay(count, words.get(2).ok_or("no URL")?)?),
        other => return Err(format!("no events {other}").into()),
    };
    serde_json::to_writer(std::io::stdout(), &result)?;
    Ok(())
}

/// Bodies of onmessage of the usual size (2.2 kB), each with an id of its own.
struct Bodies {
    before: String,
    after: String,
}

impl Bodies {
    fn new() -> Result<Self> {
        let mut message: Value = serde_json::from_slice::<Value>(SEND_ANSWER)?["response"][0].take();
        message["id"] = json!("@");
        message["fromMe"] = json!(false);
        let mut event = json!({"event": "onmessage", "session": "shop"});
        if let (Some(event), Some(message)) = (event.as_object_mut(), message.as_object()) {
            event.extend(message.clone());
        }
        let text = event.to_string();
        let (before, after) = text.split_once("\"@\"").ok_or("the message has no id")?;
        Ok(Self { before: before.to_owned(), after: after.to_owned() })
    }

    fn body(&self, number: u32) -> Bytes {
        let chat = number % 1_000;
        let id = format!("\"false_55119999{chat:05}@c.us_3A{number:018X}\"");
        Bytes::from([&*self.before, &*id, &*self.after].concat())
    }
}

fn parse(count: u32) -> Result<Sample> {
    let body = Bodies::new()?.body(0);
    let (process, started) = (Process::this(), Instant::now());
    let before = process.cpu()?;
    for _ in 0..count {
        std::hint::black_box(parse_webhook(std::hint::black_box(&body))?);
    }
    Sample::new(count, process.cpu()? - before, started.elapsed())
}

/// Receive, durable append, handler. Also the resident memory in the middle and at the end.
fn receive(count: u32, durability: Durability) -> Result<(Sample, [u64; 2])> {
    let folder = std::env::temp_dir().join(format!("wppkit-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut options = InboxOptions::default();
    options.durability = durability;
    let done = crate::runtime()?.block_on(async {
        let inbox = Inbox::open(folder.join("events.db"), options)?;
        let receiver = Receiver::new(&inbox, "http://h/hooks", ReceiverOptions::default())?;
        let token = receiver.webhook_url("shop").await?;
        let token = token.rsplit('/').next().unwrap_or_default();
        let handled = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&handled);
        let handlers = Handlers::new().on(Filter::any(), move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            async { Ok(()) }
        });
        let bodies = Bodies::new()?;
        let (process, started) = (Process::this(), Instant::now());
        let before = process.cpu()?;
        let middle = Mutex::new(0);
        let taking = async {
            for start in (0..count).step_by(AT_ONCE as usize) {
                if start >= count / 2 && *lock(&middle) == 0 {
                    *lock(&middle) = process.resident()?;
                }
                let posts = (start..count.min(start + AT_ONCE))
                    .map(|number| receiver.receive("POST", token, None, bodies.body(number)));
                for answer in futures_util::future::join_all(posts).await {
                    if answer.status != 200 {
                        return Err(format!("answered {}", answer.status).into());
                    }
                }
            }
            while handled.load(Ordering::Relaxed) < u64::from(count) {
                tokio::task::yield_now().await;
            }
            Result::Ok(())
        };
        tokio::select! {
            ended = inbox.run(&handlers, DispatchOptions::default()) => drop(ended?),
            taken = taking => taken?,
        }
        let sample = Sample::new(count, process.cpu()? - before, started.elapsed())?;
        let middle = *lock(&middle);
        Ok((sample, [middle, process.resident()?]))
    });
    std::fs::remove_dir_all(&folder)?;
    done
}

fn lock(number: &Mutex<u64>) -> std::sync::MutexGuard<'_, u64> {
    number.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn relay(count: u32, url: &str) -> Result<Sample> {
    crate::runtime()?.block_on(async {
        let inbox = Inbox::in_memory(InboxOptions::default())?;
        let receiver = Receiver::new(&inbox, "http://h/hooks", ReceiverOptions::default())?;
        let token = receiver.webhook_url("shop").await?;
        let token = token.rsplit('/').next().unwrap_or_default();
        let bodies = Bodies::new()?;
        for number in 0..count {
            receiver.receive("POST", token, None, bodies.body(number)).await;
        }
        let relay = Relay::new(&inbox, url, Secret::new("shared"), RelayOptions::default())?;
        let handlers = Handlers::new().on(Filter::any(), relay.handler());
        let mut options = DispatchOptions::default();
        options.until_empty = true;
        let (process, started) = (Process::this(), Instant::now());
        let before = process.cpu()?;
        let dispatched = inbox.run(&handlers, options).await?;
        if dispatched.dead > 0 {
            return Err(format!("{} events were not accepted", dispatched.dead).into());
        }
        Sample::new(count, process.cpu()? - before, started.elapsed())
    })
}
