//! `GET metrics`.

use crate::exchange::Exchange;
use crate::library::Thrown;

/// Media type of the metrics.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The answers are canned.
pub const STATEFUL: bool = false;

/// Answers the metrics of the process. Uptime is the world's, memory and load are made up.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (now_ms, uptime_ms) = (ex.world.now_ms(), ex.world.clock().uptime_ms());
    ex.text(200, MEDIA_TYPE, metrics(now_ms, uptime_ms))
}

/// Metrics of the process in the text format of Prometheus.
fn metrics(now_ms: u64, uptime_ms: u64) -> String {
    let cpu = uptime_ms as f64 / 1_000.0 * 0.02;
    let start = (now_ms - uptime_ms) / 1_000;
    let gauges: [(&str, &str, &str, String); 8] = [
        (
            "process_cpu_user_seconds_total",
            "counter",
            "User CPU time in seconds.",
            format!("{:.6}", cpu * 0.8),
        ),
        (
            "process_cpu_system_seconds_total",
            "counter",
            "System CPU time in seconds.",
            format!("{:.6}", cpu * 0.2),
        ),
        ("process_cpu_seconds_total", "counter", "User and system CPU time in seconds.", format!("{cpu:.6}")),
        (
            "process_start_time_seconds",
            "gauge",
            "Start of the process since the epoch in seconds.",
            start.to_string(),
        ),
        ("process_resident_memory_bytes", "gauge", "Resident memory in bytes.", 155_189_248.to_string()),
        ("process_open_fds", "gauge", "Open file descriptors.", 27.to_string()),
        ("nodejs_eventloop_lag_seconds", "gauge", "Lag of the event loop in seconds.", "0".to_owned()),
        ("nodejs_active_handles_total", "gauge", "Active handles.", 4.to_string()),
    ];
    let mut text = String::new();
    for (name, kind, help, value) in gauges {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_begin_with_the_help_of_the_first_one() {
        assert!(metrics(2_000, 1_000).starts_with("# HELP process_cpu_user_seconds_total"));
    }
}
