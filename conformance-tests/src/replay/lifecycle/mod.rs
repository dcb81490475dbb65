//! Replay of recorded life cycles: a world goes through each sequence under a frozen clock.

mod compare;
mod drive;
mod script;
pub mod sequence;

use super::compare::Difference;
use super::run::{Plan, Replayed, Verdict};
use crate::control::Control;
use futures_util::{StreamExt, stream};
use sequence::Sequence;
use std::sync::Arc;

/// Replays every chosen sequence, in the order of the file. Each world is a task of its own.
pub async fn replay(plan: &Arc<Plan>, sequences: Vec<Sequence>) -> Vec<Replayed> {
    let chosen = |sequence: &Sequence| {
        plan.only.is_empty()
            || plan.only.iter().any(|p| sequence.name.contains(p.as_str()) || p == "lifecycles")
    };
    stream::iter(sequences.into_iter().filter(chosen).enumerate())
        .map(|(index, sequence)| {
            let plan = Arc::clone(plan);
            async move {
                let (id, route) = (sequence.name.clone(), sequence.title.clone());
                let task = tokio::spawn(async move { verdict(one(&plan, &sequence, index).await) });
                let verdict = task.await.unwrap_or_else(|error| Verdict::Differs {
                    differences: vec![Difference::new("the runner failed", error.to_string())],
                });
                Replayed { id, group: "lifecycles".to_owned(), route, verdict }
            }
        })
        .buffered(plan.parallel)
        .collect()
        .await
}

fn verdict(result: Result<Vec<Difference>, crate::control::ControlError>) -> Verdict {
    match result {
        Ok(differences) if differences.is_empty() => Verdict::Matched,
        Ok(differences) => Verdict::Differs { differences },
        Err(error) => Verdict::Differs {
            differences: vec![Difference::new("the control API failed", error.to_string())],
        },
    }
}

async fn one(
    plan: &Plan,
    sequence: &Sequence,
    index: usize,
) -> Result<Vec<Difference>, crate::control::ControlError> {
    let control = Control::new(plan.server.join(&format!("/__mock__/worlds/lifecycle-{index}")));
    let script = script::script(sequence);
    let drive = drive::Drive::begin(control, &plan.mint, sequence, &script).await?;
    let observed = drive.run(sequence, &script).await?;
    Ok(compare::compare(sequence, &script, &observed))
}
