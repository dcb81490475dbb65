//! What a further handle costs in memory.

use crate::{Result, exchange::TOKEN, process::Process};

/// `handles clients|sessions COUNT`: prints the bytes of resident memory per handle as JSON.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let [kind, count] = words else {
        return Err("handles clients|sessions COUNT".into());
    };
    let count: usize = count.parse()?;
    let builder = || wppkit::Client::builder("http://127.0.0.1:21465").token(TOKEN);
    let first = builder().build()?;
    let _used = first.session("first")?;
    let before = Process::this().resident()?;
    let grown = match *kind {
        "clients" => {
            let handles = (0..count).map(|_| Ok(builder().build()?)).collect::<Result<Vec<_>>>()?;
            grown(before, &handles)?
        }
        "sessions" => {
            let session = |number| Ok(first.session(&format!("session-{number:06}"))?);
            let handles = (0..count).map(session).collect::<Result<Vec<_>>>()?;
            grown(before, &handles)?
        }
        _ => return Err(format!("no handles {kind}").into()),
    };
    serde_json::to_writer(std::io::stdout(), &(grown / u64::try_from(count)?))?;
    Ok(())
}

/// The handles are taken so that they still live.
fn grown<T>(before: u64, handles: &[T]) -> Result<u64> {
    let now = Process::this().resident()?;
    std::hint::black_box(handles);
    Ok(now.saturating_sub(before))
}
