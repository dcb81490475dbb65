//! The file descriptor behind a runtime's sockets.
//!
//! tokio does not tell it. Linux does: `/proc/self/fdinfo` lists what every epoll instance watches, so the one that
//! watches a socket of the runtime is the runtime's.

use std::{
    fs, io,
    os::{
        fd::{AsRawFd, RawFd},
        unix::fs::MetadataExt,
    },
};

use tokio::{net::UnixDatagram, runtime::Runtime};

pub(super) fn of(runtime: &Runtime) -> Option<RawFd> {
    let _context = runtime.enter();
    let probe = UnixDatagram::unbound().ok()?;
    found(probe.as_raw_fd()).ok().flatten()
}

fn found(probe: RawFd) -> io::Result<Option<RawFd>> {
    let inode = fs::metadata(format!("/proc/self/fd/{probe}"))?.ino();
    for entry in fs::read_dir("/proc/self/fdinfo")? {
        let entry = entry?;
        // A file that was closed meanwhile is none of ours.
        let Ok(facts) = fs::read_to_string(entry.path()) else { continue };
        // There are several numbers for the one instance; any will do.
        if facts.lines().any(|line| watches(line, probe, inode)) {
            return Ok(entry.file_name().to_str().and_then(|name| name.parse().ok()));
        }
    }
    Ok(None)
}

/// Lines look like `tfd:       12 events:       19 data: … pos:0 ino:6a1 sdev:8`, the inode in hexadecimal.
fn watches(line: &str, probe: RawFd, inode: u64) -> bool {
    let mut words = line.split_ascii_whitespace();
    words.next() == Some("tfd:")
        && words.next().and_then(|number| number.parse().ok()) == Some(probe)
        && line
            .split_ascii_whitespace()
            .find_map(|word| word.strip_prefix("ino:"))
            .is_some_and(|ino| u64::from_str_radix(ino, 16) == Ok(inode))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use crate::bridge::LocalRuntime;

    #[test]
    fn every_runtime_has_its_own() {
        let (one, other) = (LocalRuntime::new().unwrap(), LocalRuntime::new().unwrap());
        let (first, second) = (one.readiness().unwrap(), other.readiness().unwrap());
        assert_ne!(first, second);
        assert_eq!(one.readiness(), Some(first));
    }
}
