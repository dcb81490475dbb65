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

/// Sequences that need more than states, webhooks and answers.
fn not_counted(sequence: &Sequence) -> Option<&'static str> {
    let starts = |number: &str| sequence.name.split('-').next() == Some(number);
    if starts("12") || starts("12b") {
        return Some("is about inbound events");
    }
    starts("20").then_some("is about signals to a process")
}

/// Replays every chosen sequence, in the order of the file.
pub async fn replay(plan: &Plan<'_>, sequences: &[Sequence]) -> Vec<Replayed> {
    let chosen = |sequence: &&Sequence| {
        plan.only.is_empty()
            || plan.only.iter().any(|p| sequence.name.contains(p.as_str()) || p == "lifecycles")
    };
    stream::iter(sequences.iter().filter(chosen).enumerate())
        .map(|(index, sequence)| async move {
            let verdict = match not_counted(sequence) {
                Some(reason) => Verdict::NotCounted { reason: reason.to_owned() },
                None => verdict(one(plan, sequence, index).await),
            };
            Replayed {
                id: sequence.name.clone(),
                group: "lifecycles".to_owned(),
                route: sequence.title.clone(),
                verdict,
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
    plan: &Plan<'_>,
    sequence: &Sequence,
    index: usize,
) -> Result<Vec<Difference>, crate::control::ControlError> {
    let control = Control::new(plan.server.join(&format!("/__mock__/worlds/lifecycle-{index}")));
    let script = script::script(sequence);
    let drive = drive::Drive::begin(control, plan.mint, sequence, &script).await?;
    let observed = drive.run(sequence, &script).await?;
    Ok(compare::compare(sequence, &script, &observed))
}
