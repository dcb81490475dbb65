//! Whether the scenarios notice when something breaks: deliberate breaks, one at a time, and who catches them.
//!
//! The breaks of core and mock are woven into a copy of the sources, each behind a question to the environment, so
//! one build holds them all and nothing of them is in the sources that are published. Those of the facades are made in
//! a copy of the built packages.

mod facade;
mod list;
mod run;
mod weave;

use std::path::{Path, PathBuf};

use list::Mutant;
use run::{Runner, Verdict};

/// Part of the mutants that scenarios must catch.
const ENOUGH: f64 = 0.9;

/// Runs the mutants whose name or part contains one of the patterns; all without one.
///
/// # Errors
/// Says what is wrong with the list or the build, and when too few mutants are caught.
#[expect(clippy::print_stdout, reason = "a task reports on the terminal")]
pub(crate) fn run(patterns: &[String], jobs: usize) -> Result<String, String> {
    let root = root();
    let chosen = |mutant: &Mutant| {
        let id = format!("{}/{}", mutant.part.as_str(), mutant.name);
        patterns.is_empty() || patterns.iter().any(|pattern| id.contains(pattern.as_str()))
    };
    let all = list::load(&root)?;
    let woven: Vec<&Mutant> = all.iter().filter(|mutant| mutant.part.is_woven()).collect();
    let mutants: Vec<&Mutant> = all.iter().filter(|mutant| chosen(mutant)).collect();
    if mutants.is_empty() {
        return Err("no mutant is called so".to_owned());
    }
    let runner = Runner::prepare(&root, &woven, &mutants)?;
    let mut caught = 0_usize;
    let mut survivors = Vec::new();
    runner.all(&mutants, jobs, |mutant, verdict| {
        let id = format!("{}/{}", mutant.part.as_str(), mutant.name);
        match &verdict {
            Verdict::Caught(by) => {
                caught += 1;
                println!("caught    {id}: {}\n          by {by}", mutant.breaks);
            }
            Verdict::Survived(why) => {
                survivors.push(id.clone());
                println!("SURVIVED  {id}: {}\n          {} {why}", mutant.breaks, mutant.file);
            }
        }
    });
    let score = caught as f64 / mutants.len() as f64;
    let summary = format!("{caught} of {} mutants caught ({:.1} %)", mutants.len(), score * 100.0);
    if score < ENOUGH {
        return Err(format!(
            "{summary}; at least {:.0} % must be. Survivors: {}",
            ENOUGH * 100.0,
            survivors.join(", ")
        ));
    }
    Ok(summary)
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
