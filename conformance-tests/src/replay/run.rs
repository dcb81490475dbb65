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

/// What is replayed, and against what.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Server whose worlds are used.
    pub server: Base,
    /// Tokens of that server.
    pub mint: &'a Mint,
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

/// Replays every chosen recording, in the order of the file.
pub async fn replay(plan: &Plan<'_>, recordings: &[Recording]) -> Vec<Replayed> {
    let chosen: Vec<&Recording> =
        recordings.iter().filter(|recording| chosen(recording, &plan.only)).collect();
    let mut units: Vec<Vec<(usize, &Recording)>> = Vec::new();
    // Lines of group `secret` follow one another in one world; every other line has a world of its own.
    let mut chain = Vec::new();
    for (index, &recording) in chosen.iter().enumerate() {
        if recording.group == "secret" {
            chain.push((index, recording))
        } else {
            units.push(vec![(index, recording)])
        }
    }
    units.push(chain);

    let next_world = std::sync::atomic::AtomicUsize::new(0);
    let free: std::sync::Mutex<Vec<usize>> = std::sync::Mutex::default();
    let mut verdicts: Vec<(usize, Verdict)> = stream::iter(units)
        .map(|unit| {
            let (next_world, free) = (&next_world, &free);
            async move {
                let reused = free.lock().ok().and_then(|mut free| free.pop());
                let world =
                    reused.unwrap_or_else(|| next_world.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
                let verdicts = replay_unit(plan, &unit, world).await;
                if let Ok(mut free) = free.lock() {
                    free.push(world);
                }
                verdicts
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

async fn replay_unit(plan: &Plan<'_>, unit: &[(usize, &Recording)], world: usize) -> Vec<(usize, Verdict)> {
    let control = Control::new(plan.server.join(&format!("/__mock__/worlds/replay-{world}")));
    let driver = Driver::new(control, plan.mint);
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
    plan: &Plan<'_>,
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
    let events = driver.follow(&recorded, before, |delivery| belongs(delivery, session), limit).await?;
    found.extend(compare_events(&recorded, &events));

    let calls = |calls: &[ClientCall]| -> Vec<ClientCall> {
        let own = |call: &&ClientCall| {
            session.is_none() || call.session.as_deref().is_none_or(|s| Some(s) == session)
        };
        calls.iter().filter(own).cloned().collect()
    };
    match driver.entry_after(entry_before).await? {
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

fn values(plan: &Plan<'_>, recording: &Recording) -> Result<Values, String> {
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
