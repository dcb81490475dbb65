//! What `-v` shows: the spans and events of the workspace's own crates, on stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Starts logging to stderr. Without `-v`, `RUST_LOG` decides; without both, nothing is logged.
///
/// Only our own crates are shown by `-v`: they never log secrets, while an HTTP library may log whole URLs.
pub(crate) fn start(verbose: u8) {
    let filter = match verbose {
        0 => EnvFilter::builder().parse_lossy(std::env::var("RUST_LOG").unwrap_or_else(|_| "off".to_owned())),
        1 => EnvFilter::new("wppkit=info,wppkit_mock=info,wppkit_conformance=info"),
        2 => EnvFilter::new("wppkit=debug,wppkit_mock=debug,wppkit_conformance=debug"),
        _ => EnvFilter::new("wppkit=trace,wppkit_mock=trace,wppkit_conformance=trace"),
    };
    let colours = io::stderr().is_terminal() && console::colors_enabled_stderr();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours).init();
}
