//! Reads everything that the clients of a test binary log, down to trace, its spans and its panics: a secret key or a token in
//! it ends the whole run, whichever test it comes from.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::{Mutex, Once, PoisonError},
};

use tracing_subscriber::fmt::format::FmtSpan;

static SECRETS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
/// What the mock of a test logs is the server's.
const SERVER: &str = "wppkit_mock";
/// Characters of a token after `$2b$04$`.
const HASH: usize = 53;

/// From now on nothing may show this. Tokens are known by their form.
pub(crate) fn watch_for(secret: &str) {
    static WATCHING: Once = Once::new();
    SECRETS.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.to_owned());
    WATCHING.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .with_writer(|| Reader)
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("nobody else logs here");
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            look_through(&panic.to_string());
            hook(panic);
        }));
    });
}

/// Reads what would be printed.
struct Reader;

impl Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if !line.contains(SERVER) {
            look_through(&line);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Ends the run if the text shows what it must not show.
pub(crate) fn look_through(text: &str) {
    let secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = secrets.iter().find(|secret| text.contains(secret.as_str()));
    let at = shown.and_then(|secret| text.find(secret.as_str())).or_else(|| token_at(text));
    if let Some(at) = at {
        // What stands before it tells where it comes from.
        drop(writeln!(io::stderr(), "a secret key or a token is shown: {}***", &text[..at]));
        std::process::abort();
    }
}

/// Where a bcrypt hash stands, in its own alphabet or in the server's.
fn token_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(|at| bytes[*at] == b'$').find(|at| {
        let head = bytes.get(*at..*at + 7);
        let tail = bytes.get(*at + 7..*at + 7 + HASH);
        head.is_some_and(|head| head.starts_with(b"$2") && head[3] == b'$' && head[6] == b'$')
            && tail.is_some_and(|tail| {
                tail.iter().all(|byte| byte.is_ascii_alphanumeric() || b"./_-+".contains(byte))
            })
    })
}
