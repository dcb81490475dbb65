//! Whether the scenarios notice when something breaks: deliberate breaks, one at a time, and who catches them.
//!
//! The breaks of core and mock are woven into a copy of the sources, each behind a question to the environment, so
//! one build holds them all and nothing of them is in the sources that are published. Those of the facades are made in
//! a copy of the built packages.

mod facade;
mod list;
mod results;
mod run;
mod weave;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use list::Mutant;
use results::Results;
use run::{Runner, Verdict};

/// Part of the mutants that scenarios must catch.
const ENOUGH: f64 = 0.9;

/// Runs the mutants whose name or part contains one of the patterns; all without one. What was caught in the same
/// sources before is not run again unless `anew`.
///
/// # Errors
/// Says what is wrong with the list or the build, and when too few mutants are caught.
#[expect(clippy::print_stdout, reason = "a task reports on the terminal")]
pub(crate) fn run(patterns: &[String], jobs: usize, anew: bool) -> Result<String, String> {
    let root = root();
    let chosen = |mutant: &Mutant| {
        let id = mutant.id();
        patterns.is_empty() || patterns.iter().any(|pattern| id.contains(pattern.as_str()))
    };
    let all = list::load(&root)?;
    let woven: Vec<&Mutant> = all.iter().filter(|mutant| mutant.part.is_woven()).collect();
    let mutants: Vec<&Mutant> = all.iter().filter(|mutant| chosen(mutant)).collect();
    if mutants.is_empty() {
        return Err("no mutant is called so".to_owned());
    }
    let mut results = Results::open(&root)?;
    let mut open = Vec::new();
    for mutant in &mutants {
        match results.known(&mutant.id()).filter(|_| !anew) {
            Some(by) => {
                println!("caught    {}: {}\n          by {by} (an earlier run)", mutant.id(), mutant.breaks)
            }
            None => open.push(*mutant),
        }
    }
    let mut survivors = Vec::new();
    let mut kept = Ok(());
    if !open.is_empty() {
        let runner = Runner::prepare(&root, &woven, &open)?;
        let results = Mutex::new(&mut results);
        let last = |mutant: &Mutant| lock(&results).last(&mutant.id()).map(str::to_owned);
        runner.all(&open, jobs, last, |mutant, verdict| {
            let id = mutant.id();
            let by = match &verdict {
                Verdict::Caught(by) => {
                    println!("caught    {id}: {}\n          by {by}", mutant.breaks);
                    Some(by.as_str())
                }
                Verdict::Survived(why) => {
                    println!("SURVIVED  {id}: {}\n          {} {why}", mutant.breaks, mutant.file);
                    survivors.push(id.clone());
                    None
                }
            };
            if let Err(problem) = lock(&results).keep(&id, by) {
                kept = Err(problem);
            }
        });
    }
    kept?;
    let caught = mutants.len() - survivors.len();
    let score = caught as f64 / mutants.len() as f64;
    let mut summary = format!("{caught} of {} mutants caught ({:.1} %)", mutants.len(), score * 100.0);
    if !survivors.is_empty() {
        summary.push_str(&format!("; survivors: {}", survivors.join(", ")));
    }
    if score < ENOUGH {
        return Err(format!("{summary}; at least {:.0} % must be", ENOUGH * 100.0));
    }
    Ok(summary)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// What must hold for [`run`] to make sense, checked without building anything.
#[cfg(test)]
mod tests {
    use super::list::Part;
    use super::*;

    #[test]
    fn every_mutant_has_its_place_and_says_what_it_breaks() {
        let root = root();
        let mutants = list::load(&root).unwrap();
        assert!(mutants.len() >= 40, "only {}", mutants.len());
        for mutant in mutants.iter().filter(|mutant| mutant.part.is_woven()) {
            let source = std::fs::read_to_string(root.join(&mutant.file)).unwrap();
            mutant.place(&source).unwrap();
        }
        for part in [Part::Core, Part::Mock, Part::Python, Part::Node] {
            assert!(mutants.iter().any(|mutant| mutant.part == part), "{part:?}");
        }
    }

    #[test]
    fn all_mutants_are_woven_in_at_once() {
        let root = root();
        let mutants = list::load(&root).unwrap();
        let woven: Vec<&Mutant> = mutants.iter().filter(|mutant| mutant.part.is_woven()).collect();
        weave::files(&root, &woven).unwrap();
    }
}
