//! Events: how many per second, and in how much memory.

use crate::{
    Result, child,
    sample::{Sample, to_float},
    table::{Goal, Report},
};

/// Events of the run that shows whether memory grows.
const MANY: u32 = 1_000_000;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let sample: Sample = child::ask(&["events", "parse", "200000"])?;
    add(report, "events read and typed", sample, per_core(sample), Goal::None);
    let sample: Sample = child::ask(&["events", "process", "100000"])?;
    let what = "events received, stored, handled; survive the process";
    add(report, what, sample, per_core(sample), Goal::AtLeast(20_000.0, "/s"));
    // Here the waits for the disk count, so that the time that passed is what matters.
    let sample: Sample = child::ask(&["events", "machine", "100000"])?;
    let what = "events received, stored, handled; survive the machine";
    add(report, what, sample, sample.rate(), Goal::AtLeast(5_000.0, "/s"));
    let receiver = child::Server::start(&mut child::own(&["answer"])?)?;
    let url = format!("{}/api/shop/send-message", receiver.line.trim());
    let sample: Sample = child::ask(&["events", "relay", "20000", &url])?;
    add(report, "events relayed, signed", sample, per_core(sample), Goal::None);
    let [middle, end]: [u64; 2] = child::ask(&["events", "memory", &MANY.to_string()])?;
    let growth = to_float(end) / to_float(middle);
    let megabytes = |bytes| to_float(bytes) / 1e6;
    let figure = format!("{growth:.2} × ({:.1} MB, {:.1} MB)", megabytes(middle), megabytes(end));
    report.add("memory after 1,000,000 events vs 500,000", growth, figure, Goal::AtMost(1.1, "×"));
    Ok(())
}

/// Events per second of CPU time.
fn per_core(sample: Sample) -> f64 {
    1e6 / sample.cpu_each()
}

fn add(report: &mut Report, what: &str, sample: Sample, judged: f64, goal: Goal) {
    let (core, cost, rate) = (per_core(sample), sample.cpu_each(), sample.rate());
    report.add(
        what,
        judged,
        format!("{core:.0}/s per core ({cost:.1} µs each); {rate:.0}/s as it ran"),
        goal,
    );
}
