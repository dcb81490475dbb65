//! CPU time and memory of a process, as Linux counts them in `/proc`.

use std::{fs, path::PathBuf, time::Duration};

use crate::Result;

/// A running process.
#[derive(Debug, Clone)]
pub(crate) struct Process(PathBuf);

impl Process {
    /// The present process.
    pub(crate) fn this() -> Self {
        Self("/proc/self".into())
    }

    /// The process with this id.
    pub(crate) fn with_id(id: u32) -> Self {
        Self(format!("/proc/{id}").into())
    }

    /// CPU time of all its living threads, in the kernel too.
    ///
    /// `schedstat` counts nanoseconds, where `stat` counts hundredths of a second. Threads that ended drop out;
    /// none of the measured processes ends a thread that did work.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(self.0.join("task"))? {
            // A thread that ended since the folder was read has nothing to say.
            let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            let first = text.split_whitespace().next().ok_or("schedstat is empty")?;
            nanoseconds += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// Resident memory in bytes at its largest so far.
    pub(crate) fn peak(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, what: &str) -> Result<u64> {
        let status = fs::read_to_string(self.0.join("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).ok_or("no such line in status")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024)
    }
}
