//! The SDK's typed call against bare reqwest and plain hyper.

use std::collections::BTreeMap;

use crate::{
    Result, child,
    child::Server,
    client::{CORE, HYPER, REQWEST},
    exchange::Exchange,
    instructions,
    sample::{Sample, median, to_float},
    table::{Goal, Report},
};

/// A typed call may cost this many times what reqwest costs that only returns bytes.
const GOAL: Goal = Goal::AtMost(1.25, "×");
const CLIENTS: [&str; 3] = [CORE, REQWEST, HYPER];
const ROUNDS: usize = 7;
const WARM: &str = "1000";
/// Concurrency, and requests per round.
const LOADS: [(u32, u32); 2] = [(1, 20_000), (32, 40_000)];

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let server = Server::start(&mut child::own(&["answer"])?)?;
    let address = server.line.trim().trim_start_matches("http://");
    for exchange in Exchange::ALL {
        for (concurrency, requests) in LOADS {
            cpu(report, exchange, address, concurrency, requests)?;
        }
    }
    for exchange in Exchange::ALL {
        let what = format!("core {exchange}, instructions vs reqwest");
        if !instructions::available() {
            report.skip(what, "valgrind is not installed");
            continue;
        }
        let [core, reqwest, hyper] =
            CLIENTS.map(|client| instructions::per_request(client, exchange, address));
        let (core, reqwest, hyper) = (core?, reqwest?, hyper?);
        let ratio = to_float(core) / to_float(reqwest);
        let thousands = |count: u64| to_float(count) / 1e3;
        let (core, reqwest, hyper) = (thousands(core), thousands(reqwest), thousands(hyper));
        report.add(
            what,
            ratio,
            format!("{ratio:.2} × ({core:.1}k; reqwest {reqwest:.1}k; hyper {hyper:.1}k)"),
            Goal::None,
        );
    }
    Ok(())
}

/// Rounds in which every client has its turn, so that a slower moment of the machine meets all of them.
fn cpu(
    report: &mut Report,
    exchange: Exchange,
    address: &str,
    concurrency: u32,
    requests: u32,
) -> Result<()> {
    let (name, parallel, count) = (exchange.to_string(), concurrency.to_string(), requests.to_string());
    let mut costs: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for client in CLIENTS {
            let sample: Sample = child::ask(&["client", client, &name, address, &parallel, WARM, &count])?;
            costs.entry(client).or_default().push(sample.cpu_each());
        }
    }
    let of = |client| costs.get(client).map_or(&[][..], Vec::as_slice);
    let ratio = median(of(CORE).iter().zip(of(REQWEST)).map(|(core, reqwest)| core / reqwest));
    let [core, reqwest, hyper] = CLIENTS.map(|client| median(of(client).iter().copied()));
    report.add(
        format!("core {exchange}, c={concurrency}, CPU vs reqwest"),
        ratio,
        format!("{ratio:.2} × ({core:.1} µs; reqwest {reqwest:.1} µs; hyper {hyper:.1} µs)"),
        GOAL,
    );
    Ok(())
}
