//! 1,000 supervised sessions.

use crate::{
    Result, child,
    load::Connection,
    measure::servers::{self, SECRET, connect_session},
    sample::to_float,
    supervise::{Kept, Minute, name},
    table::{Goal, Report},
};

const SESSIONS: usize = 1_000;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mock = servers::mock()?;
    crate::runtime()?.block_on(async {
        let mut connection = Connection::open(mock.address).await?;
        for number in 0..SESSIONS {
            connect_session(&mut connection, &name(number)).await?;
        }
        Result::Ok(())
    })?;
    let url = format!("http://{}", mock.address);
    let kept: Kept = child::ask(&["supervise", &url, SECRET, &SESSIONS.to_string()])?;
    let seconds = to_float(kept.boot_ms) / 1e3;
    report.add(
        "1,000 sessions, until all were seen connected",
        seconds,
        format!("{seconds:.0} s"),
        Goal::None,
    );
    let bytes = to_float(kept.bytes);
    report.add(
        "1,000 sessions, memory of each",
        bytes,
        format!("{} bytes", kept.bytes),
        Goal::AtMost(16_384.0, "bytes"),
    );
    minute(report, "1,000 sessions, a quiet minute", &kept.idle, 2_100.0);
    minute(report, "1,000 sessions, a quiet minute, events handed in", &kept.hearing, 300.0);
    Ok(())
}

fn minute(report: &mut Report, what: &str, minute: &Minute, most: f64) {
    let Minute { questions, probes, cpu_us } = minute;
    let share = to_float(*cpu_us) / 60e6 * 100.0;
    let figure =
        format!("{questions} questions for a state, {probes} calls of a page, {share:.1} % of a core");
    report.add(what, to_float(*questions), figure, Goal::AtMost(most, "questions"));
}
