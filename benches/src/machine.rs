//! What the figures were measured on.

use std::{fs, process::Command};

/// One line: processor, cores, memory, kernel, compiler, Node.
pub(crate) fn line() -> String {
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1024 / 1024);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel = kernel.trim();
    let (rust, node) = (version("rustc"), version("node"));
    format!("{processor}, {cores} cores, {memory} GB, Linux {kernel}, {rust}, Node {node}")
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    output.map_or_else(
        |_| format!("no {program}"),
        |output| {
            String::from_utf8_lossy(&output.stdout).split(" (").next().unwrap_or_default().trim().to_owned()
        },
    )
}
