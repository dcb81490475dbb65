//! Nothing that the client emits holds the secret key or a token: errors in every form, logs and spans down to trace,
//! ledger entries.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

use wppkit::Error;

pub(crate) const SECRET: &str = "the-secret-key-that-nobody-may-see";

static NEEDLES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Looks through everything that is logged from now on for this and for the secret key.
pub(crate) fn watch_for(token: &str) {
    static WATCHING: Once = Once::new();
    {
        let mut needles = NEEDLES.lock().unwrap_or_else(PoisonError::into_inner);
        needles.extend([SECRET, token].map(str::to_owned));
    }
    WATCHING.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
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

impl io::Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        look_through(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Remembers the text if it holds what it must not hold.
pub(crate) fn look_through(text: &str) {
    let needles = NEEDLES.lock().unwrap_or_else(PoisonError::into_inner);
    if needles.iter().any(|needle| text.contains(needle.as_str())) {
        FOUND.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }
}

/// Looks through all forms of an error and of its causes.
pub(crate) fn check_error(error: &Error) {
    let mut text = format!("{error} {error:?} {error:#?} {:?} {:?}", error.hint(), error.message());
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text.push_str(&format!("{deeper} {deeper:?}"));
        cause = deeper.source();
    }
    look_through(&text);
}

/// Fails if anything held a secret.
pub(crate) fn none_was_seen() {
    let found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(found.is_empty(), "{} texts hold a secret; the first: {}", found.len(), found[0]);
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let text = format!("a log line with {SECRET} in it");
    let needles = [SECRET.to_owned()];
    assert!(needles.iter().any(|needle| text.contains(needle.as_str())));
}
