//! The mock against the Express application: the same requests, and no bcrypt on either side.

use crate::{
    Result,
    exchange::Exchange,
    load::{Subject, generate},
    measure::servers,
    sample::{Sample, median},
    table::{Goal, Report},
};

const ROUNDS: usize = 7;
/// Connections, requests per round, and how many times cheaper than Express a request has to be.
const LOADS: [(u32, u32, f64); 2] = [(1, 3_000, 4.0), (32, 16_000, 8.0)];
/// Requests before the first round: V8 compiles what is called often.
const WARM: u32 = 3_000;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mock = servers::mock()?;
    let (_server, express) = match servers::express()? {
        Ok(express) => express,
        Err(why) => {
            report.skip("mock vs Express", why);
            return Ok(());
        }
    };
    crate::runtime()?.block_on(async {
        let mock = mock.subject().await?;
        for exchange in Exchange::ALL {
            for subject in [&mock, &express] {
                generate(subject, exchange, 1, WARM).await?;
            }
            for load in LOADS {
                compare(report, &mock, &express, exchange, load).await?;
            }
        }
        Ok(())
    })
}

async fn compare(
    report: &mut Report,
    mock: &Subject,
    express: &Subject,
    exchange: Exchange,
    (connections, requests, goal): (u32, u32, f64),
) -> Result<()> {
    let mut rounds: Vec<(Sample, Sample)> = Vec::new();
    for _ in 0..ROUNDS {
        let ours = generate(mock, exchange, connections, requests).await?;
        rounds.push((ours, generate(express, exchange, connections, requests).await?));
    }
    let cheaper = median(rounds.iter().map(|(ours, theirs)| theirs.cpu_each() / ours.cpu_each()));
    let ours = median(rounds.iter().map(|(ours, _)| ours.cpu_each()));
    let theirs = median(rounds.iter().map(|(_, theirs)| theirs.cpu_each()));
    report.add(
        format!("mock {exchange}, c={connections}, CPU vs Express"),
        cheaper,
        format!("{cheaper:.1} × cheaper ({ours:.1} µs; Express {theirs:.1} µs)"),
        Goal::AtLeast(goal, "×"),
    );
    let ours = median(rounds.iter().map(|(ours, _)| ours.rate()));
    let theirs = median(rounds.iter().map(|(_, theirs)| theirs.rate()));
    report.add(
        format!("mock {exchange}, c={connections}, requests/s"),
        ours / theirs,
        format!("{ours:.0} (Express {theirs:.0}, {:.1} ×)", ours / theirs),
        Goal::None,
    );
    Ok(())
}
