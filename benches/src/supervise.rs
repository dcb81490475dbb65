//! A supervisor that keeps many sessions: what it costs while nothing happens.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::json;
use wppkit::{Client, Policy, SessionState, Supervisor, TokenMint, Wanted};

use crate::{Result, process::Process};

/// One look asks status-session and check-connection-session.
const REQUESTS_PER_LOOK: u64 = 2;

/// What was measured.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Milliseconds until all were seen connected.
    pub(crate) boot_ms: u64,
    /// Bytes of resident memory per session.
    pub(crate) bytes: u64,
    /// A minute in which nothing happens.
    pub(crate) idle: Minute,
    /// The same while the sessions' events are handed in.
    pub(crate) hearing: Minute,
}

/// A minute of a supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Minute {
    /// Requests for the state of a session.
    pub(crate) questions: u64,
    /// Calls through a page.
    pub(crate) probes: u64,
    /// CPU time, in microseconds.
    pub(crate) cpu_us: u64,
}

/// `supervise URL SECRET COUNT`: prints the figures as JSON.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let [url, secret, count] = words else {
        return Err("supervise URL SECRET COUNT".into());
    };
    let count: usize = count.parse()?;
    let kept = crate::runtime()?.block_on(keep(url, secret, count))?;
    serde_json::to_writer(std::io::stdout(), &kept)?;
    Ok(())
}

async fn keep(url: &str, secret: &str, count: usize) -> Result<Kept> {
    let client = Client::builder(url).secret_key(secret).token_mint(TokenMint::Local { cost: 4 }).build()?;
    client.session("shop-00000")?.status().await?;
    let before = Process::this().resident()?;
    let supervisor = Supervisor::new(client.clone(), Policy::default());
    for number in 0..count {
        supervisor.want(Wanted::new(name(number))).await?;
    }
    let started = Instant::now();
    let running = supervisor.clone();
    let keeping = async move { running.run(|_| {}).await };
    let measuring = async {
        let minute = Duration::from_secs(60);
        while supervisor.sessions().values().filter(|state| **state == SessionState::Connected).count()
            < count
        {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let boot_ms = u64::try_from(started.elapsed().as_millis())?;
        // Each page is asked once when its session is seen again; after that every ten minutes.
        tokio::time::sleep(minute + minute / 6).await;
        let idle = measured(&supervisor, minute).await?;
        let bytes = Process::this().resident()?.saturating_sub(before) / u64::try_from(count)?;
        for number in 0..count {
            let name = name(number);
            client.session(&name)?.observe_webhook(&json!({"event": "onmessage", "session": name}));
        }
        // What was due within a minute is still looked at.
        tokio::time::sleep(minute + minute / 6).await;
        let hearing = measured(&supervisor, minute).await?;
        Result::Ok(Kept { boot_ms, bytes, idle, hearing })
    };
    tokio::select! {
        () = keeping => Err("the supervisor ended".into()),
        kept = measuring => kept,
    }
}

async fn measured(supervisor: &Supervisor, time: Duration) -> Result<Minute> {
    let (before, cpu) = (supervisor.metrics(), Process::this().cpu()?);
    tokio::time::sleep(time).await;
    let after = supervisor.metrics();
    Ok(Minute {
        questions: (after.looks - before.looks) * REQUESTS_PER_LOOK,
        probes: after.probes - before.probes,
        cpu_us: u64::try_from((Process::this().cpu()? - cpu).as_micros())?,
    })
}

/// The sessions' names.
pub(crate) fn name(number: usize) -> String {
    format!("shop-{number:05}")
}
