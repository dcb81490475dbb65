//! Child processes that speak one line and end with their owner.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde::de::DeserializeOwned;

use crate::{Result, process::Process};

/// A server in a process of its own; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// The first line that it wrote.
    pub(crate) line: String,
}

impl Server {
    /// Starts the command and waits for its first line, which says where it listens.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| format!("{name} does not start: {error}"))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let server = Self { child, line };
        if server.line.is_empty() { Err(format!("{name} ended without a line").into()) } else { Ok(server) }
    }

    /// Its CPU time and memory.
    pub(crate) fn process(&self) -> Process {
        Process::with_id(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of this binary to its end and reads the JSON that it printed.
pub(crate) fn ask<T: DeserializeOwned>(arguments: &[&str]) -> Result<T> {
    let output = Command::new(std::env::current_exe()?).args(arguments).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{} failed", arguments.join(" ")).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// This binary with a command.
pub(crate) fn own(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// The binary `wppkit` that was built beside this one.
pub(crate) fn wppkit() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("wppkit");
    if path.exists() { Ok(path) } else { Err("build it first: cargo build --release -p wppkit-cli".into()) }
}

/// Whether a program can be started.
pub(crate) fn installed(program: impl AsRef<OsStr>) -> bool {
    let probe = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

/// The folder `benches/` of the source tree.
pub(crate) fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
