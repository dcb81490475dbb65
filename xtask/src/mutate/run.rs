//! Builds what is needed, and runs the scenarios against one mutant after the other.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::list::{Mutant, Part};
use super::{facade, weave};

/// A run that takes longer is ended. Calls that hang fail their scenario long before.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often a mutant is tried whose failures do not repeat.
const TRIES: usize = 3;
/// How often a run is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// What became of a mutant.
pub(super) enum Verdict {
    /// A scenario failed that passes without it.
    Caught(String),
    /// None did; says what was seen instead.
    Survived(String),
}

/// Everything that is built.
pub(super) struct Runner {
    root: PathBuf,
    /// The program with the woven mutants.
    woven: PathBuf,
    /// The program without.
    plain: PathBuf,
}

/// How one run of scenarios ended.
enum Ran {
    Passed,
    /// Id of a scenario that failed.
    Failed(String),
    Hung,
    /// No report at all.
    Broken(String),
}

impl Runner {
    /// Builds the programs. The woven one holds every mutant, whichever are run.
    pub(super) fn prepare(root: &Path, woven: &[&Mutant], chosen: &[&Mutant]) -> Result<Self, String> {
        build(root, root, "--locked")?;
        if chosen.iter().any(|mutant| mutant.part.is_woven()) {
            let tree = weave::copy(root, woven)?;
            // Its packages have versions of their own, which the lock file does not know.
            build(root, &tree, "--offline")?;
        }
        let debug = root.join("target/debug");
        let runner =
            Self { root: root.to_owned(), woven: debug.join("wppkit-mutants"), plain: debug.join("wppkit") };
        // What fails anyway catches nothing. This builds the packages, too.
        let mut parts: Vec<Part> = chosen.iter().map(|mutant| mutant.part).collect();
        parts.dedup();
        for part in parts {
            let program = if part.is_woven() { &runner.woven } else { &runner.plain };
            match runner.conform(program, "", &targets(part)) {
                Ran::Passed => {}
                // On a machine that has much to do, one may fail once.
                Ran::Failed(id) if runner.passes(program, "", &targets(part), &id) => {}
                Ran::Failed(id) => return Err(format!("fails without any mutant: {id}")),
                Ran::Hung => return Err("hangs without any mutant".to_owned()),
                Ran::Broken(why) => return Err(why),
            }
        }
        Ok(runner)
    }

    /// Tells what became of every mutant, as soon as it is known. `last` names the scenario that caught it last.
    pub(super) fn all<'a>(
        &self,
        mutants: &[&'a Mutant],
        jobs: usize,
        last: impl Fn(&Mutant) -> Option<String> + Sync,
        told: impl FnMut(&'a Mutant, Verdict) + Send,
    ) {
        let next = AtomicUsize::new(0);
        let told = Mutex::new(told);
        std::thread::scope(|scope| {
            for _ in 0..jobs.max(1) {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(mutant) = mutants.get(index) else { return };
                        let verdict = self.one(mutant, last(mutant));
                        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                        told(mutant, verdict);
                    }
                });
            }
        });
    }

    fn one(&self, mutant: &Mutant, last: Option<String>) -> Verdict {
        let (program, arguments) = if mutant.part.is_woven() {
            (&self.woven, targets(mutant.part))
        } else {
            match facade::alter(&self.root, mutant) {
                Ok(altered) => (&self.plain, altered),
                Err(why) => return Verdict::Survived(format!("was not tried: {why}")),
            }
        };
        // From the few scenarios that are likely to notice to all of them. One that fails alone fails by itself.
        let all = [Vec::new()];
        let attempts = last.map(|id| vec![id]).into_iter().chain([mutant.first.clone()]);
        let attempts =
            attempts.filter(|patterns| !patterns.is_empty()).chain(all.iter().cycle().take(TRIES).cloned());
        let mut seen = "every scenario passes".to_owned();
        for patterns in attempts {
            let narrowed = patterns.iter().flat_map(|pattern| ["--only".to_owned(), pattern.clone()]);
            let chosen: Vec<String> = arguments.iter().cloned().chain(narrowed).collect();
            match self.conform(program, &mutant.name, &chosen) {
                Ran::Passed if patterns.is_empty() => return Verdict::Survived(seen),
                Ran::Passed => {}
                Ran::Failed(id)
                    if (patterns == [id.as_str()]
                        || !self.passes(program, &mutant.name, &arguments, &id))
                        && self.passes_unaltered(program, mutant, &arguments, &id) =>
                {
                    return Verdict::Caught(id);
                }
                Ran::Failed(id) => seen = format!("{id} failed, and passed when it was run alone"),
                Ran::Hung => seen = "a run does not end, and no scenario fails for it".to_owned(),
                // A scenario that is gone, or a hint that fits none.
                Ran::Broken(_) if !patterns.is_empty() => {}
                Ran::Broken(why) => return Verdict::Survived(format!("no scenario was run: {why}")),
            }
        }
        Verdict::Survived(seen)
    }

    /// Whether a scenario passes without the mutant.
    fn passes_unaltered(&self, program: &Path, mutant: &Mutant, arguments: &[String], id: &str) -> bool {
        match mutant.part.is_woven() {
            true => self.passes(program, "", arguments, id),
            false => self.passes(program, "", &facade::unaltered(&self.root, mutant.part), id),
        }
    }

    /// Whether a scenario passes when it is run alone.
    fn passes(&self, program: &Path, mutant: &str, arguments: &[String], id: &str) -> bool {
        let alone: Vec<String> =
            arguments.iter().cloned().chain(["--only".to_owned(), id.to_owned()]).collect();
        matches!(self.conform(program, mutant, &alone), Ran::Passed)
    }

    fn conform(&self, program: &Path, mutant: &str, arguments: &[String]) -> Ran {
        let started = Instant::now();
        let out = self.root.join("target/mutants").join(format!("{:?}.json", std::thread::current().id()));
        let report = match std::fs::create_dir_all(self.root.join("target/mutants"))
            .and_then(|()| std::fs::File::create(&out))
        {
            Ok(file) => file,
            Err(error) => return Ran::Broken(error.to_string()),
        };
        let child = Command::new(program)
            .args(["conform", "--json", "--fail-fast"])
            .args(arguments)
            .env("WPPKIT_MUTANT", mutant)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .stdout(report)
            .stderr(Stdio::null())
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => return Ran::Broken(format!("{}: {error}", program.display())),
        };
        loop {
            match child.try_wait() {
                Ok(Some(_)) => break,
                Ok(None) if started.elapsed() > PATIENCE => {
                    drop(child.kill());
                    drop(child.wait());
                    return Ran::Hung;
                }
                Ok(None) => std::thread::sleep(LOOK),
                Err(error) => return Ran::Broken(error.to_string()),
            }
        }
        let text = std::fs::read_to_string(&out).unwrap_or_default();
        let Ok(report) = serde_json::from_str::<Value>(&text) else {
            return Ran::Broken(format!("{} wrote no report", program.display()));
        };
        let scenarios = report["targets"].as_array().into_iter().flatten();
        let mut scenarios = scenarios.flat_map(|target| target["scenarios"].as_array().into_iter().flatten());
        match scenarios.find(|one| one["result"] == "failed" || one["result"] == "unexpectedly_passed") {
            Some(failed) => Ran::Failed(failed["id"].as_str().unwrap_or_default().to_owned()),
            None => Ran::Passed,
        }
    }
}

/// Through which targets a part is seen.
fn targets(part: Part) -> Vec<String> {
    let names: &[&str] = match part {
        Part::Core => &["rust"],
        Part::Mock => &["http", "rust"],
        Part::Python => &["python-sync", "python-async"],
        Part::Node => &["node"],
    };
    names.iter().flat_map(|name| ["--target".to_owned(), (*name).to_owned()]).collect()
}

/// Builds the command line of a source tree. What it depends on is shared, so only the workspace is built anew.
fn build(root: &Path, tree: &Path, lock: &str) -> Result<(), String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What describes this package would have others built anew.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.to_string_lossy().starts_with(start)) {
            cargo.env_remove(name);
        }
    }
    let built = cargo
        .args(["build", lock, "--quiet", "--package", "wppkit-cli"])
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if built.status.success() {
        return Ok(());
    }
    // Warnings about the breaks are nobody's business.
    let said = String::from_utf8_lossy(&built.stderr);
    let errors: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("error")).collect();
    Err(format!("{} cannot be built:\n{}", tree.display(), errors.join("\n")))
}
