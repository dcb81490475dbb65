//! Replays recordings over parallel worlds.

use super::compare::{Difference, compare_answer, compare_calls, compare_events, recorded_events};
use super::drive::Driver;
use super::placeholder::Values;
use super::precondition::{Obstacle, establish};
use super::recording::Recording;
use super::request::build;
use super::scope::{Operations, Scope, chosen, scope};
use crate::control::{ClientCall, Control, Delivery};
use crate::http::Base;
use crate::token::Mint;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What is replayed, and against what.
#[derive(Debug)]
pub struct Plan {
    /// Server whose worlds are used.
    pub server: Base,
    /// Tokens of that server.
    pub mint: Arc<Mint>,
    /// Folder with a small `voice.mp3`.
    pub files: String,
    /// `host:port` of a web server that answers every path.
    pub web_host: String,
    /// Patterns that choose recordings; empty chooses all.
    pub only: Vec<String>,
    /// Which routes count.
    pub operations: Operations,
    /// How many worlds are used at once.
    pub parallel: usize,
}

/// How one recording ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Verdict {
    /// No difference.
    Matched,
    /// These differences.
    Differs {
        /// What differs.
        differences: Vec<Difference>,
    },
    /// Left out.
    NotCounted {
        /// Why.
        reason: String,
    },
    /// Its operation is not in the registry.
    UnknownRoute,
}

/// One recording and how it ended.
#[derive(Debug, Clone, Serialize)]
pub struct Replayed {
    /// Id of the recording.
    pub id: String,
    /// Its group.
    pub group: String,
    /// Its route.
    pub route: String,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Replays every chosen recording, in the order of the file. Each world is a task of its own.
pub async fn replay(plan: &Arc<Plan>, recordings: Vec<Recording>) -> Vec<Replayed> {
    let chosen: Vec<Arc<Recording>> =
        recordings.into_iter().filter(|recording| chosen(recording, &plan.only)).map(Arc::new).collect();
    let numbered = chosen.iter().cloned().enumerate();
    // Lines of group `secret` follow one another in one world; every other line has a world of its own.
    let (chain, single): (Vec<_>, Vec<_>) = numbered.partition(|(_, recording)| recording.group == "secret");
    let units = single.into_iter().map(|one| vec![one]).chain([chain]);

    let worlds = Arc::new(Worlds::default());
    let mut verdicts: Vec<(usize, Verdict)> = stream::iter(units)
        .map(|unit| {
            let (plan, worlds) = (Arc::clone(plan), Arc::clone(&worlds));
            async move {
                let failed = |error: &dyn std::fmt::Display| Verdict::Differs {
                    differences: vec![Difference::new("the runner failed", error.to_string())],
                };
                let indices: Vec<usize> = unit.iter().map(|(index, _)| *index).collect();
                let task = tokio::spawn(async move {
                    let world = worlds.take();
                    let verdicts = replay_unit(&plan, &unit, world).await;
                    worlds.give_back(world);
                    verdicts
                });
                task.await
                    .unwrap_or_else(|error| indices.iter().map(|index| (*index, failed(&error))).collect())
            }
        })
        .buffer_unordered(plan.parallel)
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .flatten()
        .collect();
    verdicts.sort_by_key(|(index, _)| *index);
    verdicts
        .into_iter()
        .map(|(index, verdict)| Replayed {
            id: chosen[index].id.clone(),
            group: chosen[index].group.clone(),
            route: chosen[index].route.clone(),
            verdict,
        })
        .collect()
}

/// Numbers of worlds that nobody uses: a reset is cheaper than another world.
#[derive(Debug, Default)]
struct Worlds {
    made: AtomicUsize,
    free: Mutex<Vec<usize>>,
}

impl Worlds {
    fn take(&self) -> usize {
        let free = self.free.lock().ok().and_then(|mut free| free.pop());
        free.unwrap_or_else(|| self.made.fetch_add(1, Ordering::Relaxed))
    }

    fn give_back(&self, world: usize) {
        if let Ok(mut free) = self.free.lock() {
            free.push(world);
        }
    }
}

async fn replay_unit(plan: &Plan, unit: &[(usize, Arc<Recording>)], world: usize) -> Vec<(usize, Verdict)> {
    let control = Control::new(plan.server.join(&format!("/__mock__/worlds/replay-{world}")));
    let driver = Driver::new(control, &plan.mint);
    let mut verdicts = Vec::with_capacity(unit.len());
    let mut ready = false;
    for (index, recording) in unit {
        let verdict = match scope(recording, plan.operations) {
            Scope::NotCounted(reason) => Verdict::NotCounted { reason },
            Scope::UnknownRoute => Verdict::UnknownRoute,
            Scope::Counted => match replay_one(plan, &driver, recording, &mut ready).await {
                Ok(differences) if differences.is_empty() => Verdict::Matched,
                Ok(differences) => Verdict::Differs { differences },
                Err(Obstacle::Unreachable(reason)) => Verdict::NotCounted { reason },
                Err(Obstacle::Control(error)) => Verdict::Differs {
                    differences: vec![Difference::new("the control API failed", error.to_string())],
                },
            },
        };
        verdicts.push((*index, verdict));
    }
    verdicts
}

async fn replay_one(
    plan: &Plan,
    driver: &Driver<'_>,
    recording: &Recording,
    ready: &mut bool,
) -> Result<Vec<Difference>, Obstacle> {
    if !*ready {
        driver.control().reset("recordings").await?;
        driver.control().freeze().await?;
        if recording.group == "secret" {
            stored_sessions(driver).await?;
        }
        *ready = true;
    }
    establish(driver, recording).await?;
    let values = values(plan, recording).map_err(Obstacle::Unreachable)?;
    let request = build(&recording.request, &values).map_err(Obstacle::Unreachable)?;

    let before = driver.last_delivery().await?;
    let (outcome, entry_before) = driver.send(request).await?;
    let mut found = compare_answer(&recording.response, &outcome);

    let recorded = recorded_events(recording);
    let session = recording.session();
    let limit = recording.precondition.contains_key("chromium").then_some(200_000);
    let seen = |delivery: &Delivery| {
        let part = if delivery.kind == "socket" { "socketio" } else { "webhooks" };
        belongs(delivery, session) && recording.saw(part)
    };
    let events = driver.follow(&recorded, before, seen, limit).await?;
    found.extend(compare_events(&recorded, &events));

    let calls = |calls: &[ClientCall]| -> Vec<ClientCall> {
        let own = |call: &&ClientCall| {
            session.is_none() || call.session.as_deref().is_none_or(|s| Some(s) == session)
        };
        calls.iter().filter(own).cloned().collect()
    };
    match driver.entry_after(entry_before).await? {
        _ if !recording.saw("client_calls") => {}
        Some(entry) => {
            found.extend(compare_calls(&calls(&recording.client_calls), &calls(&entry.client_calls)))
        }
        // A preflight is answered before anything looks at it.
        None if recording.request.method == "OPTIONS" => {}
        None => found.push(Difference::new("the journal has no entry of the request", "")),
    }
    Ok(found)
}

/// The sessions whose settings were stored when group `secret` was recorded: `main` and `qrs`.
async fn stored_sessions(driver: &Driver<'_>) -> Result<(), Obstacle> {
    for session in ["shut", "qr2", "pc1", "w1", "w2"] {
        driver.control().put_session(session, &serde_json::json!({"state": "absent"})).await?;
    }
    Ok(())
}

fn belongs(delivery: &Delivery, session: Option<&str>) -> bool {
    let payload = if delivery.kind == "socket" { &delivery.data } else { &delivery.body };
    match (payload.get("session").and_then(Value::as_str), session) {
        (Some(named), Some(session)) => named == session,
        _ => true,
    }
}

fn values(plan: &Plan, recording: &Recording) -> Result<Values, String> {
    let session = if recording.group == "auth" { "main" } else { recording.session().unwrap_or("main") };
    Ok(Values {
        token: plan.mint.token(session)?,
        token_unescaped: plan.mint.unescaped(session)?,
        other_token: plan.mint.token("another")?,
        secret: plan.mint.secret().to_owned(),
        files: plan.files.clone(),
        web_host: plan.web_host.clone(),
    })
}
