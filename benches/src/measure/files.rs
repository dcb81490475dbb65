//! Memory of the client while a large file passes through it.

use std::{fs::File, path::Path};

use crate::{
    Result, child,
    exchange::SESSION,
    files::Memory,
    load::Connection,
    measure::servers::{self, SECRET, connect_session},
    sample::to_float,
    table::{Goal, Report},
};

const UPLOAD: u64 = 200_000_000;

/// Sends a file of 200 MB to the mock.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mock = servers::mock()?;
    let url = format!("http://{}", mock.address);
    crate::runtime()?.block_on(async {
        let mut connection = Connection::open(mock.address).await?;
        connect_session(&mut connection, SESSION).await
    })?;
    let folder = std::env::temp_dir().join(format!("wppkit-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = upload(report, &url, &folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn upload(report: &mut Report, url: &str, folder: &Path) -> Result<()> {
    let sent = folder.join("film.bin");
    File::create(&sent)?.set_len(UPLOAD)?;
    let memory: Memory = child::ask(&["files", "upload", url, SECRET, &sent.to_string_lossy()])?;
    let added = to_float(memory.peak.saturating_sub(memory.before)) / 1e6;
    let figure = format!("{added:.1} MB (peak {:.1} MB)", to_float(memory.peak) / 1e6);
    report.add("core, memory added by sending a file of 200 MB", added, figure, Goal::AtMost(8.0, "MB"));
    Ok(())
}
