//! Resident memory of the mock and of the SDK's handles.

use crate::{
    Result, child,
    load::Connection,
    measure::servers::{self, connect_session},
    sample::to_float,
    table::{Goal, Report},
};

const SESSIONS: u32 = 10_000;
const HANDLES: u32 = 100_000;

/// The mock, idle and full.
pub(crate) fn mock(report: &mut Report) -> Result<()> {
    let mock = servers::mock()?;
    let process = mock.server.process();
    crate::runtime()?.block_on(async {
        let mut connection = Connection::open(mock.address).await?;
        connection.ask("GET", "/healthz", "", None).await?;
        megabytes(report, "mock, idle memory (RSS)", process.resident()?, 12.0);
        for number in 0..SESSIONS {
            connect_session(&mut connection, &format!("shop-{number:05}")).await?;
        }
        megabytes(report, "mock, memory with 10,000 connected sessions", process.resident()?, 25.0);
        Ok(())
    })
}

fn megabytes(report: &mut Report, what: &str, bytes: u64, bound: f64) {
    let size = to_float(bytes) / 1e6;
    report.add(what, size, format!("{size:.1} MB"), Goal::AtMost(bound, "MB"));
}

/// Further clients, and sessions of one client.
pub(crate) fn handles(report: &mut Report) -> Result<()> {
    for kind in ["clients", "sessions"] {
        let bytes: u32 = child::ask(&["handles", kind, &HANDLES.to_string()])?;
        report.add(
            format!("core, memory of a further handle, {kind}"),
            f64::from(bytes),
            format!("{bytes} bytes"),
            Goal::AtMost(4096.0, "bytes"),
        );
    }
    Ok(())
}
