//! What the server answers beside its API: metrics and the pages below `/api-docs`.

use wppkit_api::registry;

/// Media type of the metrics.
pub(crate) const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A path outside of the registry that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// `/metrics`.
    Metrics,
    /// `/api-docs`, which leads to `/api-docs/`.
    Documentation,
    /// `/api-docs/`.
    DocumentationIndex,
    /// `/unhealthy`, which ends the process.
    Unhealthy,
}

impl Page {
    /// The page of a path.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let is = |known: &str| path.strip_suffix('/').unwrap_or(path).eq_ignore_ascii_case(known);
        if is("/metrics") {
            Some(Self::Metrics)
        } else if is("/unhealthy") {
            Some(Self::Unhealthy)
        } else if is("/api-docs") {
            Some(if path.ends_with('/') { Self::DocumentationIndex } else { Self::Documentation })
        } else {
            None
        }
    }
}

/// Metrics of the process in the text format of Prometheus.
pub(crate) fn metrics(now_ms: u64, uptime_ms: u64) -> String {
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

/// A page in the place of the server's API documentation: the operations that are answered.
pub(crate) fn documentation() -> String {
    let mut rows = String::new();
    for entry in registry() {
        let meta = &entry.meta;
        rows.push_str(&format!(
            "<tr><td>{}</td><td><code>{}</code></td></tr>\n",
            meta.method.as_str(),
            meta.path
        ));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"UTF-8\">\n<title>Swagger UI</title>\n</head>\n\
         <body>\n<table>\n{rows}</table>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_ignore_case_and_a_trailing_slash_but_for_the_documentation() {
        assert_eq!(Page::of("/Metrics/"), Some(Page::Metrics));
        assert_eq!(Page::of("/api-docs"), Some(Page::Documentation));
        assert_eq!(Page::of("/api-docs/"), Some(Page::DocumentationIndex));
        assert_eq!(Page::of("/files/none.png"), None);
        assert_eq!(Page::of("/"), None);
    }

    #[test]
    fn metrics_begin_with_the_help_of_the_first_one() {
        assert!(metrics(2_000, 1_000).starts_with("# HELP process_cpu_user_seconds_total"));
    }
}
