//! The whole suite in one process: every scenario on every built-in target, every recording against the mock.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test without a harness reports by itself")]

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::{Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};
use wppkit_conformance::replay::Operations;
use wppkit_conformance::scenario::{self, Place, Run, Suite, known_failing, run_all};
use wppkit_conformance::secrets;
use wppkit_conformance::server::Server;
use wppkit_conformance::target::built_in;

const TARGETS: [&str; 2] = ["rust", "http"];

fn main() -> ExitCode {
    // `cargo test -- --list` and filters address tests by name; this is one.
    if std::env::args().any(|argument| argument == "--list") {
        println!("conformance: test");
        return ExitCode::SUCCESS;
    }
    listen();
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

/// Lines of logs that were read.
static READ: AtomicUsize = AtomicUsize::new(0);

/// Reads every log line, span and panic of the clients, down to trace, for secrets.
fn listen() {
    // What the mock logs is the server's; targets are prefixes.
    let clients = Targets::new()
        .with_targets(["wppkit", "reqwest", "hyper", "rustls"].map(|target| (target, LevelFilter::TRACE)))
        .with_target("wppkit_mock", LevelFilter::OFF);
    let reading = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
        .with_writer(|| Reader)
        .with_filter(clients);
    tracing_subscriber::registry().with(reading).init();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        secrets::look("a panic", &panic.to_string());
        hook(panic);
    }));
}

/// Reads what would be printed.
struct Reader;

impl Write for Reader {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        READ.fetch_add(1, Ordering::Relaxed);
        let text = String::from_utf8_lossy(line);
        if secrets::shows(&text) {
            // Where it comes from; the rest of the line is what must not be shown.
            let place: String = text.chars().take_while(|c| *c != '=').collect();
            secrets::look(&format!("the log: {}", secrets::fit_for_report(place)), &text);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
            fail_fast: None,
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
    let read = READ.load(Ordering::Relaxed);
    let shown = secrets::found();
    println!("secrets: {} places show one, {read} lines of logs and spans were read {shown:?}", shown.len());
    Ok(clean && report.is_clean() && shown.is_empty() && read > 1_000)
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
