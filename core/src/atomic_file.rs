//! Replaces a file so that a reader, and whoever looks after a crash, sees the old contents or the new.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes a neighbour file completely, then renames it. Only the owner may read it.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut neighbour = path.as_os_str().to_owned();
    neighbour.push(format!(".{}.tmp", std::process::id()));
    let neighbour = PathBuf::from(neighbour);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&neighbour).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&neighbour, path));
    if replaced.is_err() {
        // The neighbour may hold secrets: it must not stay behind. Its own failure adds nothing.
        let _ = fs::remove_file(&neighbour);
    }
    replaced
}
