//! Instructions per request, counted by callgrind: the same on every run, whatever else the machine does.

use std::process::Command;

use crate::{Result, child, exchange::Exchange};

/// Requests before counting starts, and requests counted.
const WARM: u32 = 50;
const COUNTED: u32 = 400;

/// Whether callgrind is here.
pub(crate) fn available() -> bool {
    child::installed("valgrind")
}

/// Instructions in user space per request of a client.
///
/// Two runs that differ in nothing but the number of requests; the difference leaves out start and end.
pub(crate) fn per_request(client: &str, exchange: Exchange, address: &str) -> Result<u64> {
    let few = count(client, exchange, address, 0)?;
    let many = count(client, exchange, address, COUNTED)?;
    Ok(many.saturating_sub(few) / u64::from(COUNTED))
}

fn count(client: &str, exchange: Exchange, address: &str, requests: u32) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["client", client, &exchange.to_string(), address, "1"])
        .args([WARM.to_string(), requests.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind failed: {text}").into());
    }
    let collected =
        text.lines().find_map(|line| line.split_once("Collected : ")).ok_or("valgrind counted nothing")?;
    Ok(collected.1.trim().parse()?)
}
