//! What sending a large file costs in memory.

use std::path::Path;

use serde::{Deserialize, Serialize};
use wppkit::{Client, Media, Session};

use crate::{Result, exchange::SESSION, process::Process};

/// Resident memory of the client, in bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Before the file, after a first small one.
    pub(crate) before: u64,
    /// At most.
    pub(crate) peak: u64,
}

/// `files upload URL SECRET PATH`: prints memory as JSON.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let ["upload", url, secret, path] = words else {
        return Err("files upload URL SECRET PATH".into());
    };
    let memory = crate::runtime()?.block_on(upload(&session(url, secret)?, Path::new(path)))?;
    serde_json::to_writer(std::io::stdout(), &memory)?;
    Ok(())
}

fn session(url: &str, secret: &str) -> Result<Session> {
    Ok(Client::builder(url).secret_key(secret).build()?.session(SESSION)?)
}

async fn upload(session: &Session, path: &Path) -> Result<Memory> {
    session.send_file("5511999990001", Media::bytes("small")).await?;
    let before = Process::this().resident()?;
    session.send_file("5511999990001", Media::path(path)).await?;
    Ok(Memory { before, peak: Process::this().peak()? })
}
