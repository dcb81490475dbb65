//! The whole suite in one process: every scenario on every built-in target, every recording against the mock.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test without a harness reports by itself")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use wppkit_conformance::replay::Operations;
use wppkit_conformance::scenario::{self, Place, Run, Suite, known_failing, run_all};
use wppkit_conformance::server::Server;
use wppkit_conformance::target::built_in;

const TARGETS: [&str; 2] = ["rust", "http"];

fn main() -> ExitCode {
    // `cargo test -- --list` and filters address tests by name; this is one.
    if std::env::args().any(|argument| argument == "--list") {
        println!("conformance: test");
        return ExitCode::SUCCESS;
    }
    let outcome = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(all()),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn all() -> Result<bool, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let server = Server::open(None, None).await?;
    let scenarios = scenario::load(&folder.join("scenarios")).map_err(|error| error.to_string())?;
    let mut lines = Vec::new();
    let mut run = Run { gaps: scenario::gaps(&scenarios), ..Run::default() };
    for name in TARGETS {
        let started = Instant::now();
        let target = built_in(name).ok_or_else(|| format!("no target {name}"))?;
        let suite = Arc::new(Suite {
            place: Place::Worlds { base: server.base().clone(), profile: None },
            mint: Arc::clone(server.mint()),
            target,
            known_failing: known_failing(&folder.join("known-failing"), name, &scenarios)?,
            only: Vec::new(),
            parallel: 16,
            seed: None,
            fail_fast: false,
        });
        let ran = run_all(&suite, &scenarios).await;
        let report = scenario::Report { target: name.to_owned(), ran, took: started.elapsed() };
        let (passed, run_of_it) = report.totals();
        let seconds = report.took.as_secs_f32();
        lines.push(format!("{passed} of {run_of_it} scenarios on {name} in {seconds:.1} s"));
        run.reports.push(report);
    }
    println!("{}", run.text());
    let mut clean = run.is_clean();
    let started = Instant::now();
    let files: [PathBuf; 2] =
        ["exchanges.jsonl", "lifecycles.json"].map(|name| folder.join("recordings").join(name));
    let report = wppkit_conformance::cli::replay_files(&server, &files, &[], Operations::Registry)
        .await
        .map_err(|error| error.to_string())?;
    println!("{}", report.text());
    let (matched, counted) = report.totals();
    lines.push(format!("{matched} of {counted} recordings in {:.1} s", started.elapsed().as_secs_f32()));
    clean &= is_current(&folder.join("../docs/fidelity.md"), &report.page())?;
    println!("conformance: {}", lines.join(", "));
    Ok(clean && report.is_clean())
}

/// Whether a generated page is what the run gives; written anew when asked to.
fn is_current(path: &Path, page: &str) -> Result<bool, String> {
    if std::env::var_os("WPPKIT_BLESS").is_some() {
        std::fs::write(path, page).map_err(|error| error.to_string())?;
    }
    let current = std::fs::read_to_string(path).unwrap_or_default() == page;
    if !current {
        println!("{} is out of date: run this test with WPPKIT_BLESS=1", path.display());
    }
    Ok(current)
}
