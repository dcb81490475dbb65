//! From the start of the mock's process to its first answer.

use std::time::Instant;

use crate::{
    Result,
    load::Connection,
    measure::servers::{self, Mock},
    sample::median,
    table::{Goal, Report},
};

const ROUNDS: usize = 21;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mock = servers::mock()?;
        crate::runtime()?.block_on(first_answer(&mock))?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let time = median(times);
    report.add(
        "mock, process start to first answer",
        time,
        format!("{time:.1} ms"),
        Goal::AtMost(15.0, "ms"),
    );
    Ok(())
}

async fn first_answer(mock: &Mock) -> Result<()> {
    let (status, _) = Connection::open(mock.address).await?.ask("GET", "/healthz", "", None).await?;
    if status == 200 { Ok(()) } else { Err(format!("healthz answered {status}").into()) }
}
