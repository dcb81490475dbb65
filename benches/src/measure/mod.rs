//! The measurements, in the order of the table.

mod clients;
mod events;
mod files;
mod memory;
mod mock;
mod servers;
mod start;
mod supervise;

use std::io::Write;

use crate::{Result, machine, table::Report};

/// A part of the table, by the name that `--only` takes.
type Part = (&'static str, fn(&mut Report) -> Result<()>);

const PARTS: [Part; 8] = [
    ("client", clients::measure),
    ("handles", memory::handles),
    ("files", files::measure),
    ("events", events::measure),
    ("start", start::measure),
    ("memory", memory::mock),
    ("mock", mock::measure),
    ("supervise", supervise::measure),
];

/// Measures everything, or one part, and prints the table.
pub(crate) fn everything(only: Option<&str>) -> Result<()> {
    let mut report = Report::default();
    let mut known = false;
    for (name, measure) in PARTS.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
        known = true;
        writeln!(std::io::stderr(), "… {name}")?;
        measure(&mut report)?;
    }
    if !known {
        return Err("--only client|handles|files|events|start|memory|mock|supervise".into());
    }
    writeln!(std::io::stdout(), "{}\n\nMeasured on: {}.", report.markdown(), machine::line())?;
    Ok(())
}
