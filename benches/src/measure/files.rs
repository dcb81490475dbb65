//! Memory of the client while a large file passes through it.

use std::{fs::File, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

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
/// The mock takes the file to read as base64 in JSON, so it is smaller.
const DOWNLOAD: usize = 24_000_000;
const MESSAGE: &str = "false_5511999990001@c.us_3A0000000000BENCHFILE";

/// Sends a file of 200 MB to the mock, and reads one from it.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let mock = servers::mock()?;
    let url = format!("http://{}", mock.address);
    crate::runtime()?.block_on(async {
        let mut connection = Connection::open(mock.address).await?;
        connect_session(&mut connection, SESSION).await?;
        let media = STANDARD.encode(vec![7_u8; DOWNLOAD]);
        let body = format!(
            r#"{{"event":"message","chat":"5511999990001","type":"document","id":"{MESSAGE}","media":"{media}"}}"#
        );
        let path = format!("/__mock__/sessions/{SESSION}/deliver");
        let (status, body) = connection.ask("POST", &path, "", Some(Bytes::from(body))).await?;
        if status < 300 { Ok(()) } else { Err(String::from_utf8_lossy(&body).into_owned()) }?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    })?;
    let folder = std::env::temp_dir().join(format!("wppkit-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = both(report, &url, &folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn both(report: &mut Report, url: &str, folder: &Path) -> Result<()> {
    let sent = folder.join("film.bin");
    File::create(&sent)?.set_len(UPLOAD)?;
    let sent = sent.to_string_lossy();
    let memory: Memory = child::ask(&["files", "upload", url, SECRET, &sent])?;
    add(report, "core, memory added by sending a file of 200 MB", &memory);
    let read = folder.join("read.bin");
    let memory: Memory = child::ask(&["files", "download", url, SECRET, &read.to_string_lossy(), MESSAGE])?;
    add(report, "core, memory added by reading a file of 24 MB to disk", &memory);
    Ok(())
}

fn add(report: &mut Report, what: &str, memory: &Memory) {
    let added = to_float(memory.peak.saturating_sub(memory.before)) / 1e6;
    let figure = format!("{added:.1} MB (peak {:.1} MB)", to_float(memory.peak) / 1e6);
    report.add(what, added, figure, Goal::AtMost(8.0, "MB"));
}
