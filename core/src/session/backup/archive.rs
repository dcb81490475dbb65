//! An archive on this machine: whether it is whole, and its checksum.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use ring::digest::{Context, SHA256};

use crate::{Error, ErrorCode, atomic_file};

/// How a ZIP begins that is not empty.
const HEAD: &[u8] = b"PK\x03\x04";
/// How the directory at the end of a ZIP begins.
const TAIL: &[u8] = b"PK\x05\x06";
/// The directory's fixed part and the longest comment behind it.
const LONGEST_TAIL: u64 = 22 + 65_535;

/// What is known of an archive that was read to its end.
pub(super) struct Archive {
    pub(super) size: u64,
    /// In hexadecimal digits.
    pub(super) sha256: String,
}

/// Reads an archive from beginning to end.
pub(super) async fn examine(path: &Path) -> Result<Archive, Error> {
    let own = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&own)).await;
    read.unwrap_or_else(|panic| Err(io::Error::other(panic))).map_err(|error| {
        Error::invalid_input(format!("{} cannot be read as an archive: {error}", path.display()))
            .with_hint("it has to be a whole ZIP of this machine, as backup() writes it")
            .with_source(error)
    })
}

fn read(path: &Path) -> io::Result<Archive> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut digest = Context::new(&SHA256);
    let mut piece = vec![0; 64 * 1024];
    let mut head = Vec::new();
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            break;
        }
        if head.len() < HEAD.len() {
            head.extend_from_slice(&piece[..count.min(HEAD.len() - head.len())]);
        }
        digest.update(&piece[..count]);
    }
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(size.saturating_sub(LONGEST_TAIL)))?;
    file.read_to_end(&mut tail)?;
    if head != HEAD {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no ZIP"));
    }
    if !tail.windows(TAIL.len()).any(|window| window == TAIL) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its end is missing"));
    }
    let sha256 = digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Archive { size, sha256 })
}

/// Where the checksum of an archive stands.
pub(super) fn checksum_path(archive: &Path) -> PathBuf {
    let mut path = OsString::from(archive);
    path.push(".sha256");
    path.into()
}

/// Writes the checksum as `sha256sum` does.
pub(super) async fn write_checksum(archive: &Path, sha256: &str) -> Result<PathBuf, Error> {
    let path = checksum_path(archive);
    let name = archive.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (line, file) = (format!("{sha256}  {name}\n"), path.clone());
    let written = tokio::task::spawn_blocking(move || atomic_file::replace(&file, line.as_bytes())).await;
    match written.unwrap_or_else(|panic| Err(io::Error::other(panic))) {
        Ok(()) => Ok(path),
        Err(error) => Err(Error::new(
            ErrorCode::Storage,
            format!("the archive is complete, but {} cannot be written: {error}", path.display()),
        )
        .with_hint(format!("its SHA-256 is {sha256}"))
        .with_source(error)),
    }
}

/// The checksum beside an archive, if there is one.
pub(super) async fn read_checksum(archive: &Path) -> Result<Option<String>, Error> {
    let path = checksum_path(archive);
    let unreadable = |why: &str| {
        Error::invalid_input(format!("{} holds no checksum: {why}", path.display()))
            .with_hint("delete it if you do not have it, or give sha256")
    };
    match tokio::fs::read_to_string(&path).await {
        Ok(text) => {
            let digits = text.split_ascii_whitespace().next().unwrap_or_default();
            if digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                Ok(Some(digits.to_ascii_lowercase()))
            } else {
                Err(unreadable("it does not begin with 64 hexadecimal digits"))
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&error.to_string())),
    }
}
